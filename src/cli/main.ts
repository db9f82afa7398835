#!/usr/bin/env node
import { run } from './run.ts';

const stop = new AbortController();
const interrupt = new AbortController();
process.on('SIGINT', () => {
  const reason = new Error('Interrupted.');
  if (stop.signal.aborted) interrupt.abort(reason);
  else stop.abort(reason);
});

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader stopped reading, as `head` does. Any other error, such as a full disk, is a failure.
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}

// Not process.exit(), because output to a pipe must be written first.
process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  stop: stop.signal,
  signal: interrupt.signal,
});
// A signal does not reach the downloads of packages. They would keep an interrupted process alive for
// minutes.
if (stop.signal.aborted) process.stdout.write('', () => process.stderr.write('', () => process.exit()));
