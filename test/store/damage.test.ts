import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { diskStore, type StoreEntry } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { repairStore } from '../../src/store/disk/repair.ts';
import { spotitags } from '../cli/run.ts';
import { folderOf } from '../files.ts';

const pageSize = 4096;
const count = 120;

/** A store with entries of all sizes, which fill branch, leaf and overflow pages. */
async function makeStore(): Promise<{ folder: string; file: string; bytes: Buffer }> {
  const folder = await folderOf({});
  const store = await diskStore(folder);
  for (let at = 0; at < count; at++) await store.set(`tags:a:${at}`, 'v'.repeat(at * 50));
  await store.set('corrections:url:x', { add: ['fog'], remove: [] });
  await store.close();
  const file = join(folder, 'data.mdb');
  return { folder, file, bytes: await readFile(file) };
}

async function readAll(folder: string): Promise<Map<string, unknown>> {
  const store = await diskStore(folder);
  try {
    const entries: StoreEntry[] = [];
    for await (const entry of store.entries()) entries.push(entry);
    return new Map(entries.map(({ key, value }) => [key, value]));
  } finally {
    await store.close();
  }
}

const refused = (folder: string, message: RegExp) =>
  expect(diskStore(folder)).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) as string }),
  );

/** The file with bytes replaced from a position on. */
const changed = (bytes: Buffer, from: number, content: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, from), content, bytes.subarray(from + content.length)]);

describe('a store with a damaged file', () => {
  it('is refused, or has every entry, whichever page is zeroed', async () => {
    const { folder, file, bytes } = await makeStore();
    const all = await readAll(folder);
    let refusals = 0;
    for (let at = 0; at < bytes.length; at += pageSize) {
      await writeFile(file, changed(bytes, at, Buffer.alloc(pageSize)));
      try {
        const entries = await readAll(folder);
        // The content of a value may be zeroed. Then its entry cannot be read, and is tagged again.
        for (const [key, value] of entries) expect(value).toEqual(all.get(key));
        expect(entries.size).toBeGreaterThanOrEqual(all.size - 1);
      } catch (error) {
        expect(String(error)).toMatch(/damaged.*Tags can be had again, corrections cannot.*store repair/su);
        refusals += 1;
      }
    }
    expect(refusals).toBeGreaterThan(10);
  });

  it('is refused, wherever the file is cut, and names the store', async () => {
    const { folder, file, bytes } = await makeStore();
    for (const kept of [1, 100, 4096, 8192, 3 * pageSize + 7, Math.floor(bytes.length / 2)]) {
      await writeFile(file, bytes.subarray(0, kept));
      await refused(folder, /damaged/u);
      await expect(diskStore(folder)).rejects.toThrow(folder);
    }
  });

  it('is refused if the file is of another program', async () => {
    const { folder, file } = await makeStore();
    for (const content of ['SQLite format 3\0'.padEnd(20_000, ' '), 'text', Buffer.alloc(50_000)]) {
      await writeFile(file, content);
      await refused(folder, /does not begin as a store does/u);
    }
  });

  it.each(['data.mdb', 'lock.mdb'])(
    'is refused if %s is a folder, a pipe or a link to nothing',
    async (name) => {
      const { folder } = await makeStore();
      const path = join(folder, name);
      const makers = [
        () => mkdir(path),
        () => promisify(execFile)('mkfifo', [path]),
        () => symlink('/dev/zero', path),
        () => symlink(join(folder, 'nothing', 'there'), path),
      ];
      for (const make of makers) {
        await rm(path, { recursive: true });
        await make();
        await refused(folder, new RegExp(`cannot be opened.*${name} is not a file`, 'u'));
      }
    },
  );

  it('opens if the lock is foreign, cut or empty, because no process holds it', async () => {
    const { folder } = await makeStore();
    for (const content of ['', 'text', Buffer.alloc(8192, 0xff)]) {
      await writeFile(join(folder, 'lock.mdb'), content);
      expect((await readAll(folder)).size).toBe(count + 1);
    }
  });

  it('is refused if the state names a page, a version or a kind of tree that cannot be', async () => {
    const { folder, file, bytes } = await makeStore();
    for (const at of [28, 52, 100, 144]) {
      const both = changed(changed(bytes, at, Buffer.alloc(2, 0x77)), pageSize + at, Buffer.alloc(2, 0x77));
      await writeFile(file, at === 144 ? changed(both, pageSize + 148, Buffer.alloc(2, 0x77)) : both);
      await refused(folder, /damaged/u);
    }
  });

  it('opens if the file is empty, as a new one', async () => {
    const folder = await folderOf({ 'data.mdb': '' });
    expect(await readAll(folder)).toEqual(new Map());
  });

  it('takes tags that are not JSON for absent, and never corrections', async () => {
    const { folder, file, bytes } = await makeStore();
    const broken = (key: string) => {
      const at = bytes.lastIndexOf(`{"key":"${key}"`);
      return changed(bytes, at, Buffer.from('#'));
    };
    await writeFile(file, broken('tags:a:7'));
    const store = await diskStore(folder);
    expect([await store.get('tags:a:7'), await store.get('tags:a:8')]).toEqual([undefined, 'v'.repeat(400)]);
    await store.set('tags:a:7', 'again');
    expect(await store.get('tags:a:7')).toBe('again');
    await store.close();
    await writeFile(file, broken('corrections:url:x'));
    const other = await diskStore(folder);
    await expect(other.get('corrections:url:x')).rejects.toThrow(/cannot be read/u);
    await expect(other.update?.('corrections:url:x', () => ({}))).rejects.toThrow(/cannot be read/u);
    await other.close();
  });
});

