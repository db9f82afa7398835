import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  type CallOptions,
  combineTaggers,
  type Cover,
  memoryStore,
  SpotiTags,
  type TagStore,
  withStore,
} from 'spotitags';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Claims } from '../../src/store/claims.ts';
import { claimKey } from '../../src/store/keys.ts';
import { withResolvers } from '../../src/util/with-resolvers.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { folderOf } from '../files.ts';
import { waitFor } from '../wait-for.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('processes with one store', () => {
  const program = fileURLToPath(new URL('claim-covers.ts', import.meta.url));
  const argv = (folder: string, ms: number) => [
    ...['--import', 'tsx', program],
    ...[join(folder, 'store'), join(folder, 'log'), '40', String(ms)],
  ];
  const sent = async (folder: string) => (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n');

  it('pay once for each cover, and all get the same profile', async () => {
    const folder = await folderOf({});
    const running = Array.from({ length: 3 }, () => promisify(execFile)(process.execPath, argv(folder, 100)));
    const profiles = (await Promise.all(running)).map(({ stdout }) => stdout);
    expect(new Set(profiles).size).toBe(1);
    expect((await sent(folder)).toSorted()).toEqual([...new Set(await sent(folder))].toSorted());
    expect(await sent(folder)).toHaveLength(40);
  });

  it('do not wait for one that was killed', async () => {
    const folder = await folderOf({});
    const first = execFile(process.execPath, argv(folder, 3_600_000));
    await waitFor(() => {
      expect(existsSync(join(folder, 'log'))).toBe(true);
    });
    first.kill('SIGKILL');
    await once(first, 'exit');
    const { stdout } = await promisify(execFile)(process.execPath, argv(folder, 1));
    expect(stdout).toContain('"tagged"');
    expect(new Set(await sent(folder)).size).toBe(40);
  });
});

/** A tagger whose answers come when the test says. */
class HeldTagger extends FakeTagger {
  release: () => void = () => undefined;
  readonly #held = new Promise<void>((resolve) => (this.release = resolve));

  override async tag(covers: readonly Cover[], options?: CallOptions) {
    await this.#held;
    return super.tag(covers, options);
  }
}

describe('a cover that another owner is tagging', () => {
  const open = (store: TagStore, tagger: FakeTagger, covers = 2) =>
    new SpotiTags({ catalog: new FakeCatalog({ Sleep: covers }), tagger, store, coversPerArtist: covers });

  it('is not sent: its tags are used when they are there', async () => {
    const store = memoryStore();
    const [one, other] = [new HeldTagger(), new FakeTagger()];
    const first = open(store, one).tagArtist('Sleep');
    await waitFor(async () => {
      expect(await store.get(claimKey('fake@1', 'url:https://covers.test/Sleep/0.jpg'))).toBeDefined();
    });
    const second = open(store, other).tagArtist('Sleep');
    one.release();
    expect(await second).toEqual(await first);
    expect([one.images, other.images]).toEqual([2, 0]);
  });

  it('is tagged here if the other fails', async () => {
    const store = memoryStore();
    const failing = new FakeTagger(4, 200, () => {
      throw new Error('no power');
    });
    const first = open(store, failing).tagArtist('Sleep');
    const failed = expect(first).rejects.toThrow('no power');
    await waitFor(() => {
      expect(failing.running).toBe(1);
    });
    const tagger = new FakeTagger();
    const second = await open(store, tagger).tagArtist('Sleep');
    await failed;
    expect(second.albums.map(({ cover }) => cover.status)).toEqual(['tagged', 'tagged']);
    expect(tagger.images).toBe(2);
  });

  it('does not hold up an abort or a close', async () => {
    const store = memoryStore();
    const held = new HeldTagger();
    const first = open(store, held).tagArtist('Sleep');
    await waitFor(async () => {
      expect(await store.get(claimKey('fake@1', 'url:https://covers.test/Sleep/0.jpg'))).toBeDefined();
    });
    const aborting = new AbortController();
    const second = open(store, new FakeTagger());
    const tagging = second.tagArtist('Sleep', { signal: aborting.signal });
    const third = open(store, new FakeTagger());
    const closing = third.tagArtist('Sleep');
    await new Promise((resolve) => setTimeout(resolve, 50));
    aborting.abort(new Error('enough'));
    await expect(tagging).rejects.toThrow('enough');
    const closed = expect(closing).rejects.toThrow(/closed/u);
    await third.close();
    await closed;
    held.release();
    await first;
  });

  it('is not waited for inside the work that holds it: a tagger with the store of its run', async () => {
    const store = memoryStore();
    const inner = new FakeTagger();
    const spotiTags = open(store, inner);
    const outer = new SpotiTags({
      catalog: new FakeCatalog({ Sleep: 2 }),
      tagger: withStore(inner, store),
      store,
    });
    expect((await outer.tagArtist('Sleep')).albums).toHaveLength(2);
    expect((await spotiTags.tagArtist('Sleep')).albums).toHaveLength(2);
    expect(inner.images).toBe(2);
  });

  it('is sent once by all users of a tagger in one process', async () => {
    const store = memoryStore();
    const paid = new FakeTagger();
    const free = { id: 'free@1', maxBatchSize: 4, tag: () => new FakeTagger().tag(covers) };
    const covers = [1, 2].map((at) => ({ url: `https://covers.test/${at}.jpg` }));
    const kept = withStore(paid, store);
    const combined = combineTaggers(kept, withStore(free, store));
    const catalog = new FakeCatalog({});
    await Promise.all([
      kept.tag(covers),
      kept.tag(covers),
      withStore(paid, store).tag(covers),
      new SpotiTags({ catalog, tagger: paid, store }).tagCovers(covers),
      new SpotiTags({ catalog, tagger: combined, store }).tagCovers(covers),
    ]);
    expect(paid.images).toBe(2);
  });

  it('counts towards no budget', async () => {
    const store = memoryStore();
    const held = new HeldTagger();
    const first = open(store, held).tagArtist('Sleep');
    await waitFor(async () => {
      expect(await store.get(claimKey('fake@1', 'url:https://covers.test/Sleep/1.jpg'))).toBeDefined();
    });
    const spotiTags = new SpotiTags({
      catalog: new FakeCatalog({ Sleep: 2, Om: 2 }),
      tagger: new FakeTagger(),
      store,
      budget: { taggerImages: 2 },
    });
    const second = spotiTags.tagArtist('Sleep');
    held.release();
    await Promise.all([first, second]);
    expect((await spotiTags.tagArtist('Om')).albums.map(({ cover }) => cover.status)).toEqual([
      'tagged',
      'tagged',
    ]);
  });
});

