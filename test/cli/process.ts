import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Child {
  readonly child: ChildProcess;
  /** Resolves when standard error has the text. */
  readonly says: (text: string) => Promise<void>;
  /** The exit code or the signal, and what was written. */
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/**
 * The command line in a process of its own.
 *
 * @param before - the source of a module that is loaded first.
 */
export function spawnCommand(
  argv: readonly string[],
  {
    before = '',
    env = {},
    stdio = ['ignore', 'pipe', 'pipe'],
  }: {
    readonly before?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly stdio?: ('ignore' | 'pipe' | number)[];
  } = {},
): Child {
  const preload = `data:text/javascript,${encodeURIComponent(before)}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', preload, main, ...argv], {
    stdio,
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      for (const check of waiting) check();
    });
  }
  const says = (text: string) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!written.stderr.includes(text)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const ended = once(child, 'close').then(([code]: unknown[]) => ({
    code: typeof code === 'number' ? code : null,
    ...written,
  }));
  return { child, says, ended };
}
