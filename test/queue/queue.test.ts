import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collect, SpotiTags, SpotiTagsError } from 'spotitags';
import {
  cleanQueue,
  collectOnQueue,
  createWorker,
  drainQueue,
  queueStatus,
  queueTagger,
  shareState,
} from 'spotitags/queue';
import { coverKey } from 'spotitags/kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tagsKey } from '../../src/store/keys.ts';
import { FakeCatalog } from '../fakes.ts';
import { folderOf } from '../files.ts';
import { waitFor } from '../wait-for.ts';
import { coordinate, covers, databases, optionsOf, OwnTagger, shared, work } from './databases.ts';

const unauthorized = new SpotiTagsError('unauthorized', 'The key is wrong.');
const genres = { doom: ['Sleep', 'Stranger', 'Om'], punk: ['Crass', 'Sleep'] };
const makeCatalog = () => new FakeCatalog({ Sleep: 5, Om: 3, Crass: 7 });

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe.each(databases)('a queue in $name', ({ url, variable }) => {
  const connection = url ?? '';
  const test = it.skipIf(url === undefined);
  if (url === undefined) it.skip(`needs ${variable}`, () => undefined);

  test('gives the results of one process, in the same order', async () => {
    const tagger = new OwnTagger();
    await using spotiTags = new SpotiTags({ catalog: makeCatalog(), tagger });
    const expected = await all(spotiTags.tagGenres(genres));
    const common = shared(connection);
    await work(common, tagger);
    const queued = collectOnQueue(genres, { ...optionsOf(common), catalog: makeCatalog(), tagger });
    const results = await all(queued);
    expect(results).toEqual(expected);
    expect(tagger.closed).toBe(0);
  });

  test('writes a dataset with the same bytes, and tags each cover once', async () => {
    const folder = await folderOf({});
    const out = join(folder, 'out.jsonl');
    const tagger = new OwnTagger();
    await collect(genres, { catalog: makeCatalog(), tagger, out });
    const expected = await readFile(out, 'utf8');
    const images = tagger.images;
    const common = shared(connection);
    await Promise.all([work(common, tagger), work(common, tagger)]);
    await collect(genres, {
      catalog: makeCatalog(),
      tagger: coordinate(common, tagger),
      store: common.store,
      out,
    });
    expect(await readFile(out, 'utf8')).toBe(expected);
    expect(tagger.images).toBe(2 * images);
  });

  test('shares equal covers between coordinators', async () => {
    const tagger = new OwnTagger(4, 50);
    const common = shared(connection);
    await Promise.all([work(common, tagger), work(common, tagger)]);
    const [first, second] = [coordinate(common, tagger), coordinate(common, tagger)];
    const [a, b, c] = await Promise.all([
      first.tag(covers(4)),
      second.tag(covers(4)),
      second.tag(covers(6).slice(2)),
    ]);
    expect(a).toEqual(b);
    expect(c.slice(0, 2)).toEqual(a.slice(2));
    expect(new Set(tagger.batches.flat().map(({ url: address }) => address)).size).toBe(6);
    expect(tagger.images).toBe(6);
  });

  test('gives the error of one cover, and the tags of the others', async () => {
    const bad = new SpotiTagsError('cover', 'The image is broken.');
    const tagger = new OwnTagger(4, 1, ({ url: address = '' }) =>
      address.endsWith('1.jpg') ? { error: bad } : { tags: [{ name: address, confidence: 1 }] },
    );
    const common = shared(connection);
    await work(common, tagger);
    const results = await coordinate(common, tagger).tag(covers(3));
    expect(results.map(({ error }) => error?.message)).toEqual([undefined, bad.message, undefined]);
  });

  test('fails the whole call for a key that is refused, once', async () => {
    const tagger = new OwnTagger(4, 1, () => {
      throw unauthorized;
    });
    const common = shared(connection);
    await work(common, tagger);
    await expect(coordinate(common, tagger).tag(covers(2))).rejects.toMatchObject({
      code: 'unauthorized',
      message: unauthorized.message,
    });
    expect(tagger.batches).toHaveLength(1);
  });

  test('tries a batch again that failed, and then says why it failed', async () => {
    let failures = 1;
    const tagger = new OwnTagger(4, 1, ({ url: address = '' }) => {
      if (failures-- > 0) throw new Error('out of order');
      return { tags: [{ name: address, confidence: 1 }] };
    });
    const common = shared(connection);
    await work(common, tagger);
    const queued = coordinate(common, tagger);
    expect(await queued.tag(covers(1))).toHaveLength(1);
    failures = Infinity;
    const failing = queued.tag(covers(2).slice(1));
    await expect(failing).rejects.toMatchObject({
      code: 'service',
      message: expect.stringContaining('out of order') as unknown,
    });
    expect(tagger.batches).toHaveLength(5);
    // What failed is tried again if it is asked for again.
    failures = 0;
    expect(await queued.tag(covers(2).slice(1))).toHaveLength(1);
  });

  test('leaves the jobs of another tagger, and says so', async () => {
    const [wanted, other] = [new OwnTagger(), new OwnTagger()];
    const common = shared(connection);
    const tagging = coordinate(common, wanted).tag(covers(1));
    await waitFor(async () => {
      const found = (await queueStatus(connection)).find(({ tagger }) => tagger === wanted.id);
      expect(found).toMatchObject({ waiting: 1, active: 0, workers: 0 });
    });
    await work(common, other);
    expect(common.warnings.join('\n')).toContain(
      `1 job waits for the tagger ${wanted.id}, and this worker has ${other.id}: it does not take it.`,
    );
    expect(other.images).toBe(0);
    await work(common, wanted);
    expect(await tagging).toHaveLength(1);
  });

  test('tags files below the root, and nothing else', async () => {
    const root = await folderOf({ 'a.png': 'a', 'b.png': 'b' });
    const other = await folderOf({ 'a.png': 'a', 'b.png': 'another' });
    const tagger = new OwnTagger(4, 1, ({ path = '' }) => ({ tags: [{ name: path, confidence: 1 }] }));
    const common = shared(connection);
    const images = ['a.png', 'b.png'].map((name) => ({ path: join(root, name), relativePath: name }));
    const refusing = await work(common, tagger);
    const tagging = coordinate(common, tagger).tag(images);
    await waitFor(() => {
      expect(common.warnings.join()).toContain('this worker has no root');
    });
    await refusing.close();
    await work(common, tagger, { root: other });
    const [a, b] = await tagging;
    expect(a?.tags?.[0]?.name).toBe(join(other, 'a.png'));
    expect(b?.error?.message).toContain('another image');
    await writeFile(join(other, 'c.png'), 'c');
  });

  test('finishes the batch in hand when it is closed, and gives it back if it must go at once', async () => {
    const tagger = new OwnTagger(4, 300);
    const common = shared(connection);
    const first = await work(common, tagger);
    const queued = coordinate(common, tagger);
    const finished = queued.tag(covers(1));
    await waitFor(() => {
      expect(tagger.running).toBe(1);
    });
    await first.close();
    expect(await finished).toHaveLength(1);
    expect(tagger.aborted).toBe(0);

    const second = await work(common, tagger);
    const given = queued.tag(covers(2).slice(1));
    await waitFor(() => {
      expect(tagger.running).toBe(1);
    });
    await second.close({ signal: AbortSignal.abort() });
    expect(tagger.aborted).toBe(1);
    await work(common, tagger);
    expect(await given).toHaveLength(1);
  });

  test('removes the job if the caller leaves before a worker takes it', async () => {
    const tagger = new OwnTagger();
    const common = shared(connection);
    const leaving = new AbortController();
    const tagging = coordinate(common, tagger).tag(covers(1), { signal: leaving.signal });
    const waiting = async () =>
      (await queueStatus(connection)).find((one) => one.tagger === tagger.id)?.waiting;
    await waitFor(async () => {
      expect(await waiting()).toBe(1);
    });
    leaving.abort(new Error('left'));
    await expect(tagging).rejects.toThrow('left');
    await waitFor(async () => {
      expect(await waiting()).toBe(0);
    });
  });

  test('drains jobs that wait, which a running coordinator adds again, and cleans what is not used', async () => {
    const tagger = new OwnTagger();
    const common = shared(connection);
    const queued = coordinate(common, tagger);
    const tagging = queued.tag(covers(1));
    const status = async () => (await queueStatus(connection)).find((one) => one.tagger === tagger.id);
    await waitFor(async () => {
      expect(await status()).toMatchObject({ waiting: 1 });
    });
    expect(await drainQueue(connection)).toBeGreaterThan(0);
    const worker = await work(common, tagger);
    expect(await tagging).toHaveLength(1);
    expect(await status()).toMatchObject({ done: 1, workers: 1 });
    await worker.close();
    await waitFor(async () => {
      await cleanQueue(connection);
      expect(await status()).toBeUndefined();
    });
  });

  test('keeps tags in the database of the queue if no other store is given', async () => {
    const tagger = new OwnTagger();
    const { onWarning } = shared(connection);
    const first = await createWorker({ connection, tagger, onWarning });
    onTestFinished(() => first.close());
    const queued = queueTagger({ connection, tagger, onWarning });
    onTestFinished(() => queued.close?.());
    const results = await queued.tag(covers(3));
    await using state = await shareState(connection);
    expect(await state.store.get(tagsKey(tagger.id, await coverKey(covers(1)[0] ?? { url: '' })))).toEqual(
      results[0]?.tags,
    );
    // Another batch with the same covers costs nothing.
    expect((await queued.tag(covers(4))).slice(0, 3)).toEqual(results);
    expect(tagger.images).toBe(4);
  });

  test('keeps to one budget over all workers', async () => {
    const tagger = new OwnTagger(2);
    const common = shared(connection);
    await Promise.all([work(common, tagger), work(common, tagger), work(common, tagger)]);
    const queued = queueTagger({ ...optionsOf(common), tagger, maxImages: 7 });
    onTestFinished(() => queued.close?.());
    const batches = Array.from({ length: 10 }, (_, at) => queued.tag(covers(20).slice(2 * at, 2 * at + 2)));
    const settled = await Promise.allSettled(batches);
    const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(reasons).toHaveLength(7);
    for (const reason of reasons) expect(reason).toMatchObject({ code: 'over-budget' });
    expect(tagger.images).toBe(6);
  });

  test('says that the stores differ', async () => {
    const tagger = new OwnTagger();
    await work(shared(connection), tagger);
    await expect(coordinate(shared(connection), tagger).tag(covers(1))).rejects.toThrow('the same store');
  });

  test('answers orchestrators', async () => {
    const tagger = new OwnTagger(4, 300);
    const common = shared(connection);
    const worker = await work(common, tagger, { healthPort: 0 });
    const ask = async (path: string) => (await fetch(`${worker.healthUrl ?? ''}${path}`)).status;
    expect([await ask('/live'), await ask('/ready'), await ask('/')]).toEqual([200, 200, 404]);
    const tagging = coordinate(common, tagger).tag(covers(1));
    await waitFor(() => {
      expect(tagger.running).toBe(1);
    });
    const closing = worker.close();
    expect([await ask('/live'), await ask('/ready')]).toEqual([200, 503]);
    await Promise.all([tagging, closing]);
  });
});

it('says that the database cannot be reached, without the password', async () => {
  const options = {
    connection: 'redis://user:secret@127.0.0.1:1/0',
    tagger: new OwnTagger(),
    store: shared('').store,
    outageMs: 500,
  };
  const expected = {
    code: 'service',
    message: expect.stringMatching(
      /redis:\/\/127\.0\.0\.1:1\/0 did not answer for \d+ s: .*ECONNREFUSED/u,
    ) as unknown,
  };
  await expect(createWorker(options)).rejects.toMatchObject(expected);
  const queued = queueTagger(options);
  await expect(queued.tag(covers(1))).rejects.toMatchObject(expected);
  await queued.close?.();
});

it('refuses options that are not what was expected', async () => {
  const { store } = shared('');
  const tagger = new OwnTagger();
  const wrong = { connection: 'http://user:secret@host', tagger, store };
  expect(() => queueTagger(wrong)).toThrow(/^The connection must be the URL of a Redis or PostgreSQL/u);
  await expect(createWorker(wrong)).rejects.not.toThrow('secret');
  await expect(createWorker({ ...wrong, connection: 'redis://host', concurrency: 0 })).rejects.toThrow(
    'concurrency must be a whole number from 1, got 0.',
  );
});
