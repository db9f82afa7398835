import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diskStore, type DiskStore, type DiskStoreOptions, type StoreEntry } from 'spotitags';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let folder: string;
const opened: DiskStore[] = [];
const open = async (options?: DiskStoreOptions) => {
  const store = await diskStore(join(folder, 'store'), options);
  opened.push(store);
  return store;
};
const list = async (store: DiskStore) => {
  const entries: StoreEntry[] = [];
  for await (const entry of store.entries()) entries.push(entry);
  return entries;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await rm(folder, { recursive: true });
});

describe('diskStore', () => {
  it('gives back what was set, in this process and in a later one, until it is deleted', async () => {
    const first = await open();
    const value = [{ name: '__proto__', confidence: 0.5 }];
    await first.set('tags:a:url:https://x', value);
    await first.set('tags:a:gone', 1);
    await first.delete('tags:a:gone');
    await first.close();
    const second = await open();
    expect(await second.get('tags:a:url:https://x')).toEqual(value);
    expect(await second.get('tags:a:gone')).toBeUndefined();
    expect(await second.get('constructor')).toBeUndefined();
  });

  it('tells keys apart however long they are', async () => {
    const store = await open();
    const long = (end: string) => `tags:a:url:https://x/${'é'.repeat(5000)}${end}`;
    await store.set(long('1'), 1);
    await store.set(long('2'), 2);
    expect([await store.get(long('1')), await store.get(long('2')), await store.get(long('3'))]).toEqual([
      1,
      2,
      undefined,
    ]);
    expect((await list(store)).map(({ key }) => key).sort()).toEqual([long('1'), long('2')]);
  });

  it('lists the entries whose keys begin with a text, however long both are', async () => {
    const store = await open();
    const long = `tags:${'é'.repeat(3000)}`;
    // A pair of surrogates at the place where long keys are cut.
    const pair = `${'p'.repeat(199)}🤘`;
    const keys = [long, `${long}1`, `${long.slice(0, 400)}x`, `${long.slice(0, 200)}#1`, 'tags:', 'tag'];
    const pairs = [`${pair}a`, `${pair}${'b'.repeat(2000)}`, pair];
    for (const key of [...keys, ...pairs]) await store.set(key, 1);
    const found = async (prefix: string) => {
      const some: string[] = [];
      for await (const { key } of store.entries({ prefix })) some.push(key);
      return some.toSorted();
    };
    const prefixes = ['', 'tags:', long.slice(0, 200), `${long.slice(0, 200)}#`, long.slice(0, 300), long];
    const ofPairs = [pair.slice(0, 200), pair, `${pair}b`, `${pair}${'b'.repeat(1999)}`];
    for (const prefix of [...prefixes, `${long}1`, `${long}2`, ...ofPairs]) {
      expect(await found(prefix)).toEqual(
        [...keys, ...pairs].filter((key) => key.startsWith(prefix)).toSorted(),
      );
    }
  });

  it('forgets an entry after its time, or the store’s; corrections stay', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = await open({ ttlMs: 1000 });
    await store.set('tags:a', 1);
    await store.set('tags:b', 2, 5000);
    await store.set('corrections:a', 3, 10);
    vi.setSystemTime(Date.now() + 1000);
    expect([await store.get('tags:a'), await store.get('tags:b'), await store.get('corrections:a')]).toEqual([
      undefined,
      2,
      3,
    ]);
    expect((await list(store)).map(({ key }) => key)).toEqual(['corrections:a', 'tags:b']);
    expect(await store.prune()).toBe(1);
    expect(await store.prune({ writtenBefore: Date.now() })).toBe(1);
    expect((await list(store)).map(({ key }) => key)).toEqual(['corrections:a']);
  });

  it('keeps an entry whose time has no end', async () => {
    const store = await open({ ttlMs: Infinity });
    await store.set('tags:a', 1);
    await store.set('tags:b', 2, Number.MAX_VALUE);
    await store.update?.('tags:c', () => 3);
    expect((await list(store)).map(({ key, value }) => [key, value])).toEqual([
      ['tags:a', 1],
      ['tags:b', 2],
      ['tags:c', 3],
    ]);
    const short = await open({ ttlMs: 1 });
    await short.set('tags:d', 4, Infinity);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await short.get('tags:d')).toBe(4);
  });

  it('makes room for new entries beyond its bound; corrections stay', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = await open({ maxEntries: 20 });
    await store.set('corrections:a', 'kept');
    for (let at = 0; at < 60; at++) {
      vi.setSystemTime(1e12 + at);
      await store.set(`tags:${at}`, at);
    }
    const kept = (await list(store)).filter(({ key }) => key !== 'corrections:a');
    expect(kept.length).toBeLessThanOrEqual(20);
    expect(kept.length).toBeGreaterThan(15);
    expect(await store.get('corrections:a')).toBe('kept');
    expect(await store.get('tags:59')).toBe(59);
    expect(await store.get('tags:0')).toBeUndefined();
  });

  it('has what was set when the process is killed in the next moment', async () => {
    const program = `
      import { diskStore } from ${JSON.stringify(join(process.cwd(), 'src/index.ts'))};
      const store = await diskStore(process.argv[2]);
      for (let at = 0; ; at++) { await store.set('tags:' + at, at); process.stdout.write(at + '\\n'); if (at === 50) process.kill(process.pid, 'SIGKILL'); }`;
    const path = join(folder, 'write.mts');
    await writeFile(path, program);
    const child = promisify(execFile)(process.execPath, ['--import', 'tsx', path, join(folder, 'store')]);
    await expect(child).rejects.toMatchObject({ signal: 'SIGKILL' });
    const store = await open();
    for (let at = 0; at <= 50; at++) expect(await store.get(`tags:${at}`)).toBe(at);
  });

  it('may be used by two at once', async () => {
    const [one, other] = [await open(), await open()];
    await one.set('tags:a', 1);
    expect(await other.get('tags:a')).toBe(1);
  });

  it('says once that the disk is full, keeps what it has, and closes', async () => {
    const program = `
      import { diskStore } from ${JSON.stringify(join(process.cwd(), 'src/index.ts'))};
      process.on('SIGXFSZ', () => undefined);
      const store = await diskStore(process.argv[2]);
      let kept = 0;
      try {
        for (;; kept += 1) await Promise.all([store.set('tags:' + kept, 'v'.repeat(3000)), store.set('tags:x' + kept, 1)]);
      } catch (error) {
        console.log(JSON.stringify({ kept, code: error.code, message: error.message }));
      }
      await store.close();
      console.log('closed');`;
    const path = join(folder, 'fill.mts');
    await writeFile(path, program);
    // Stands for a full disk: the system refuses to let a file grow beyond 400 KiB.
    const command = `ulimit -f 400; exec "$0" --import tsx "$1" "$2"`;
    const argv = ['-c', command, process.execPath, path, join(folder, 'store')];
    const { stdout } = await promisify(execFile)('bash', argv);
    const [failure = '', closed] = stdout.trim().split('\n');
    const { kept, code, message } = JSON.parse(failure) as Record<'kept' | 'code' | 'message', unknown>;
    expect({ code, message, closed }).toEqual({
      code: 'service',
      message: expect.stringMatching(/cannot be written \(File too large\)\. Free disk space/u) as string,
      closed: 'closed',
    });
    const store = await open();
    expect(kept).toBeGreaterThan(10);
    for (let at = 0; at < Number(kept); at++) expect(await store.get(`tags:${at}`)).toBe('v'.repeat(3000));
  });

  it('says so if it is used after it was closed', async () => {
    const store = await open();
    await store.close();
    await store.close();
    await expect(store.get('tags:a')).rejects.toThrow(/was closed/u);
    await expect(store.set('tags:a', 1)).rejects.toThrow(/was closed/u);
    await expect(list(store)).rejects.toThrow(/was closed/u);
  });

  it('closes after what is being written', async () => {
    const store = await open();
    const writing = Array.from({ length: 100 }, (_, at) => store.set(`tags:${at}`, at));
    await store.close();
    await Promise.all(writing);
    expect(await list(await open())).toHaveLength(100);
  });

  it('says so where there can be none, and for options that make no sense', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(diskStore(join(folder, 'file'))).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(open({ maxEntries: 0 })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(open({ ttlMs: -1 })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
