import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { delay, http, HttpResponse } from 'msw';
import { diskStore, type RunPlan } from 'spotitags';
import { expect, it } from 'vitest';
import { folderOf } from '../files.ts';
import { FakeClarifai, statusOf, type FakeInput } from '../../src/testing/msw/clarifai.ts';
import { spotifyId, useSpotify } from '../msw/use-spotify.ts';
import { spotitags } from './run.ts';

const { server, start, asked } = await useSpotify();

const names = ['Sleep', 'Om', 'Earth', 'Boris'];
const cover = (artist: number, album: number) => `https://i.scdn.co/image/${artist}-${album}`;
const outputs =
  'https://api.clarifai.com/v2/users/clarifai/apps/main/models/:model/versions/:version/outputs';

/** Four artists of two albums each; the store of the user's cache folder. */
async function services() {
  const artists = names.map((name, n) => ({
    id: spotifyId(n),
    name,
    albums: [0, 1].map((album) => ({
      id: spotifyId(100 * (n + 1) + album),
      name: `${name} ${album}`,
      release_date: `197${album}`,
      images: [{ url: cover(n, album), width: 640, height: 640 }],
    })),
  }));
  const { credentials } = start({ artists });
  const images = new Map(
    artists.flatMap(({ name, albums }) =>
      albums.map(
        ({ images: [image] }) => [image?.url ?? '', [{ name: `tag of ${name}`, value: 0.9 }]] as const,
      ),
    ),
  );
  const pat = `pat-${credentials.clientId}`;
  const clarifai = new FakeClarifai({ pat, images });
  server.use(...clarifai.handlers);
  const root = await folderOf({
    'genres.json': JSON.stringify({ doom: ['Sleep', 'Om'], drone: ['Earth', 'Boris'] }),
  });
  const env = {
    SPOTIFY_CLIENT_ID: credentials.clientId,
    SPOTIFY_CLIENT_SECRET: credentials.clientSecret,
    CLARIFAI_PAT: pat,
    XDG_CACHE_HOME: join(root, 'cache'),
  };
  const out = join(root, 'out.jsonl');
  const collect = (...more: string[]) => {
    const where = more.includes('--plan') ? [] : ['--out', out];
    return ['collect', join(root, 'genres.json'), '--tagger', 'clarifai', ...where, ...more];
  };
  return { root, env, out, collect, clarifai, images: () => clarifai.batches.flat().length };
}

it('goes on where it was interrupted: same bytes, nothing paid or asked for twice', async () => {
  const whole = await services();
  expect((await spotitags(whole.collect(), { env: whole.env })).code).toBe(0);
  const expected = await readFile(whole.out, 'utf8');

  const { env, out, collect, images } = await services();
  const stop = new AbortController();
  const before = asked().length;
  // The third artist is asked for when the user has had enough.
  server.use(
    http.get('https://api.spotify.com/v1/artists/:id/albums', ({ params }) => {
      if (params['id'] === spotifyId(2)) stop.abort(new Error('Interrupted.'));
      return undefined;
    }),
  );
  const { code, stderr } = await spotitags(collect(), { env, stop: stop.signal });
  expect({ code, stderr }).toEqual({
    code: 130,
    // Nothing was sent to the tagger yet.
    stderr: 'Stopping.\nInterrupted. Tags are kept. Run the same command to continue.\n',
  });
  const interrupted = asked().slice(before);
  expect(interrupted.length).toBeGreaterThan(2);
  await expect(readFile(out)).rejects.toThrow('ENOENT');
  expect((await spotitags(collect(), { env })).code).toBe(0);
  expect(await readFile(out, 'utf8')).toBe(expected);
  expect(images()).toBe(8);
  // But for the one that was cut off: what was answered is not asked for again.
  const again = asked().slice(before + interrupted.length);
  expect(again.filter((request) => interrupted.slice(0, -1).includes(request))).toEqual([]);
});

it('shows the number of artists at once, and no time left before a cover is done', async () => {
  const { env, collect } = await services();
  // Slower than the shortest time between two draws.
  server.use(http.post(outputs, () => delay(300).then(() => undefined)));
  const { stderr } = await spotitags(collect(), { env, tty: true });
  expect(stderr).toMatch(/^\r\[-+\] 0\/4 artists/u);
  expect(stderr).not.toMatch(/ left · 0 covers/u);
});

it('asks the catalog anew once a run is done, and pays for nothing again', async () => {
  const { env, out, collect, images } = await services();
  await spotitags(collect(), { env });
  const first = await readFile(out, 'utf8');
  const before = asked().length;
  await spotitags(collect(), { env });
  expect(asked().length).toBeGreaterThan(before);
  expect(images()).toBe(8);
  expect(await readFile(out, 'utf8')).toBe(first);
});

