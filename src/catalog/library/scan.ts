import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import pLimit from 'p-limit';
import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import { boundedKey } from '../../store/keys.ts';
import { readEntry } from '../../store/read-entry.ts';
import type { TagStore } from '../../store/store.ts';
import { writeEntry } from '../../store/write-entry.ts';
import { checkShape } from '../../util/checks.ts';
import { type FolderTree, type Listing, missing } from '../local/folder-tree.ts';
import { type Track, readTrack, trackSchema } from './track.ts';

/** A folder with music files. Paths are relative to the root. */
export interface ScannedFolder {
  readonly path: string;
  readonly listing: Listing;
  readonly tracks: readonly ScannedTrack[];
}

interface ScannedTrack {
  readonly file: string;
  /** Absent if the file cannot be read. */
  readonly track?: Track;
}

/** More at once is not faster. */
const reading = pLimit(8);

const indexSchema = v.array(
  v.object({
    file: v.string(),
    size: v.number(),
    changed: v.number(),
    /** Absent for a file that could not be read. */
    track: v.exactOptional(trackSchema),
  }),
);
type IndexEntry = v.InferOutput<typeof indexSchema>[number];

/** Folders below the root, to this depth. */
const deepest = 32;

/** How far a scan is. */
export interface ScanProgress {
  /** Music files that were read, or that are known from the last scan. */
  readonly files: number;
  /** All music files below the root. */
  readonly total: number;
}

interface ScanOptions {
  readonly tree: FolderTree;
  readonly store: TagStore | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: ScanProgress) => void;
}

interface MusicFolder {
  readonly path: string;
  readonly listing: Listing;
  readonly files: readonly string[];
}

/** The folders of a library that have music files, in the order of their paths. First all are listed, for the total. */
export async function* scanFolders(options: ScanOptions): AsyncGenerator<ScannedFolder, void> {
  const folders: MusicFolder[] = [];
  for await (const folder of listFolders(options)) folders.push(folder);
  const total = folders.reduce((sum, { files }) => sum + files.length, 0);
  let read = 0;
  for (const { path, listing, files } of folders) {
    options.signal?.throwIfAborted();
    options.onProgress({ files: read, total });
    yield { path, listing, tracks: await readFolder(path, files, options) };
    read += files.length;
  }
  options.onProgress({ files: read, total });
}

async function* listFolders(
  options: Pick<ScanOptions, 'tree' | 'signal'>,
  folder = '',
  depth = 0,
): AsyncGenerator<MusicFolder, void> {
  options.signal?.throwIfAborted();
  const listing = await options.tree.list(folder);
  if (!listing) return;
  const files = listing.tracks.filter((name) => extname(name).toLowerCase() !== '.cue');
  if (files.length > 0) yield { path: folder, listing, files };
  if (depth >= deepest) return;
  for (const name of listing.folders) {
    yield* listFolders(options, folder === '' ? name : `${folder}/${name}`, depth + 1);
  }
}

/** Reads the files of a folder that are not in its index, and keeps the index. */
async function readFolder(
  folder: string,
  files: readonly string[],
  { tree, store, signal }: ScanOptions,
): Promise<ScannedTrack[]> {
  const key = boundedKey(`library:1:${tree.root}:${folder}`);
  const known = new Map((await readIndex(store, key)).map((entry) => [entry.file, entry]));
  const entries = await Promise.all(
    files.map((file) =>
      reading(async (): Promise<IndexEntry | undefined> => {
        signal?.throwIfAborted();
        const path = join(tree.root, folder, file);
        const stats = await stat(path).catch(missing);
        if (!stats?.isFile()) return undefined;
        const [size, changed] = [stats.size, Math.round(stats.mtimeMs)];
        const before = known.get(file);
        if (before?.size === size && before.changed === changed) return before;
        const track = await readTrack(path).catch(unreadable);
        return { file, size, changed, ...(track && { track }) };
      }),
    ),
  );
  const found = entries.filter((entry) => entry !== undefined);
  const isChanged = found.length !== known.size || found.some((entry) => known.get(entry.file) !== entry);
  if (store && isChanged) await writeEntry(store, key, found);
  return found.map(({ file, track }) => ({
    file: folder === '' ? file : `${folder}/${file}`,
    ...(track && { track }),
  }));
}

/** A missing package concerns all files. */
function unreadable(error: unknown): undefined {
  if (SpotiTagsError.isInstance(error)) throw error;
  return undefined;
}

async function readIndex(store: TagStore | undefined, key: string): Promise<readonly IndexEntry[]> {
  const checked = checkShape(indexSchema, store && (await readEntry(store, key)));
  // Without an index, or with one of another release, the files are read again.
  return 'output' in checked ? checked.output : [];
}
