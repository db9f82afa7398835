import { run } from './run.ts';
import { stopLimit } from './terminal/io.ts';

/** Each asks to end: at the keyboard, by `docker stop` or a scheduler, by a terminal that closes. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** Milliseconds for closing the store after an abort. */
const closeLimit = 1000;

/** Runs the command line as a process: signals, output that fails, the exit code. */
export async function start(): Promise<void> {
  const { stop, interrupt, exitCode } = listen();
  ignoreLostReaders(stop.signal);
  const code = await run(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    stop: stop.signal,
    signal: interrupt.signal,
  });
  // Not process.exit(), because output to a pipe must be written first.
  process.exitCode = code === 130 ? exitCode() : code;
  // A signal does not reach the downloads of packages. They would keep an interrupted process alive for minutes.
  if (stop.signal.aborted) process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

/** The first signal stops, the second ends at once. */
function listen() {
  const stop = new AbortController();
  const interrupt = new AbortController();
  let code = 0;
  let reason: Error | undefined;
  const end = () => {
    interrupt.abort(reason);
    // Whatever does not hear the abort: the process must end.
    setTimeout(() => process.exit(code), closeLimit).unref();
  };
  for (const [signal, exitCode] of Object.entries(exitCodes)) {
    process.on(signal, () => {
      if (stop.signal.aborted) {
        end();
        return;
      }
      code = exitCode;
      reason = new Error('Interrupted.', { cause: signal });
      stop.abort(reason);
      setTimeout(end, stopLimit).unref();
    });
  }
  return { stop, interrupt, exitCode: () => code };
}

/** What happens if the output cannot be written. */
function ignoreLostReaders(stop: AbortSignal): void {
  // Only progress and notes are on it. If they cannot be written, the work goes on.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The terminal of an interrupted process may have closed.
    if (stop.aborted) return;
    // The reader stopped reading, as `head` does: there is nothing more to do.
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`Standard output cannot be written (${error.message}).\n`, () => process.exit(1));
  });
}