it('tries again what failed, and that alone', async () => {
  const { env, out, collect, clarifai } = await services();
  expect((await spotitags(collect('--retry-failed'), { env })).stderr).toMatch(
    /has no failures of a collection with these genres/,
  );
  const sent: string[] = [];
  server.use(
    http.post(
      outputs,
      async ({ request }) => {
        const { inputs } = (await request.clone().json()) as { inputs: FakeInput[] };
        sent.push(...inputs.map(({ data }) => data.image.url ?? ''));
        const isBroken = (url = '') => url === cover(1, 0) || url === cover(1, 1) || url === cover(2, 0);
        return HttpResponse.json({
          status: statusOf(10010),
          outputs: inputs.map((input) => ({
            status: statusOf(isBroken(input.data.image.url) ? 30002 : 10000),
            input,
            data: { concepts: [{ name: 'fog', value: 0.8 }] },
          })),
        });
      },
      { once: true },
    ),
  );
  const first = await spotitags(collect('--json'), { env });
  expect(JSON.parse(first.stdout)).toMatchObject({
    artists: 3,
    failed: [{ genre: 'doom', artist: { name: 'Om' }, error: { code: 'cover' } }],
  });
  expect(sent).toHaveLength(8);
  const before = asked().length;
  const again = await spotitags(collect('--retry-failed'), { env });
  expect(again).toMatchObject({ code: 0, stdout: `${out}: 4 artists\n`, stderr: '' });
  expect(asked().slice(before)).toEqual([]);
  expect(
    clarifai.batches
      .flat()
      .map(({ data }) => data.image.url)
      .sort(),
  ).toEqual([cover(1, 0), cover(1, 1), cover(2, 0)]);
  expect(await readFile(out, 'utf8')).not.toContain('"failed"');
});

it('plans: what it would take, what the store has, and pays for nothing', async () => {
  const { env, collect, images } = await services();
  const plan = async () =>
    JSON.parse((await spotitags(collect('--plan', '--json'), { env })).stdout) as RunPlan;
  expect(await plan()).toMatchObject({
    artists: 4,
    covers: 8,
    stored: 0,
    images: 8,
    // A search and a page of albums each, and the access token.
    catalogRequests: 9,
    failed: [],
  });
  expect(images()).toBe(0);
  await spotitags(collect('--max-images', '8'), { env });
  expect(await plan()).toMatchObject({ covers: 8, stored: 8, images: 0 });
  const text = await spotitags(collect('--plan'), { env });
  expect(text.stdout).toMatch(/images to tag +0 +what a service would bill/);
  expect((await spotitags(['collect', '--plan', '--out', 'x'], { env })).code).toBe(2);
});

it('keeps to a budget, and goes on with a larger one', async () => {
  const { env, out, collect, images } = await services();
  const { code, stdout, stderr } = await spotitags(collect('--max-images', '5'), { env });
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${out}: 2 artists\n` });
  expect(stderr).toMatch(/Failed: 2\n.*\n.*budget of 5 images/);
  expect(images()).toBe(5);
  await spotitags(collect('--retry-failed', '--max-images', '3'), { env });
  expect(images()).toBe(8);
  const broke = await spotitags([...collect(), '--store', join(out, '..', 'new'), '--max-requests', '0'], {
    env,
  });
  expect(broke).toMatchObject({ code: 1, stdout: '' });
  expect(broke.stderr).toContain('budget of 0 requests');
});

it('looks into the store: stats, export, prune', async () => {
  const { env, root, collect } = await services();
  expect((await spotitags(['store', 'stats'], { env })).stdout).toBe('The store is empty.\n');
  await spotitags(collect(), { env });
  const folder = join(root, 'cache', 'spotitags');
  const store = await diskStore(folder);
  await store.set('corrections:url:x', { add: ['fog'], remove: [] });
  await store.close();
  const { stdout } = await spotitags(['store', 'stats'], { env });
  expect(stdout).toMatch(
    /^ +kind +entries +since\n.*tags of clarifai\/general-image-recognition@\S+ +8 +\d{4}-/su,
  );
  expect(stdout).toMatch(/corrections +1 /);
  const empty = join(await folderOf({}), 'empty');
  expect(await spotitags(['store', 'export', '--store', empty])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'The store is empty.\n',
  });
  const lines = (await spotitags(['store', 'export', '--store', folder])).stdout.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toHaveLength(9);
  expect(lines.join()).not.toContain(env.CLARIFAI_PAT);
  const listed = await spotitags(['store', 'export', '--store', folder, '--json']);
  expect(JSON.parse(listed.stdout)).toEqual(lines.map((line) => JSON.parse(line) as unknown));
  expect(JSON.parse((await spotitags(['store', 'stats', '--json'], { env })).stdout)).toEqual({
    folder,
    kinds: expect.arrayContaining([
      { kind: 'corrections', entries: 1, since: expect.stringMatching(/^\d{4}-.*Z$/u) as unknown },
    ]) as unknown,
  });
  expect((await spotitags(['store', 'prune', '--days', '1'], { env })).stdout).toBe('Deleted: 0 entries\n');
  const pruned = await spotitags(['store', 'prune', '--days', '1', '--json'], { env });
  expect(JSON.parse(pruned.stdout)).toEqual({ deleted: 0 });
  const repaired = await spotitags(['store', 'repair', '--json'], { env });
  expect(JSON.parse(repaired.stdout)).toEqual({ entries: lines.length, corrections: 1 });
  expect(JSON.parse((await spotitags(['store', 'export', '--store', empty, '--json'])).stdout)).toEqual([]);
  expect((await spotitags(['store', 'stats'])).code).toBe(2);
});

it('forgets cooldowns, and nothing else, if it is asked to', async () => {
  const folder = await folderOf({});
  const store = await diskStore(folder);
  await store.set('tags:a:b', []);
  await store.set('cooldown:api.spotify.com#1 search', Date.now() + 1e12);
  await store.close();
  const prune = ['store', 'prune', '--store', folder];
  expect((await spotitags(prune)).stdout).toBe('Deleted: 0 entries\n');
  expect((await spotitags([...prune, '--cooldowns'])).stdout).toBe('Deleted: 1 entry\n');
  expect((await spotitags(['store', 'export', '--store', folder])).stdout).toContain('tags:a:b');
});
