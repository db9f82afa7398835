/**
 * Time to collect over a queue against the number of workers, what the queue costs beside one process, how much of a shared rate
 * limit is used, and the memory of a worker. `npm run bench:queue -- redis://localhost:6379/9`, or `postgres://…`.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Album, type Catalog, SpotiTags, type Tagger } from 'spotitags';
import { collectOnQueue, createWorker, queueTagger, shareState } from 'spotitags/queue';
import { acquireSlot } from '../src/http/rate-limit.ts';

const [connection = 'redis://localhost:6379/9', ...rest] = process.argv.slice(2);
const run = rest[1] ?? String(Date.now());
const coversPerArtist = 16;
/** Batches of the slow tagger: enough that the time to connect counts little. */
const batches = 120;
/** Requests of the shared limit in a second, and for how many seconds it is used up. */
const limit = 20;
const limitedSeconds = 30;

type Kind = 'slow' | 'instant' | 'limited';

/** Batches of 16, as the palette tagger has. */
function makeTagger(kind: Kind): Tagger {
  const names = ['skull', 'forest', 'fog', 'text', 'red', 'dark', 'poster', 'night'];
  const tags = names.map((name, at) => ({ name, confidence: 1 - at / 10 }));
  return {
    id: `bench-${kind}-${run}`,
    maxBatchSize: 16,
    tag: async (covers, { signal } = {}) => {
      if (kind === 'slow') await sleep(200);
      if (kind === 'limited') await acquireSlot({ key: `bench ${run}`, perSecond: limit }, 'Bench', signal);
      return covers.map(() => ({ tags }));
    },
  };
}

/** Artists with as many covers as a batch. */
const catalog: Catalog = {
  id: 'bench',
  findArtist: (name) => Promise.resolve({ artist: { catalog: 'bench', id: name, name }, alternatives: [] }),
  async *albums({ name }): AsyncGenerator<Album> {
    await Promise.resolve();
    for (let at = 0; at < coversPerArtist; at++)
      yield { id: `${name} ${at}`, title: '', cover: { url: `https://covers.example/${run}/${name}/${at}` } };
  },
};

const artists = (name: string, count: number) => ({
  bench: Array.from({ length: count }, (_, at) => `${name} ${at}`),
});

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  const all = items[Symbol.asyncIterator]();
  while (!(await all.next()).done);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

async function startWorkers(kind: Kind, count: number): Promise<ChildProcess[]> {
  const file = fileURLToPath(import.meta.url);
  const children = Array.from({ length: count }, () => fork(file, [connection, kind, run]));
  await Promise.all(children.map((child) => once(child, 'message')));
  return children;
}

async function stop(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(children.map((child) => (child.kill(), once(child, 'exit'))));
}

async function onQueue(kind: Kind, name: string, count: number): Promise<number> {
  const options = { connection, catalog, tagger: makeTagger(kind), coversPerArtist, concurrency: 16 };
  return timed(() => drain(collectOnQueue(artists(name, count), { ...options, onWarning: () => undefined })));
}

async function inOneProcess(kind: Kind, name: string, count: number): Promise<number> {
  await using spotiTags = new SpotiTags({
    catalog,
    tagger: makeTagger(kind),
    coversPerArtist,
    concurrency: 1,
  });
  return await timed(() => drain(spotiTags.tagGenres(artists(name, count))));
}

async function memoryOf(child: ChildProcess): Promise<number> {
  child.send('memory');
  const [bytes] = (await once(child, 'message')) as [number];
  return bytes / 2 ** 20;
}

async function measureMemory(): Promise<void> {
  const [worker] = await startWorkers('instant', 1);
  if (!worker) return;
  await using shared = await shareState(connection);
  const queued = queueTagger({
    connection,
    tagger: makeTagger('instant'),
    store: shared.store,
    onWarning: () => undefined,
  });
  const line: string[] = [];
  for (let done = 0; done <= 100_000; done += 10_000) {
    line.push(`${Math.round(done / 1000)}k: ${(await memoryOf(worker)).toFixed(0)}`);
    if (done === 100_000) break;
    for (let batch = 0; batch < 625; batch += 25) {
      await Promise.all(
        Array.from({ length: 25 }, (_, at) =>
          queued.tag(
            Array.from({ length: 16 }, (_unused, cover) => ({
              url: `https://covers.example/${run}/memory/${done + (batch + at) * 16 + cover}`,
            })),
          ),
        ),
      );
    }
  }
  process.stdout.write(`Memory of a worker in MB by covers: ${line.join(', ')}\n`);
  await queued.close?.();
  await stop([worker]);
}

async function main(): Promise<void> {
  await onQueue('instant', 'nothing', 0).catch(() => undefined);
  const alone = await inOneProcess('slow', 'alone', batches);
  process.stdout.write(
    `One process, a batch at a time: ${alone.toFixed(2)} s for ${batches} batches of .2 s\n`,
  );
  let single = 0;
  for (const count of [1, 2, 4]) {
    const workers = await startWorkers('slow', count);
    await onQueue('slow', `warm ${count}`, count);
    const seconds = await onQueue('slow', `slow ${count}`, batches);
    single ||= seconds;
    process.stdout.write(
      `${count} workers: ${seconds.toFixed(2)} s, ${(single / seconds).toFixed(2)} times one worker\n`,
    );
    await stop(workers);
  }
  const covers = 400 * coversPerArtist;
  const one = await inOneProcess('instant', 'instant', 400);
  const workers = await startWorkers('instant', 1);
  const queue = await onQueue('instant', 'instant', 400);
  await stop(workers);
  process.stdout.write(
    `Overhead: ${(((queue - one) / covers) * 1000).toFixed(3)} ms a cover (${covers} covers: ${queue.toFixed(2)} s, in one ` +
      `process ${one.toFixed(2)} s)\n`,
  );
  const limited = await startWorkers('limited', 4);
  await onQueue('limited', 'warm', 4);
  const seconds = await onQueue('limited', 'limited', limitedSeconds * limit);
  await stop(limited);
  process.stdout.write(
    `Shared limit of ${limit} requests a second, 4 workers: ${((100 * limitedSeconds) / seconds).toFixed(1)} % of it is used\n`,
  );
  await measureMemory();
}

if (rest[0] === undefined) {
  await main();
} else {
  const tagger = makeTagger(rest[0] as Kind);
  const worker = await createWorker({ connection, tagger, onWarning: () => undefined });
  process.on('message', () => {
    globalThis.gc?.();
    process.send?.(process.memoryUsage().rss);
  });
  process.once('SIGTERM', () => void worker.close().then(() => process.exit()));
  process.send?.(0);
}
