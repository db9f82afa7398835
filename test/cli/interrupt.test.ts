import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const command = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Loaded before the command: an answer that never comes, and work that no signal ends. */
const hanging = `
  globalThis.fetch = () => new Promise(() => process.stderr.write('asked'));
  setInterval(() => {}, 1000);
`;

it('ends at one Ctrl-C, whatever a library still does', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', `data:text/javascript,${encodeURIComponent(hanging)}`, command, 'doctor'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, MUSICBRAINZ_CONTACT: 'me@example.org' } },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    // Several requests may say so: the interrupt comes once.
    const isFirst = !said.includes('asked');
    said += text;
    if (isFirst && said.includes('asked')) child.kill('SIGINT');
  });
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(said).toContain('Interrupted. Nothing was written.\n');
});
