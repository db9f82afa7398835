import { join } from 'node:path';
import { http, HttpResponse } from 'msw';
import sharp from 'sharp';
import { beforeEach, expect, it } from 'vitest';
import { folderOf } from '../files.ts';
import { useServer } from '../msw/use-server.ts';
import { spotitags } from './run.ts';

const { server } = useServer();
let root = '';

beforeEach(async () => {
  const cover = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#a01010' } })
    .png()
    .toBuffer();
  root = await folderOf({
    'doom/Sleep/a.png': cover,
    'doom/Sleep/broken.png': 'no image',
    'doom/Boris/a.png': cover,
    'genres.json': JSON.stringify({ doom: ['Sleep', 'Boriss', 'Stranger'] }),
  });
});

const collect = (...argv: string[]) => [
  'collect',
  join(root, 'genres.json'),
  ...['--root', root, '--store', join(root, 'store'), '--out', join(root, 'd.jsonl')],
  ...argv,
];

it('--quiet leaves out notes and progress, and keeps results and failures', async () => {
  const normal = await spotitags(collect());
  expect(normal.stderr).toMatch(/is taken as "Boris"/u);
  const quiet = await spotitags(collect('--quiet'), { tty: true });
  expect(quiet.stdout).toContain('2 artists');
  expect(quiet.stderr.replace(/\u001b\[\d+m/gu, '')).toMatch(/^Failed: 1\n.*\n.*Stranger.*\n$/u);
  const wrong = await spotitags(['tag', 'Stranger', '--root', join(root, 'x'), '--quiet']);
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('does not exist') as unknown });
});

it('--verbose says providers, settings, calls and times on standard error, before or behind the command', async () => {
  const argv = ['tag', 'Sleep', '--root', root, '--top', '1'];
  const env = { SPOTITAGS_STORE: join(root, 'store') };
  const plain = await spotitags(argv, { env });
  const said = await spotitags([...argv, '--verbose'], { env });
  expect(said.stdout).toBe(plain.stdout);
  expect(plain.stderr).toBe('');
  expect(said.stderr).toMatch(/^\[\d+\.\d\d s\] The store \S+ comes from the variable SPOTITAGS_STORE\.\n/u);
  expect(said.stderr).toContain('The catalog is folder, the default.');
  expect(said.stderr).toMatch(/palette@2: tagged 1 cover in \d+ ms\n/u);
  expect(said.stderr).toMatch(/Done\.\n$/u);
  expect((await spotitags(['--verbose', ...argv], { env })).stderr).toContain('The catalog is folder');
  expect((await spotitags([...argv, '--verbose', '--quiet'], { env })).code).toBe(2);
});

it('--verbose says each request and its answer', async () => {
  server.use(http.get('https://musicbrainz.org/*', () => HttpResponse.json({ artists: [] })));
  const env = { MUSICBRAINZ_CONTACT: 'me@example.org' };
  const { stderr } = await spotitags(['tag', 'Sleep', '--catalog', 'musicbrainz', '--verbose'], { env });
  expect(stderr).toMatch(/MusicBrainz: GET https:\/\/musicbrainz\.org\/ws\/2\/artist\S*: 200, in \d+ ms\n/u);
});
