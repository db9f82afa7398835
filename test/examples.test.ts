import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { http, HttpResponse } from 'msw';
import sharp from 'sharp';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { folderOf } from './files.ts';
import { mp3File } from './music-files.ts';
import { flacSound } from './sound/files.ts';
import { mono, sine, whiteNoise } from './sound/signals.ts';
import { FakeClarifai } from '../src/testing/msw/clarifai.ts';
import { fastForward } from './msw/fast-forward.ts';
import { FakeMusicBrainz } from '../src/testing/msw/musicbrainz.ts';
import { mbidOf } from './msw/use-musicbrainz.ts';
import { spotifyId, useSpotify } from './msw/use-spotify.ts';

const { server, start } = await useSpotify();

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** For an example that mocks services by itself: until the test is over, ours are out of the way. */
function stepAside(): void {
  server.close();
  onTestFinished(() => {
    server.listen({ onUnhandledRequest: 'error' });
  });
}

/** Runs an example as its first line says, and gives what it prints. */
async function printed(name: string, ...args: string[]): Promise<string> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
  const { argv } = process;
  process.argv = ['node', name, ...args];
  try {
    await import(`../examples/${name}.ts`);
  } finally {
    process.argv = argv;
  }
  return lines.join('\n');
}

it('demo: the whole chain on invented covers, with a report', async () => {
  const report = join(await folderOf({}), 'report.html');
  const lines = (await printed('demo', report)).split('\n');
  expect(lines.slice(0, 3).map((line) => line.split(':')[0])).toEqual([
    'basalt drone',
    'block pop',
    'haze folk',
  ]);
  expect(lines.filter((line) => /^✓ .+: .+, \d\d %, for .+, /u.test(line))).toHaveLength(3);
  expect(lines.at(-1)).toMatch(/report\.html: 45 covers, \d+ kB$/u);
  const page = await readFile(report, 'utf8');
  expect(page).toContain('Kumquat Arcade');
  expect(page).toContain('data:image/webp;base64,');
});

it('year: estimates years of artists that it has not seen, and says how far off it is', async () => {
  const lines = (await printed('year')).split('\n');
  expect(lines[0]).toMatch(/^Off by \d\.\d years\. Always 20\d\d is off by \d\.\d: d² -?0\.\d\d\.$/u);
  expect(lines[1]).toMatch(/^(?:8\d|9\d|100) % of the years lie in their intervals\.$/u);
  expect(lines[2]).toMatch(/^.+: 20\d\d \(20\d\d to 20\d\d\), really 20\d\d; years by .+ [+-]\d\.\d/u);
});

it('no-key: the way from a genre’s name to the genre of an artist it has not seen', async () => {
  const image = async (background: string) =>
    HttpResponse.arrayBuffer(
      new Uint8Array(
        await sharp({ create: { width: 64, height: 64, channels: 3, background } })
          .jpeg()
          .toBuffer(),
      ).buffer,
    );
  const artist = (n: number, genre: string) => ({
    id: mbidOf(n),
    name: `${genre} ${n}`,
    tags: [{ name: genre, count: 1 }],
    releaseGroups: [{ id: mbidOf(100 + n), title: `Record ${n}` }],
  });
  const genreOf = (n: number) => (n % 2 === 0 ? 'doom metal' : 'k-pop');
  const artists = Array.from({ length: 9 }, (_, n) => artist(n, genreOf(n)));
  server.use(
    // An even number is a dark cover.
    http.get(/archive\.org\/download\/.*[02468]\/.*\.jpg$/u, () => image('#201010')),
    http.get(/archive\.org\/download\/.*\.jpg$/u, () => image('#f080c0')),
    ...new FakeMusicBrainz({ artists }).handlers,
  );
  vi.stubEnv('MUSICBRAINZ_CONTACT', 'me@example.org');
  const lines = (await fastForward(() => printed('no-key', 'doom metal 8'))).split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/^doom metal: .*black/u),
    expect.stringMatching(/^k-pop: .*magenta/u),
    expect.stringMatching(/^doom metal 8: doom metal, [5-9]\d %, for \w+/u),
  ]);
});

it('tag-folder: says what the covers of a folder look like', async () => {
  const red = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#c01010' } })
    .png()
    .toBuffer();
  const root = await folderOf({ 'Sleep/Dopesmoker/cover.png': red, 'Om/broken.png': 'no image' });
  const output = await printed('tag-folder', root);
  expect(output).toMatch(/^Om: The only cover of Om could not be tagged/mu);
  expect(output).toMatch(/^Sleep: .*red/mu);
});

it('sound: says what music sounds like, and which genre it is', async () => {
  const bytes = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#c01010' } })
    .png()
    .toBuffer();
  const files: Record<string, Uint8Array> = {};
  for (const at of [1, 2, 3, 4]) {
    const track = (genre: string, samples: Float32Array) =>
      flacSound(mono(samples), {
        artist: `${genre} ${at}`,
        album: `Album ${at} of ${genre}`,
        genre,
        picture: { bytes },
      });
    files[`d${at}.flac`] = track('Drone', sine(100 + 10 * at, 5));
    files[`n${at}.flac`] = track('Noise', whiteNoise(5, 0.1 * at));
  }
  const lines = (await printed('sound', await folderOf(files))).split('\n');
  expect(lines).toHaveLength(9);
  expect(lines[0]).toMatch(/^Drone 1 \(Drone\): .*sustained/u);
  expect(lines[4]).toMatch(/^Noise 1 \(Noise\): .*very bright sound/u);
  expect(lines[8]).toMatch(/^Drone 1 plays Drone, for .*\(sound\)/u);
});

