import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { folderOf } from '../files.ts';
import { type Child, spawnCommand } from './process.ts';

/** An answer that never comes, and work that no signal ends. */
const hanging = `
  globalThis.fetch = () => new Promise(() => process.stderr.write('asked'));
  setInterval(() => {}, 1000);
`;

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/** More than are tagged at the same time. */
const artists = 12;

/** Files are named one by one in paid.txt, before the answer. `ms` is how long that takes. */
const slowTagger = (ms: number) => `
  import { appendFileSync } from 'node:fs';
  export default {
    id: 'slow@1',
    maxBatchSize: 1,
    async tag(covers) {
      const paid = new URL('paid.txt', import.meta.url);
      for (const { path } of covers) appendFileSync(paid, path + '\\n');
      process.stderr.write('paid\\n');
      await new Promise((resolve) => setTimeout(resolve, ${ms}));
      return covers.map(() => ({ tags: [{ name: 'fog', confidence: 1 }] }));
    },
  };`;

async function collection(ms: number) {
  const covers = Array.from({ length: artists }, (_, n) => [
    `covers/metal/artist ${n}/album.jpg`,
    `image ${n}`,
  ]);
  const root = await folderOf({
    ...(Object.fromEntries(covers) as Record<string, string>),
    'tagger.mjs': slowTagger(ms),
  });
  const out = join(root, 'out.jsonl');
  const argv = ['collect', '--root', join(root, 'covers'), '--tagger', join(root, 'tagger.mjs')];
  return {
    out,
    collect: (before = '', stdio?: Parameters<typeof spawnCommand>[1]): Child =>
      spawnCommand([...argv, '--store', join(root, 'store'), '--out', out], { before, ...stdio }),
    paid: async () => (await readFile(join(root, 'paid.txt'), 'utf8')).trim().split('\n'),
  };
}

it.each(signals)('ends at one %s, whatever a library still does', async (signal, code) => {
  const { child, says, ended } = spawnCommand(['doctor'], {
    before: hanging,
    env: { MUSICBRAINZ_CONTACT: 'me@example.org' },
  });
  await says('asked');
  child.kill(signal);
  const { stderr, ...rest } = await ended;
  expect(rest).toEqual({ code, stdout: '' });
  expect(stderr).toContain('Interrupted. Nothing was written.\n');
});

it.each(signals)('keeps the batch that is paid for at one %s', async (signal, code) => {
  const { collect, paid, out } = await collection(1500);
  const first = collect();
  await first.says('paid');
  first.child.kill(signal);
  const { code: ended, stderr } = await first.ended;
  expect(ended).toBe(code);
  const [before = '', after] = stderr.split('Stopping: ');
  const sent = before.split('paid\n').length - 1;
  expect(after).toMatch(
    new RegExp(
      `^waiting for up to 30 s for the tags of ${sent} covers?, .*${signal === 'SIGINT' ? 'Ctrl-C again' : 'A second signal'} ` +
        'stops at once.*\\n[^]*Interrupted\\. Tags are kept',
      'u',
    ),
  );
  expect(await collect().ended).toMatchObject({ code: 0, stdout: `${out}: ${artists} artists\n` });
  expect(new Set(await paid()).size).toBe(artists);
  expect(await paid()).toHaveLength(artists);
});

/** What was sent and not answered is lost, and the user is told how much. */
function expectLost({ code, stderr }: { readonly code: number | null; readonly stderr: string }): void {
  expect(code).toBe(143);
  const sent = /for the tags of (\d+ covers?)/u.exec(stderr)?.[1] ?? '';
  expect(stderr).toContain(
    `Interrupted. The tags of ${sent}, sent to the tagger and not answered, are lost. All others are kept. `,
  );
  expect(stderr).not.toMatch(/Ctrl-C|Tags are kept/u);
}

/** Thirty seconds become a third of one. */
const fast =
  'const real = setTimeout; globalThis.setTimeout = (f, ms, ...rest) => real(f, ms / 100, ...rest);';

/** Lists artists for minutes, and does not hear the signal while it does. */
const endlessCatalog = `
  import { setTimeout as sleep } from 'node:timers/promises';
  const artist = (name) => ({ catalog: 'endless', id: name, name });
  export default {
    id: 'endless',
    findArtist: async (name) => ({ artist: artist(name), alternatives: [] }),
    async *albums({ name }, { signal } = {}) {
      process.stderr.write('asked\\n');
      await sleep(1000, undefined, { signal });
      yield { id: name, title: name };
    },
    async *artistsOf(list) {
      for (let n = 0; n < 10_000; n += 1) {
        await sleep(100);
        yield artist(list + n);
      }
    },
  };`;

it('ends a plan without a trace of the stack', async () => {
  const root = await folderOf({ 'catalog.mjs': endlessCatalog });
  const argv = ['collect', '--genre', 'doom', '--artists', '9999', '--plan'];
  const { child, says, ended } = spawnCommand([...argv, '--catalog', join(root, 'catalog.mjs')]);
  await says('asked');
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr.split('Interrupted. ')[1]).toBe('Nothing was written.\n');
});

it('ends at the time limit if the answer does not come', async () => {
  const { collect } = await collection(3_600_000);
  const { child, says, ended } = collect(fast);
  await says('paid');
  child.kill('SIGTERM');
  expectLost(await ended);
});

it('ends at once at a second signal', async () => {
  const { collect } = await collection(3_600_000);
  const { child, says, ended } = collect();
  await says('paid');
  child.kill('SIGTERM');
  await says('for up to 30 s');
  child.kill('SIGINT');
  expectLost(await ended);
});

it('goes on if the reader of the progress leaves', async () => {
  const { collect, paid, out } = await collection(500);
  // A line of progress at each change, after the reader is gone.
  const chatty = `${fast} setInterval(() => process.stderr.write('progress\\n'), 1).unref();`;
  const { child, says, ended } = collect(chatty);
  await says('paid');
  child.stderr?.destroy();
  expect(await ended).toMatchObject({ code: 0, stdout: `${out}: ${artists} artists\n` });
  expect((await readFile(out, 'utf8')).trim().split('\n')).toHaveLength(artists + 1);
  expect(await paid()).toHaveLength(artists);
});

it('ends quietly if the reader of the result leaves', async () => {
  const { child, ended } = spawnCommand(['doctor', '--help']);
  child.stdout?.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

it.skipIf(process.platform !== 'linux')('says that the result cannot be written', async () => {
  const { open } = await import('node:fs/promises');
  await using full = await open('/dev/full', 'w');
  const { ended } = spawnCommand(['tag', '--help'], { stdio: ['ignore', full.fd, 'pipe'] });
  expect(await ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Standard output cannot be written \(ENOSPC/u) as unknown,
  });
});

it('says at once which Node.js it needs', async () => {
  const old = "Object.defineProperty(process.versions, 'node', { value: '20.18.3' });";
  expect(await spawnCommand(['--version'], { before: old }).ended).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'spotitags needs Node.js 20.19 or later, and this is Node.js 20.18.3. Install a newer Node.js: https://nodejs.org\n',
  });
  expect(packageJson.engines.node).toBe('>=20.19');
});

it('loads nothing before it knows that Node.js is new enough', async () => {
  const main = await readFile(new URL('../../src/cli/main.ts', import.meta.url), 'utf8');
  expect(main).not.toMatch(/^\s*(?:import|export) /mu);
});
