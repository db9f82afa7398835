import { run } from '../../src/cli/run.ts';
import type { ProcessIo } from '../../src/cli/terminal/io.ts';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a shell would, in this process. */
export async function spotitags(
  argv: readonly string[],
  io: Partial<Pick<ProcessIo, 'env' | 'cwd' | 'stop' | 'signal'>> & { tty?: true } = {},
): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    ...(io.tty && { isTTY: true, columns: 60 }),
    write: (text: string) => (written[name] += text),
  });
  const code = await run(argv, {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: io.env ?? {},
    cwd: io.cwd ?? process.cwd(),
    stop: io.stop ?? new AbortController().signal,
    signal: io.signal ?? new AbortController().signal,
  });
  return { code, ...written };
}
