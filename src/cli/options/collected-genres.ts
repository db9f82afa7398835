import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { Catalog } from '../../catalog/catalog.ts';
import { FolderCatalog } from '../../catalog/folder/folder-catalog.ts';
import type { LibrarySummary } from '../../catalog/library/music-library-catalog.ts';
import type { ScanProgress } from '../../catalog/library/scan.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { ArtistSource } from '../../run/sources.ts';
import { checkShape } from '../../util/checks.ts';
import { counted } from '../../util/plural.ts';
import { type Io, printable } from '../terminal/io.ts';
import { withBar } from '../terminal/progress.ts';
import { commandOf } from '../terminal/next-step.ts';
import { readJson } from './files.ts';
import { UsageError } from './usage-error.ts';

/** Genres and their sources, as they were typed. */
export type CollectedGenres = readonly (readonly [genre: string, sources: readonly ArtistSource[]])[];

/** Where the genres of a collection come from. */
interface CollectedGenresOptions {
  readonly catalog?: string;
  readonly root?: string;
  readonly layout?: 'genre' | 'artist';
  readonly followLinks?: true;
  readonly genre?: readonly string[];
  readonly artists?: number;
  readonly minArtists?: number;
}

/** What the genres of a music library are read with. */
interface LibraryAccess {
  readonly open: () => Promise<Catalog>;
  readonly io: Io;
}

/** @throws UsageError if it is not clear which genres are meant. */
export async function collectedGenres(
  file: string | undefined,
  options: CollectedGenresOptions,
  access: LibraryAccess,
): Promise<CollectedGenres> {
  const { genre: names, artists } = options;
  if (names === undefined) {
    if (artists !== undefined) throw new UsageError('--artists needs --genre.');
    if (file === undefined && options.catalog === 'library') return libraryGenres(options, access);
    if (file === undefined) return genreFolders(options);
    await checkIsFile(file);
    return readGenres(file);
  }
  if (file !== undefined)
    throw new UsageError('Genres come from a file or from --genre. Type only one of them.');
  return [...new Set(names)].map((name) => [name, [{ genre: name, artists: artists ?? 50 }]]);
}

/** A genre or the folder of the covers where a file is expected is a common mistake. */
async function checkIsFile(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    // A path, so that what reads it says what is wrong with it.
    if (/[./\\]/u.test(file)) return undefined;
    throw new UsageError(
      `The file of genres ${file} does not exist. To collect a genre of the catalog, type ` +
        `spotitags collect --genre ${JSON.stringify(file)} --out dataset.jsonl.`,
      { cause },
    );
  });
  if (!found?.isDirectory()) return;
  throw new UsageError(
    `The file of genres ${file} is a folder. To collect the folders in it, type ` +
      commandOf(['collect', '--root', file, '--out', 'dataset.jsonl']),
  );
}

async function genreFolders(options: CollectedGenresOptions): Promise<CollectedGenres> {
  if (options.root === undefined || (options.catalog ?? 'folder') !== 'folder') {
    throw new UsageError(
      'Which artists? Type spotitags collect --genre "doom metal" "k-pop" --out dataset.jsonl, ' +
        'or spotitags collect genres.json --out dataset.jsonl, ' +
        'or spotitags collect --catalog folder --root DIR --out dataset.jsonl for the folders of DIR.',
    );
  }
  const { root, layout, followLinks = false } = options;
  if (layout === 'artist') {
    throw new UsageError(
      'With --layout artist, the folder has no genres, and a dataset needs one. If its folders are genres, type --layout genre. If they are artists, write a file all.json that gives one to all artists, ' +
        `{"all":[{"folder":"."}]}, and type ${commandOf(['collect', 'all.json', '--root', root, '--layout', 'artist', '--out', 'dataset.jsonl'])}`,
    );
  }
  const genres = await new FolderCatalog({ root, layout: 'genre', followLinks }).genres();
  return genres.map((genre) => [genre, [{ folder: genre }]]);
}