it('music-library: says what the covers inside music files look like', async () => {
  const picture = async (background: string) => ({
    bytes: await sharp({ create: { width: 40, height: 40, channels: 3, background } })
      .png()
      .toBuffer(),
  });
  const track = (artist: string, genre: string, color: { bytes: Uint8Array }) =>
    mp3File({ artist, album: `Album of ${artist}`, genre, picture: color });
  const [red, blue] = [await picture('#c01010'), await picture('#1010c0')];
  const root = await folderOf({
    'a.mp3': track('Sleep', 'Doom Metal', red),
    'b.mp3': track('Om', 'doom metal', red),
    'c.mp3': track('Ash Ra', 'Krautrock', blue),
    'd.mp3': track('Can', 'Krautrock', blue),
    'e.mp3': 'broken',
  });
  const output = await printed('music-library', root);
  expect(output).toMatch(
    /^5 files, 4 artists, 4 albums; 0 compilations are left out.\ne\.mp3 names no artist/u,
  );
  expect(output).toMatch(/^Doom Metal: .*red/mu);
  expect(output).toMatch(/^Krautrock: .*blue/mu);
});

it('vertex: plans, trains, asks and undeploys, on a Vertex AI of this machine', async () => {
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', '');
  const output = await printed('vertex');
  expect(output).toMatch(/^1089 artists of 2 genres.*The plan:(\n {2}.+ Billed: .+\.)+/su);
  expect(output.match(/^ {2}✓ /gmu)?.length).toBeGreaterThan(8);
  expect(output).toMatch(/^Undeployed projects\/this-machine\/.+What remains/mu);
});

it.each([
  ['Electric Wizard', 'Electric Wizard: skull, fog, forest\nGenre: doom metal, 90 %'],
  ['Twice', 'Twice: balloon, pastel, smile\nGenre: k-pop, 80 %'],
])(
  'original: the genre of %s, by Spotify, Clarifai and Vertex AI of this machine',
  async (artist, expected) => {
    vi.stubEnv('SPOTIFY_CLIENT_ID', undefined);
    stepAside();
    vi.resetModules();
    const lines = (await printed('original', artist)).split('\n');
    const sorted = (line = '') => line.split(/: |, /u).sort();
    expect(lines.map(sorted)).toEqual(expected.split('\n').map(sorted));
  },
);

it('feedback: counts what a person knows better', async () => {
  vi.stubEnv('SPOTIFY_CLIENT_ID', undefined);
  stepAside();
  const lines = (await printed('feedback')).split('\n');
  expect(lines[0]).toContain('skull (1)');
  expect(lines[2]).toMatch(/^After: goat \(1\)/u);
  expect(lines[2]).not.toContain('skull');
});

it('gemini: says genres by tags and titles', async () => {
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', undefined);
  stepAside();
  expect(await printed('gemini')).toBe('A: doom metal, 85 %\nB: k-pop, 75 %');
});

it.each([
  ['catalog', 10],
  ['tagger', 10],
  ['sound', 6],
  ['classifier', 8],
  ['store', 8],
])('%s-suite: keeps every rule that it does not declare as not supported', async (suite, least) => {
  const lines = (await printed(`${suite}-suite`)).split('\n');
  expect(lines.filter((line) => line.startsWith('✓ ')).length).toBeGreaterThanOrEqual(least);
  expect(lines.every((line) => /^(?:✓ .|– .*: .*\.$)/u.test(line))).toBe(true);
});

it('own-tagger: tags with a tagger of your own', async () => {
  expect(await printed('own-tagger')).toBe('small file\nlarge file');
});

it('spotify-clarifai: tags an artist of Spotify’s with Clarifai', async () => {
  const image = 'https://i.scdn.co/image/dopesmoker';
  const album = { id: spotifyId(2), name: 'Dopesmoker', images: [{ url: image, width: 640, height: 640 }] };
  const artist = { id: spotifyId(1), name: 'Sleep', albums: [album] };
  const { credentials } = start({ artists: [artist, { id: spotifyId(3), name: 'Sleep' }] });
  const pat = randomUUID();
  server.use(
    ...new FakeClarifai({ pat, images: new Map([[image, [{ name: 'desert', value: 0.9 }]]]) }).handlers,
  );
  vi.stubEnv('SPOTIFY_CLIENT_ID', credentials.clientId);
  vi.stubEnv('SPOTIFY_CLIENT_SECRET', credentials.clientSecret);
  vi.stubEnv('CLARIFAI_PAT', pat);
  const output = await printed('spotify-clarifai', 'Sleep');
  expect(output).toContain('Sleep: 1 albums\n  0.90 desert (1 covers)\n  Also called Sleep: https://');
});
