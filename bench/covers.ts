/**
 * A collection of 100,000 covers through Spotify's and Clarifai's APIs, which are simulated within the
 * process, with the store on disk. Run: npx tsx bench/covers.ts [covers, by default 100000]
 *
 * The simulated services answer like the real ones, after 20 ms and 500 ms. Clarifai is limited to its real
 * limit of 15 requests per second. Spotify does not publish its limit; it is limited to 1000, so that the
 * benchmark does not take hours. Memory is the anonymous part of the resident memory (on Linux; elsewhere
 * heap and buffers), the mean over the first and the last tenth of the covers, and the heap and buffers in
 * use after a garbage collection at both points. "ms/cover" is the time for which the event loop is busy. CPU
 * is the time of all threads, including the garbage collector's and the store's. For both, the values of the
 * simulated services alone are subtracted. Each contestant runs in a separate process. The loops ignore the
 * rate limit: see the requests to Clarifai in the busiest second. Those with Spotify's SDK need: npm install
 * --prefix bench/peers
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import * as v from 'valibot';
import { SpotifyCatalog } from '../src/catalog/spotify/spotify-catalog.ts';
import { collect } from '../src/collection/collect.ts';

import { diskStore } from '../src/store/disk/disk-store.ts';
import { ClarifaiTagger } from '../src/tagger/clarifai/clarifai-tagger.ts';
import {
  albumsUrl,
  clarifaiBody,
  clarifaiUrl,
  fake,
  idOf,
  perArtist,
  requested,
  searchUrl,
} from './services.ts';

const batchSize = 128;
const concurrency = 32;
const perSecond = { spotify: 1000, clarifai: 15 };
/** The plain loop is slow. It gets a part of the work, and its time is scaled. */
const plainShare = 20;
const peers = new URL('peers/package.json', import.meta.url);

const figures = v.object({
  seconds: v.number(),
  cpu: v.number(),
  busy: v.number(),
  first: v.number(),
  last: v.number(),
  keptFirst: v.number(),
  keptLast: v.number(),
  busiest: v.number(),
});
type Figures = v.InferOutput<typeof figures>;

/** Called with the number of covers that are done. */
type OnCovers = (done: number) => void;
type Contestant = (artists: number, folder: string, onCovers: OnCovers) => Promise<void>;

const outputs = v.object({
  outputs: v.array(
    v.object({ data: v.object({ concepts: v.array(v.object({ name: v.string(), value: v.number() })) }) }),
  ),
});
const search = v.object({ artists: v.object({ items: v.array(v.object({ id: v.string() })) }) });
const page = v.object({ items: v.array(v.object({ images: v.array(v.object({ url: v.string() })) })) });

/** What a hand-written loop asks Spotify with. */
interface Ask {
  search(name: string): Promise<unknown>;
  albums(id: string): Promise<unknown>;
}

const byFetch: Ask = {
  search: async (name) => (await fake(searchUrl(name))).json(),
  albums: async (id) => (await fake(albumsUrl(id))).json(),
};

interface Sdk {
  search(query: string, types: readonly string[], market: undefined, limit: number): Promise<unknown>;
  readonly artists: {
    albums(id: string, groups: string, market: undefined, limit: number): Promise<unknown>;
  };
}

/** The package is not a dependency of the project, so its types are not available. */
const sdk = v.object({
  SpotifyApi: v.custom<{ withAccessToken(client: string, token: object, config: object): Sdk }>(
    (value) => typeof value === 'function',
  ),
});

function bySdk(): Ask {
  const { SpotifyApi } = v.parse(sdk, createRequire(peers)('@spotify/web-api-ts-sdk'));
  const token = { access_token: 'token', token_type: 'Bearer', expires_in: 3600, refresh_token: '' };
  const api = SpotifyApi.withAccessToken('client', token, { fetch: fake });
  return {
    search: (name) => api.search(`artist:"${name}"`, ['artist'], undefined, 10),
    albums: (id) => api.artists.albums(id, 'album', undefined, 10),
  };
}