/** All genres of a music library, and what the library has. */
async function libraryGenres(
  { minArtists }: CollectedGenresOptions,
  { open, io }: LibraryAccess,
): Promise<CollectedGenres> {
  const { MusicLibraryCatalog } = await import('../../catalog/library/music-library-catalog.ts');
  const catalog = await open();
  if (!(catalog instanceof MusicLibraryCatalog)) throw new TypeError('This is the catalog of another kind.');
  const { signal } = io;
  const summary = await withBar(io.stderr, (bar) => {
    const onProgress = ({ files, total }: ScanProgress) => {
      bar.step('music files', files, total);
    };
    return catalog.scan({ signal, onProgress });
  });
  io.stderr.write(describeLibrary(summary));
  const genres = await catalog.genres({ signal, ...(minArtists !== undefined && { minArtists }) });
  if (genres.length > 0) return genres.map(({ name }) => [name, [{ genre: name }]]);
  throw new SpotiTagsError(
    'not-found',
    `No genre of the music library has ${counted(minArtists ?? 3, 'artist')} or more. Type a smaller --min-artists, or name a genre: ` +
      '--genre "doom metal".',
  );
}

/** Files that are named. */
const mostFiles = 5;

function describeLibrary(summary: LibrarySummary): string {
  const { files, artists, albums, compilations, unreadable, untagged } = summary;
  const left = compilations > 0 ? ` ${counted(compilations, 'album')} by various artists left out.` : '';
  return (
    `The music library has ${counted(files, 'file')}, ${counted(artists, 'artist')} and ${counted(albums, 'album')}.${left}\n` +
    listed(unreadable, 'could not be read') +
    listed(untagged, 'without the name of an artist left out')
  );
}

function listed(paths: readonly string[], what: string): string {
  if (paths.length === 0) return '';
  const names = paths.slice(0, mostFiles).map(printable).join(', ');
  const more = paths.length > mostFiles ? `, and ${paths.length - mostFiles} more` : '';
  return `${counted(paths.length, 'file')} ${what}: ${names}${more}.\n`;
}

const kinds = ['artist', 'playlist', 'folder', 'genre'] as const;
const expected =
  'A source is an artist, or { "artist" | "playlist" | "folder": "…" }, or { "genre": "…", "artists": 50 }';

/** Chosen by its key: a union would only say that no member fits. */
const sourceSchema = v.lazy((source): v.GenericSchema<unknown, ArtistSource> => {
  if (typeof source !== 'object' || source === null) return v.string();
  const kind = kinds.find((one) => one in source);
  if (kind === 'playlist') return v.strictObject({ playlist: v.string() });
  if (kind === 'folder') return v.strictObject({ folder: v.string() });
  if (kind === 'genre') return v.strictObject({ genre: v.string(), artists: v.exactOptional(v.number()) });
  if (kind === 'artist') return v.strictObject({ artist: v.string() });
  const [key = 'artist'] = Object.keys(source);
  return v.custom<ArtistSource>(() => false, `the key ${key} does not belong there`);
});

async function readGenres(path: string): Promise<CollectedGenres> {
  const parsed = await readJson(path, 'file of genres');
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SpotiTagsError(
      'invalid-input',
      `${path} is not a JSON object of genres: { "doom metal": ["Sleep"] }. ${expected}.`,
    );
  }
  // Entries, not a schema of the object: the name of a genre may be `__proto__`.
  return Object.entries(parsed).map(([genre, sources]: [string, unknown]) => {
    const wrong = (reason: string) =>
      new SpotiTagsError('invalid-input', `${path}, genre ${JSON.stringify(genre)}${reason}. ${expected}.`);
    if (!Array.isArray(sources)) throw wrong(': its sources must be a list');
    return [
      genre,
      sources.map((source: unknown, at) => {
        const checked = checkShape(sourceSchema, source);
        if ('output' in checked) return checked.output;
        throw wrong(`, source ${at}: ${checked.problem}`);
      }),
    ];
  });
}
