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

export interface ScanOptions {
  readonly tree: FolderTree;
  readonly store: TagStore | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The folders of a library that have music files, in the order of their paths. */
export async function* scanFolders(
  options: ScanOptions,
  folder = '',
  depth = 0,
): AsyncGenerator<ScannedFolder, void> {
  const { tree, signal } = options;
  signal?.throwIfAborted();
  const listing = await tree.list(folder);
  if (!listing) return;
  const files = listing.tracks.filter((name) => extname(name).toLowerCase() !== '.cue');
  if (files.length > 0) yield { path: folder, listing, tracks: await readFolder(folder, files, options) };
  if (depth >= deepest) return;
  for (const name of listing.folders) {
    yield* scanFolders(options, folder === '' ? name : `${folder}/${name}`, depth + 1);
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
