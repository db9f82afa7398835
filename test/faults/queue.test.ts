import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ClarifaiTagger } from 'spotitags';
import { shareState } from 'spotitags/queue';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tagsKey } from '../../src/store/keys.ts';
import { seededRandom } from '../../src/util/random.ts';
import { batchSize, makeAccount } from './collection.ts';
import { type FragileDatabase, hasRedis, postgresUrl, startPostgres, startRedis } from './queue-databases.ts';
import { FaultServer } from './server.ts';
import { killed, makeArtists } from './world.ts';

const runs = Number(process.env['QUEUE_RUNS'] ?? 5);
/** Runs with the lock times and outages of the library, which take minutes. */
const defaultRuns = Number(process.env['QUEUE_DEFAULT_RUNS'] ?? 0);
const workers = 4;
const mostEvents = 8;
/** Enough for a collection with repetitions. */
const maxImages = 600;
const scaled = { lockMs: 2000, outageMs: 20_000 };

const artists = makeArtists(...killed);
const images = artists.flatMap(({ albums }) => albums.flatMap((album) => album.images.map(({ url }) => url)));
const tagger = new ClarifaiTagger({ pat: 'none' }).id;
/** Clarifai's limit. */
const perSecond = 15;
const program = fileURLToPath(new URL('queue-program.ts', import.meta.url));
const totals = {
  runs: 0,
  workers: 0,
  coordinators: 0,
  stops: 0,
  cuts: 0,
  images: 0,
  peak: 0,
  afterReceived: 0,
  afterCut: 0,
};
let folder: string;
let expected: string;

type Settings = Readonly<Record<string, unknown>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queue-'));
  const server = await FaultServer.start(artists);
  const out = join(folder, 'expected.jsonl');
  const settings = { ...settingsOf(server), connection: join(folder, 'store'), role: 'alone', out };
  expect(await launch(settings).ended).toEqual({ code: 0, stderr: '' });
  expected = await readFile(out, 'utf8');
  await server.close();
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  process.stdout.write(
    `${totals.runs} collections on a queue, ${totals.images} images: killed ${totals.workers} workers and ` +
      `${totals.coordinators} coordinators, stopped the database ${totals.stops} times, cut its connections ${totals.cuts} times. ` +
      `At most ${totals.peak} requests in a second, of ${perSecond} allowed. ` +
      `Images asked for again:\n  whose answer had been sent when the worker died, and was not kept yet: ${totals.afterReceived}\n` +
      `  whose answer had been cut off: ${totals.afterCut}\n`,
  );
});

function settingsOf(server: FaultServer): Settings {
  return { origin: server.origin, account: server.admit(makeAccount()) };
}

function launch(settings: Settings) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const written = text(child.stderr);
  const ended = once(child, 'exit').then(async ([code]: unknown[]) => ({ code, stderr: await written }));
  return { child, ended };
}

/** The images whose tags are in the store of the queue. */
async function keptImages(url: string): Promise<Set<string>> {
  await using shared = await shareState(url);
  const kept = await Promise.all(
    images.map(async (image) => (await shared.store.get(tagsKey(tagger, `url:${image}`))) !== undefined),
  );
  return new Set(images.filter((_, at) => kept[at]));
}

/** The most requests within a second. */
function peak(times: readonly number[]): number {
  return Math.max(...times.map((time, at) => times.slice(at).filter((other) => other < time + 1000).length));
}

/** One collection that is disturbed in all ways until it is done. */
async function disturbed(
  seed: number,
  database: FragileDatabase,
  times: Partial<typeof scaled>,
): Promise<void> {
  const random = seededRandom(seed);
  const name = `run ${seed}`;
  const server = await FaultServer.start(artists, {
    latency: (endpoint) => (endpoint === 'outputs' ? 250 : 10),
  });
  const out = join(folder, `${name}.jsonl`);
  const settings = { ...settingsOf(server), connection: database.url, out, maxImages, ...times };
  const crew: ChildProcess[] = Array.from(
    { length: workers },
    () => launch({ ...settings, role: 'worker' }).child,
  );
  let killedWorkers = 0;
  let killedCoordinators = 0;
  let coordinator = launch({ ...settings, role: 'coordinator' });
  const events = {
    worker: () => {
      const at = Math.floor(random() * workers);
      crew[at]?.kill('SIGKILL');
      crew[at] = launch({ ...settings, role: 'worker' }).child;
      killedWorkers += 1;
    },
    coordinator: async () => {
      coordinator.child.kill('SIGKILL');
      await coordinator.ended;
      coordinator = launch({ ...settings, role: 'coordinator' });
      killedCoordinators += 1;
    },
    cut: async () => {
      await database.cut();
      totals.cuts += 1;
    },
    stop: async () => {
      await database.stop?.(random() < 0.5 ? 0 : 2000);
      totals.stops += 1;
    },
  };
  const kinds = [
    'worker',
    'worker',
    'coordinator',
    'cut',
    ...(database.stop ? (['stop'] as const) : []),
  ] as const;
  try {
    // What is disturbed is work, and not the start of the processes.
    await expect.poll(() => server.images.asked.length, { interval: 50 }).toBeGreaterThan(0);
    for (let event = 0; event < mostEvents && coordinator.child.exitCode === null; event++) {
      const kept = await keptImages(database.url);
      const asked = server.images.asked.length;
      await events[kinds[Math.floor(random() * kinds.length)] ?? 'worker']();
      await Promise.race([sleep(500 + random() * 1500), coordinator.ended]);
      expect(server.images.asked.slice(asked).filter((url) => kept.has(url))).toEqual([]);
    }
    expect(await coordinator.ended).toEqual({ code: 0, stderr: '' });
    expect(await readFile(out, 'utf8')).toBe(expected);
    // A batch for each worker that was killed, and no more.
    expect(server.images.repeatedAfterReceived).toBeLessThanOrEqual(killedWorkers * batchSize);
    expect(server.images.asked.length).toBeLessThanOrEqual((1 + killedCoordinators) * maxImages);
    totals.peak = Math.max(totals.peak, peak(server.taggedAt));
    expect(totals.peak).toBeLessThanOrEqual(perSecond + 1);
    totals.runs += 1;
    totals.coordinators += killedCoordinators;
    totals.workers += killedWorkers;
    totals.images += server.images.received.length;
    totals.afterReceived += server.images.repeatedAfterReceived;
    totals.afterCut += server.images.repeatedAfterCut;
  } finally {
    for (const child of [...crew, coordinator.child]) child.kill('SIGKILL');
    await server.close();
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

const starts = {
  Redis: hasRedis ? startRedis : undefined,
  PostgreSQL: postgresUrl === undefined ? undefined : startPostgres,
};

const seeds = Array.from({ length: runs + defaultRuns }, (_, at) => ({
  seed: at + 1,
  kind: at % 2 === 0 ? ('Redis' as const) : ('PostgreSQL' as const),
  times: at < runs ? scaled : {},
}));

it.for(seeds)(
  'the queue in $kind loses nothing and pays for nothing twice: seed $seed',
  async ({ seed, kind, times }, { skip }) => {
    const start = starts[kind];
    if (!start) {
      skip(kind === 'Redis' ? 'needs redis-server' : 'needs POSTGRES_URL');
      return;
    }
    const database = await start();
    try {
      await disturbed(seed, database, times);
    } finally {
      await database.close();
    }
  },
);