/**
 * Code without this library: artists in parallel or not, batches in the order of the covers, tags written to
 * a file.
 */
function loop(ask: Ask, width: number): Contestant {
  return async (artists, folder, onCovers) => {
    const file = await open(join(folder, 'tags.jsonl'), 'w');
    const limit = pLimit(width);
    let waiting: string[] = [];
    let done = 0;
    const tag = async (urls: readonly string[]) => {
      await tagInto(file, urls);
      onCovers((done += urls.length));
    };
    const artist = async (at: number) => {
      const found = v.parse(search, await ask.search(`Artist ${at}`));
      const { items } = v.parse(page, await ask.albums(found.artists.items[0]?.id ?? ''));
      waiting.push(...items.flatMap(({ images }) => images[0]?.url ?? []));
      if (waiting.length < batchSize) return;
      const batch = waiting.slice(0, batchSize);
      waiting = waiting.slice(batchSize);
      await tag(batch);
    };
    await limit.map(
      Array.from({ length: artists }, (_, at) => at),
      artist,
    );
    if (waiting.length > 0) await tag(waiting);
    await file.close();
  };
}

async function tagInto(file: FileHandle, urls: readonly string[]): Promise<void> {
  const answer = v.parse(outputs, await (await fake(clarifaiUrl, { body: clarifaiBody(urls) })).json());
  for (const [at, { data }] of answer.outputs.entries())
    await file.write(`${JSON.stringify({ url: urls[at], tags: data.concepts })}\n`);
}

const contestants: Record<string, Contestant> = {
  'the fakes alone': async (artists, _, onCovers) => {
    const limit = pLimit(concurrency);
    const read = async (answer: Promise<Response>) => (await answer).arrayBuffer();
    let done = 0;
    await limit.map(
      Array.from({ length: artists }, (_unused, at) => at),
      async (at) => {
        await read(fake(searchUrl(`Artist ${at}`)));
        await read(fake(albumsUrl(idOf(at))));
        onCovers((done += perArtist));
        if ((done / perArtist) % Math.round(batchSize / perArtist) !== 0) return;
        const urls = Array.from(
          { length: batchSize },
          (_unused, n) => `https://i.scdn.co/image/${at}-${n}-640`,
        );
        await read(fake(clarifaiUrl, { body: clarifaiBody(urls) }));
      },
    );
  },
  'spotitags, store on disk': async (artists, folder, onCovers) => {
    const store = await diskStore(join(folder, 'store'));
    const tagger = new ClarifaiTagger({ pat: 'pat', fetch: fake });
    const catalog = new SpotifyCatalog({
      accessToken: () => Promise.resolve('token'),
      requestsPerSecond: perSecond.spotify,
      fetch: fake,
    });
    const { failures } = await collect(
      { any: Array.from({ length: artists }, (_, at) => `Artist ${at}`) },
      {
        ...{ catalog, tagger, store, concurrency, out: join(folder, 'dataset.jsonl') },
        onProgress: ({ covers }) => {
          onCovers(covers.done);
        },
      },
    );
    const [failure] = failures;
    if (failure) throw failure.error;
    await Promise.all([catalog.close(), tagger.close()]);
    await store.close();
  },
  [`fetch and p-limit(${concurrency})`]: loop(byFetch, concurrency),
  [`web-api-ts-sdk and p-limit(${concurrency})`]: (...all) => loop(bySdk(), concurrency)(...all),
  'web-api-ts-sdk, one after the other': (...all) => loop(bySdk(), 1)(...all),
};

function anonymous(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kilobytes = /^RssAnon:\s+(\d+) kB$/mu.exec(status)?.[1];
  const { heapUsed, external } = process.memoryUsage();
  return kilobytes === undefined ? (heapUsed + external) / 2 ** 20 : Number(kilobytes) / 1024;
}

