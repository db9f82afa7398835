import { join } from 'node:path';
import { http, HttpResponse } from 'msw';
import sharp from 'sharp';
import { readDataset, type Example } from 'spotitags';
import { expect, it, vi } from 'vitest';
import { folderOf } from '../files.ts';
import { FakeMusicBrainz } from '../../src/testing/msw/musicbrainz.ts';
import { mbidOf } from '../msw/use-musicbrainz.ts';
import { useServer } from '../msw/use-server.ts';
import { spotitags } from './run.ts';

const env = { MUSICBRAINZ_CONTACT: 'me@example.org' };
const { server } = useServer();

const artist = (n: number, tag: string, count: number) => ({
  id: mbidOf(n),
  name: `${tag} artist ${n}`,
  tags: [{ name: tag, count }],
  releaseGroups: [{ id: mbidOf(100 + n), title: `Album ${n}`, 'first-release-date': '1999' }],
});

async function services(): Promise<void> {
  const artists = [artist(1, 'doom metal', 3), artist(2, 'doom metal', 9), artist(3, 'k-pop', 5)];
  const image = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c01010' } })
    .png()
    .toBuffer();
  server.use(
    http.get(/archive\.org\/download\/.*\.jpg$/u, () =>
      HttpResponse.arrayBuffer(new Uint8Array(image).buffer),
    ),
    ...new FakeMusicBrainz({ artists }).handlers,
  );
}

it('collects the artists of genres without a key, those first that a genre holds of most', async () => {
  await services();
  const root = await folderOf({});
  const out = join(root, 'out.jsonl');
  const collect = ['collect', '--catalog', 'musicbrainz', '--genre', 'doom metal', 'k-pop', '--artists', '1'];
  const { code, stdout, stderr } = await spotitags([...collect, '--out', out], { env });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${out}: 2 artists\n`, stderr: '' });
  const examples: Example[] = [];
  for await (const example of readDataset(out)) examples.push(example);
  expect(examples.map(({ genre, profile }) => [genre, profile.artist.name])).toEqual([
    ['doom metal', 'doom metal artist 2'],
    ['k-pop', 'k-pop artist 3'],
  ]);
  expect(examples[0]?.profile.tags.map(({ name }) => name).join()).toContain('red');
});

it('doctor: says what can be used, and what to do for the rest', async () => {
  const artists = [{ id: mbidOf(1), name: 'Black Sabbath' }];
  server.use(
    ...new FakeMusicBrainz({ artists }).handlers,
    http.get('https://api.clarifai.com/v2/users/me', () =>
      HttpResponse.json({ status: { code: 11009, description: 'API key not found' } }, { status: 401 }),
    ),
  );
  const healthy = await spotitags(['doctor'], { env });
  expect(healthy.code).toBe(0);
  expect(healthy.stdout).toMatch(/^✓ --catalog musicbrainz +answers$/mu);
  expect(healthy.stdout).toMatch(/^- --catalog spotify +.*SPOTIFY_CLIENT_ID/mu);
  expect(healthy.stdout).toMatch(/^✓ --tagger palette +sharp installed$/mu);
  expect(healthy.stdout).toMatch(
    /^- --tagger clarifai-sdk +.*CLARIFAI_PAT.* Run: npm install clarifai-nodejs$/mu,
  );

  const ill = await spotitags(['doctor', '--json'], { env: { CLARIFAI_PAT: 'planted-secret' } });
  expect(ill.code).toBe(1);
  const findings = JSON.parse(ill.stdout) as { name: string; state: string; words: string }[];
  const clarifai = findings.find(({ name }) => name === '--tagger clarifai');
  expect(clarifai).toMatchObject({
    state: 'broken',
    words: expect.stringContaining('CLARIFAI_PAT') as string,
  });
  expect(ill.stdout).not.toContain('planted-secret');
  const musicbrainz = findings.find(({ name }) => name === '--catalog musicbrainz');
  expect(musicbrainz).toMatchObject({ state: 'missing' });
});

it('doctor: asks all services at the same time, and waits for all of them ten seconds at most', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const asked: string[] = [];
  const silent = ({ request }: { readonly request: Request }) => {
    asked.push(new URL(request.url).host);
    return new Promise<never>(() => undefined);
  };
  server.use(http.all('*', silent));
  const keys = { ...env, SPOTIFY_ACCESS_TOKEN: 'token', CLARIFAI_PAT: 'pat' };
  const running = spotitags(['doctor', '--json'], { env: keys });
  await vi.waitUntil(() => asked.length === 4, { timeout: 20_000 });
  await vi.advanceTimersByTimeAsync(10_000);
  const { code, stdout } = await running;
  vi.useRealTimers();
  expect(code).toBe(1);
  const findings = JSON.parse(stdout) as { name: string; words: string }[];
  const late = findings.filter(({ words }) => words === 'There was no answer within 10 s.');
  expect(late.map(({ name }) => name)).toEqual([
    '--catalog spotify',
    '--catalog musicbrainz',
    '--tagger clarifai',
  ]);
});