describe('repair of a store', () => {
  it('saves all entries but those of the damaged page, and keeps the damaged file', async () => {
    const { folder, file, bytes } = await makeStore();
    const entry = '{"key":"tags:a:30"';
    const all = await readAll(folder);
    // Older states of the page have the entry too, and can be lost without damage.
    let damaged = bytes;
    for (let at = bytes.indexOf(entry); at >= 0; at = bytes.indexOf(entry, at + 1)) {
      damaged = changed(bytes, at - (at % pageSize), Buffer.alloc(pageSize));
      await writeFile(file, damaged);
      if (
        await readAll(folder).then(
          () => false,
          () => true,
        )
      )
        break;
    }
    const { entries, corrections, damagedFile } = await repairStore(folder);
    expect(corrections).toBe(1);
    expect(entries).toBeGreaterThan(count - 40);
    const saved = await readAll(folder);
    expect(saved.size).toBe(entries);
    for (const [key, value] of saved) expect(value).toEqual(all.get(key));
    expect(damaged.equals(await readFile(damagedFile ?? ''))).toBe(true);
    expect((await readdir(folder)).filter((name) => name.startsWith('repair-'))).toEqual([]);
  });

  it('leaves a store that is not damaged as it is, says so, and counts what has not expired', async () => {
    const { folder, file } = await makeStore();
    const store = await diskStore(folder);
    await store.set('claim:a:1', 'x', 1);
    await store.set('tags:a:1', 'newer');
    await store.delete('tags:a:2');
    await store.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const [before, files] = [await readFile(file), await readdir(folder)];
    expect(await spotitags(['store', 'repair', '--store', folder])).toEqual({
      code: 0,
      stdout: `The store is not damaged, and stays as it is: ${count} entries, 1 of them a correction\n`,
      stderr: '',
    });
    expect(await repairStore(folder)).toEqual({ entries: (await readAll(folder)).size, corrections: 1 });
    expect(before.equals(await readFile(file))).toBe(true);
    expect(await readdir(folder)).toEqual(files);
  });

  it('saves the entries of a store whose pages are right, and one of whose entries cannot be read', async () => {
    const { folder, file, bytes } = await makeStore();
    await writeFile(file, changed(bytes, bytes.lastIndexOf('{"key":"corrections:'), Buffer.from('#')));
    const { entries, damagedFile } = await repairStore(folder);
    expect(entries).toBe(count);
    expect(damagedFile).toMatch(/data-damaged-\d+\.mdb$/u);
  });

  it('saves the newest value of each key', async () => {
    const { folder, file, bytes } = await makeStore();
    const store = await diskStore(folder);
    for (let at = 0; at < 30; at++) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      await store.set('corrections:url:x', { add: [`fog ${at}`], remove: [] });
    }
    await store.close();
    const newest = await readFile(file);
    await writeFile(file, changed(newest, 0, Buffer.alloc(pageSize)));
    expect(bytes.length).toBeLessThanOrEqual(newest.length);
    await repairStore(folder);
    expect((await readAll(folder)).get('corrections:url:x')).toEqual({ add: ['fog 29'], remove: [] });
  });

  it('is a command, which the error of a damaged store names', async () => {
    const { folder, file, bytes } = await makeStore();
    await writeFile(file, bytes.subarray(0, bytes.length - 20 * pageSize));
    const stats = await spotitags(['store', 'stats', '--store', folder]);
    expect(stats).toMatchObject({ code: 1, stderr: expect.stringContaining('store repair') as string });
    const { code, stdout } = await spotitags(['store', 'repair', '--store', folder]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^Saved: \d+ entries, 1 of them a correction\nThe damaged file is kept: /u,
      ) as string,
    });
    expect((await spotitags(['store', 'stats', '--store', folder])).code).toBe(0);
  });

  it('needs a store', async () => {
    await expect(repairStore(await folderOf({}))).rejects.toMatchObject({ code: 'not-found' });
  });
});