/** Megabytes of heap and buffers in use after a garbage collection. */
function kept(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

async function compete(contestant: Contestant, covers: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spotitags-bench-'));
  const samples: { readonly share: number; readonly megabytes: number }[] = [];
  let next = 0;
  const start = performance.now();
  const before = { cpu: process.cpuUsage(), loop: performance.eventLoopUtilization() };
  let keptFirst: number | undefined;
  let keptLast: number | undefined;
  await contestant(covers / perArtist, folder, (done) => {
    if (done < next) return;
    next = done + covers / 500;
    const share = done / covers;
    samples.push({ share, megabytes: anonymous() });
    if (share >= 0.1) keptFirst ??= kept();
    if (share >= 0.95) keptLast ??= kept();
  });
  const { user, system } = process.cpuUsage(before.cpu);
  const mean = (from: number, to: number) => {
    const taken = samples.filter(({ share }) => share >= from && share <= to);
    return taken.reduce((sum, { megabytes }) => sum + megabytes, 0) / Math.max(1, taken.length);
  };
  const result: Figures = {
    seconds: (performance.now() - start) / 1000,
    cpu: (user + system) / 1e6,
    busy: performance.eventLoopUtilization(before.loop).active / 1000,
    first: mean(0, 0.1),
    last: mean(0.9, 1),
    keptFirst: keptFirst ?? 0,
    keptLast: keptLast ?? 0,
    busiest: Math.max(...requested.values()),
  };
  console.log(JSON.stringify(result));
  rmSync(folder, { recursive: true });
}

function competeAll(covers: number): void {
  const least = Math.max(
    covers / batchSize / perSecond.clarifai,
    (2 * covers) / perArtist / perSecond.spotify,
  );
  console.log(`${covers.toLocaleString('en')} covers; the limits allow ${least.toFixed(1)} s at best`);
  const columns = [
    'total s',
    'best',
    'ms/cover above',
    'CPU ms/cover above',
    'MB first',
    'last',
    'kept first',
    'last',
    'Clarifai/s',
  ];
  console.log(['above: the fakes alone'.padEnd(36), ...columns].join('  '));
  const alone = { cpu: 0, busy: 0 };
  for (const name of Object.keys(contestants)) {
    const share = name.endsWith('one after the other') ? plainShare : 1;
    if (name.startsWith('web-api') && !existsSync(new URL('node_modules/@spotify', peers))) {
      console.log(`${name.padEnd(36)}  is not installed: npm install --prefix bench/peers`);
      continue;
    }
    const argv = [
      '--expose-gc',
      ...process.execArgv,
      fileURLToPath(import.meta.url),
      name,
      String(covers / share),
    ];
    const { stdout, status } = spawnSync(process.execPath, argv, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`${name} failed.`);
    const { seconds, cpu, busy, first, last, keptFirst, keptLast, busiest } = v.parse(
      figures,
      JSON.parse(stdout),
    );
    if (name === 'the fakes alone') Object.assign(alone, { cpu, busy });
    const above = (all: number, fakes: number) => (((all * share - fakes) / covers) * 1000).toFixed(3);
    const cells = [
      (seconds * share).toFixed(1),
      `${((100 * least) / (seconds * share)).toFixed(0)} %`,
      above(busy, alone.busy),
      above(cpu, alone.cpu),
      ...[first, last, keptFirst, keptLast].map((megabytes) => megabytes.toFixed(0)),
      String(busiest),
    ];
    const aligned = cells.map((cell, at) => cell.padStart(columns[at]?.length ?? 0));
    const note = share === 1 ? [] : [`(a ${share}th of the covers; times are scaled)`];
    console.log([name.padEnd(36), ...aligned, ...note].join('  '));
  }
}

const [argument = '100000', size = '100000'] = process.argv.slice(2);
const chosen = contestants[argument];
if (chosen) await compete(chosen, Number(size));
else competeAll(Number(argument));
