import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ArtistProfile,
  diskStore,
  type GenreResult,
  SpotiTagsError,
  sumTags,
  tagFilter,
} from 'spotitags';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { tagsKey } from '../../src/store/keys.ts';
import { collect, makeAccount } from './collection.ts';
import { speedUp } from './fast-clock.ts';
import { faultScript, type Fault } from './script.ts';
import { FaultServer } from './server.ts';
import { conceptsOf, makeArtists } from './world.ts';

const runs = Number(process.env['FAULT_RUNS'] ?? 20);
const artists = makeArtists(50, 14);

/** The fault-free run that all others must come to. */
const expected = { dataset: '', profiles: new Map<string, ArtistProfile>() };
const totals = { artists: 0, failed: 0, afterReceived: 0, afterCut: 0, faults: new Map<Fault, number>() };
const rejections: unknown[] = [];
const onRejection = (reason: unknown) => rejections.push(reason);
let folder: string;
let slowDown: () => void;

beforeAll(async () => {
  slowDown = speedUp(100);
  process.on('unhandledRejection', onRejection);
  folder = await mkdtemp(join(tmpdir(), 'faults-'));
  const server = await FaultServer.start(artists);
  const out = join(folder, 'expected.jsonl');
  await using store = await diskStore(join(folder, 'expected'));
  const { results } = await collect(server.origin, server.admit(makeAccount()), artists, store, out);
  await server.close();
  expected.dataset = await readFile(out, 'utf8');
  for (const result of results) {
    if (result.status === 'tagged') expected.profiles.set(keyOf(result), result.profile);
  }
});

afterEach(() => {
  expect(rejections).toEqual([]);
});

afterAll(async () => {
  process.off('unhandledRejection', onRejection);
  slowDown();
  await rm(folder, { recursive: true });
  const faults = Array.from(totals.faults, ([fault, count]) => `${fault} ${count}`).sort();
  process.stdout.write(
    `${runs} runs: ${totals.failed} of ${totals.artists} artists failed at first. Images asked for again:\n` +
      `  whose answer had been received: ${totals.afterReceived}\n` +
      `  whose answer had been cut off:  ${totals.afterCut}\n` +
      `Faults: ${faults.join(', ')}\n`,
  );
});

function keyOf({ genre, source }: GenreResult): string {
  return `${genre} ${JSON.stringify(source)}`;
}

/** What keeps the process alive: sockets and timers that are still open would. */
function resources(): number {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name === 'Timeout' || name === 'TCPSocketWrap' || name === 'TCPServerWrap').length;
}

/** A clear error, or the right tags: of all covers, save those with a clear error of their own. */
function check(result: GenreResult): void {
  const right = expected.profiles.get(keyOf(result));
  if (!right) throw new Error(`No caller asked for ${keyOf(result)}.`);
  if (result.status === 'failed') {
    expect(SpotiTagsError.isInstance(result.error)).toBe(true);
    expect(['service', 'rate-limited', 'unauthorized', 'cover']).toContain(result.error.code);
    expect(result.error.message).toMatch(/^(Spotify|Clarifai|The only cover|None of the \d+ covers)/u);
    return;
  }
  const { profile } = result;
  const albums = profile.albums.map((album, at) => {
    if (album.cover.status !== 'failed') return album;
    expect(album.cover.error).toEqual({
      code: 'cover',
      message: expect.stringMatching(/^Clarifai/u) as unknown,
    });
    return { ...album, cover: right.albums[at]?.cover };
  });
  expect(albums).toEqual(right.albums);
  expect(profile.tags).toEqual(sumTags(profile.albums, { filter: tagFilter(), minCovers: 1 }));
}

it('comes to the right dataset where nothing goes wrong', () => {
  expect(expected.profiles.size).toBe(artists.length);
  for (const { albums } of expected.profiles.values()) {
    for (const { id, cover } of albums) {
      const image = artists.flatMap((artist) => artist.albums).find((album) => album.id === id)?.images[0];
      if (cover.status !== 'tagged') continue;
      const concepts = conceptsOf(image?.url ?? '');
      expect(cover.tags).toEqual(concepts.map(({ name, value }) => ({ name, confidence: value })));
    }
  }
});

describe('a collection among faults', () => {
  it.each(Array.from({ length: runs }, (_, at) => at + 1))(
    'ends, loses nothing and pays for nothing twice: seed %i',
    async (seed) => {
      const before = resources();
      // From a fault in twenty requests to one in two.
      const script = faultScript(seed, 0.05 + 0.45 * ((seed % 10) / 10));
      const server = await FaultServer.start(artists, { script });
      const store = await diskStore(join(folder, String(seed)));
      const out = join(folder, `${seed}.jsonl`);
      try {
        const first = await collect(server.origin, server.admit(makeAccount()), artists, store, out);
        await expect.poll(() => server.connections()).toBe(0);
        expect(first.results).toHaveLength(artists.length);
        first.results.forEach(check);
        for (const url of server.images.received) {
          const tags = conceptsOf(url).map(({ name, value }) => ({ name, confidence: value }));
          expect(await store.get(tagsKey(first.tagger, `url:${url}`)), url).toEqual(tags);
        }
        totals.artists += first.results.length;
        totals.failed += first.results.filter(({ status }) => status === 'failed').length;
        for (const [fault, count] of server.faults) {
          totals.faults.set(fault, (totals.faults.get(fault) ?? 0) + count);
        }

        server.script = undefined;
        await collect(server.origin, server.admit(makeAccount()), artists, store, out);
        expect(await readFile(out, 'utf8')).toBe(expected.dataset);
        expect(server.images.repeatedAfterReceived).toBe(0);
        await expect.poll(() => server.connections()).toBe(0);
      } finally {
        totals.afterReceived += server.images.repeatedAfterReceived;
        totals.afterCut += server.images.repeatedAfterCut;
        await server.close();
        await store.close();
      }
      await expect.poll(resources).toBeLessThanOrEqual(before);
      await rm(join(folder, String(seed)), { recursive: true });
    },
  );
});
