/**
 * How long a music library takes to scan: the first time, the second time, and beside `music-metadata` alone. Run:
 * npx tsx bench/library.ts [number of files], by default 10,000.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFile } from 'music-metadata';
import pLimit from 'p-limit';
import { MusicLibraryCatalog } from '../src/catalog/library/index.ts';
import { diskStore } from '../src/store/disk/disk-store.ts';
import { flacFile, mp3File } from '../test/music-files.ts';

const files = Number(process.argv[2] ?? 10_000);
const root = await mkdtemp(join(tmpdir(), 'library-'));
const kept = await mkdtemp(join(tmpdir(), 'library-store-'));
try {
  // A cover of 140 kB is usual.
  const picture = { bytes: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(140_000, 1)]) };
  for (let album = 0; album < files / 10; album++) {
    const folder = join(root, `artist ${album % (files / 50)}`, `album ${album}`);
    await mkdir(folder, { recursive: true });
    for (let track = 0; track < 10; track++) {
      const artist = `Artist ${album % (files / 50)}`;
      const tags = { artist, album: `Album ${album}`, genre: `Genre ${album % 20}`, year: '1999', picture };
      const isFlac = track % 2 === 0;
      await writeFile(
        join(folder, `${track}.${isFlac ? 'flac' : 'mp3'}`),
        isFlac ? flacFile(tags) : mp3File(tags),
      );
    }
  }
  const report = async (what: string, work: () => Promise<unknown>) => {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - start) / 1000;
    const memory = Math.round(process.memoryUsage.rss() / 1e6);
    console.log(
      `${what.padEnd(32)} ${seconds.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of CPU, ` +
        `${Math.round(files / seconds)} files/s, ${memory} MB in use`,
    );
  };
  const scan = async () => {
    await using store = await diskStore(kept);
    return await new MusicLibraryCatalog({ root, store }).scan();
  };
  console.log(`${files} files`);
  await report('first scan', scan);
  await report('second scan', scan);
  await report('music-metadata alone, eight at once', async () => {
    const limit = pLimit(8);
    const paths = (await readdir(root, { recursive: true })).filter((path) => /\.(?:mp3|flac)$/u.test(path));
    const options = { duration: false, skipCovers: true, skipPostHeaders: true };
    await Promise.all(paths.map((path) => limit(() => parseFile(join(root, path), options))));
  });
} finally {
  await rm(root, { recursive: true });
  await rm(kept, { recursive: true });
}