describe('claims', () => {
  const key = 'url:https://covers.test/a.jpg';
  const freeFor = (claims: Claims) => claims.hold([key], (free) => Promise.resolve(free.has(key)));

  it('end when the work ends, also if it fails', async () => {
    const store = memoryStore();
    const [one, other] = [new Claims(store, 'a'), new Claims(store, 'a')];
    const fail = withResolvers<never>();
    const working = expect(one.hold([key], () => fail.promise)).rejects.toThrow('enough');
    await waitFor(async () => {
      expect(await freeFor(other)).toBe(false);
    });
    fail.reject(new Error('enough'));
    await working;
    expect(await freeFor(other)).toBe(true);
    expect(await store.get(claimKey('a', key))).toBeUndefined();
  });

  it('of a batch end when one of them cannot be made', async () => {
    const store = memoryStore();
    const covers = ['a', 'b', 'c'];
    const failing: TagStore = {
      ...store,
      update: async (name, change, ttlMs) => {
        // One is made before the failure, one after it.
        const at = covers.findIndex((cover) => claimKey('a', cover) === name);
        if (at > 0) await new Promise((resolve) => setTimeout(resolve, 10 * at));
        if (at === 1) throw new Error('connection lost');
        return store.update?.(name, change, ttlMs);
      },
    };
    const work = vi.fn(() => Promise.resolve());
    await expect(new Claims(failing, 'a').hold(covers, work)).rejects.toThrow('connection lost');
    expect(work).not.toHaveBeenCalled();
    const free = await new Claims(store, 'a').hold(covers, (some) => Promise.resolve([...some]));
    expect(free).toEqual(covers);
  });

  it('are renewed while the work lasts', async () => {
    vi.useFakeTimers();
    const store = memoryStore();
    const done = withResolvers<undefined>();
    const working = new Claims(store, 'a').hold([key], () => done.promise);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(await freeFor(new Claims(store, 'a'))).toBe(false);
    done.resolve(undefined);
    await working;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('of an owner on another machine end a minute after its last sign', async () => {
    vi.useFakeTimers();
    const store = memoryStore();
    const until = Date.now() + 60_000;
    const claim = { owner: 'x', host: 'elsewhere', pid: 1, until };
    await store.set(claimKey('a', key), claim);
    expect(await freeFor(new Claims(store, 'a'))).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await freeFor(new Claims(store, 'a'))).toBe(true);
  });

  it('from a clock that is years ahead do not count', async () => {
    const store = memoryStore();
    const claim = { owner: 'x', host: 'elsewhere', pid: 1, until: Date.now() + 1e12 };
    await store.set(claimKey('a', key), claim);
    expect(await freeFor(new Claims(store, 'a'))).toBe(true);
  });
});
