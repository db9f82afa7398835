import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { FolderCatalog } from '../../catalog/folder/folder-catalog.ts';
import * as v from 'valibot';
import type { BudgetOptions } from '../../run/budget.ts';
import { SpotiTagsError } from '../../errors.ts';
import { type ArtistSource, resolveSource } from '../../run/sources.ts';
import {
  type CollectionFailure,
  type CollectionOptions,
  type CollectOptions,
  collect,
  planCollection,
} from '../../collection/collect.ts';
import { checkShape } from '../../util/checks.ts';
import { counted } from '../../util/plural.ts';
import { GenreNames } from '../../tags/genres.ts';
import { describeMerged } from '../options/datasets.ts';
import { checkOutput, outputFile, readJson } from '../options/files.ts';
import { jsonText } from '../../util/json.ts';
import { describeTakenAs } from '../terminal/alternatives.ts';
import { Interrupted, describeInterrupted, describeStop } from '../terminal/interrupted.ts';
import { type Io, atOnce, printable, stopLimit, table } from '../terminal/io.ts';
import { withBar } from '../terminal/progress.ts';
import { wholeNumber } from '../options/numbers.ts';
import { filterOf, withFilter } from '../options/models.ts';
import { type ProviderOptions, openCatalog, withProviders } from '../options/providers.ts';
import { openStore } from '../options/stores.ts';
import { openTagger } from '../options/taggers.ts';
import { UsageError } from '../options/usage-error.ts';

interface CollectCommandOptions extends ProviderOptions {
  readonly root?: string;
  readonly layout?: 'genre' | 'artist';
  readonly followLinks?: true;
  readonly out?: string;
  readonly genre?: readonly string[];
  readonly artists?: number;
  readonly plan?: true;
  readonly filter?: string;
  readonly retryFailed?: true;
  readonly maxImages?: number;
  readonly maxRequests?: number;
  readonly json?: true;
}

type Genres = readonly (readonly [genre: string, sources: readonly ArtistSource[]])[];

export function collectCommand(io: Io): Command {
  return withFilter(withProviders(new Command('collect')))
    .description('tags the artists of genres, and writes a dataset; continues after an interruption')
    .usage('[genres.json | --genre <name…>] --out <file> [options]')
    .argument('[genres]', 'JSON file: { "doom metal": ["Sleep", { "playlist": "…" }, { "folder": "…" }] }')
    .option('--genre <names...>', 'genres as the catalog names them, instead of a file')
    .option('--artists <n>', 'artists per genre (default: 50)', (n) => wholeNumber(n))
    .option('--out <file>', 'dataset to write, as JSON lines', outputFile)
    .option('--plan', 'show what it would take, and tag nothing')
    .option('--retry-failed', 'try only the failures of the last run again')
    .option('--max-images <n>', 'largest number of images sent to the tagger', (n) => wholeNumber(n, 0))
    .option('--max-requests <n>', 'largest number of requests to the catalog', (n) => wholeNumber(n, 0))
    .option('--json', 'print JSON')
    .action(async (file: string | undefined, options: CollectCommandOptions) => {
      const { out, plan = false, retryFailed = false } = options;
      if ((out === undefined) !== plan) {
        throw new UsageError(
          'The output is missing. Type --out dataset.jsonl, or --plan to see what it would take.',
        );
      }
      // Before the providers are opened, which may take minutes.
      if (out !== undefined) await checkOutput(out, inputsOf(file, options));
      const genres = await genresOf(file, options);
      io.stderr.write(describeMerged(mergedOf(genres)));
      const { root = '', layout = 'genre', followLinks = false } = options;
      await using store = await openStore(options, io);
      const tagger = await openTagger(options, io, store);
      const collection: CollectionOptions = {
        catalog: await openCatalog(options, io),
        tagger,
        coversPerArtist: options.covers,
        budget: budgetOf(options),
        scope: [resolve(root), layout, ...(followLinks ? ['links'] : [])],
        ...(store && { store }),
        ...(await filterOf(options.filter)),
      };
      try {
        if (out === undefined) await showPlan(genres, collection, options, io);
        else await write(genres, { ...collection, out, retryFailed }, options, io);
      } finally {
        await Promise.all([collection.catalog.close?.(), tagger.close?.()]);
      }
    });
}

/** The file of genres, and the values of options. Any may be the path of a file: filters, models, modules. */
function inputsOf(file: string | undefined, options: CollectCommandOptions): (string | undefined)[] {
  const values = Object.entries(options).filter(([name]) => name !== 'out' && name !== 'genre');
  const texts = values.flatMap(([, value]: [string, unknown]) => value);
  return [file, ...texts.filter((value) => typeof value === 'string')];
}

async function write(
  genres: Genres,
  collection: CollectOptions,
  { json }: CollectCommandOptions,
  io: Io,
): Promise<void> {
  const { out } = collection;
  const { stop, signal } = io;
  let failedCovers = 0;
  let pending = 0;
  const hasStore = collection.store !== undefined;
  let isSaid = false;
  const { artists, failures, near } = await withBar(io.stderr, (bar) => {
    stop.addEventListener('abort', () => {
      io.stderr.note(describeStop(pending, stop.reason));
      bar.stopping(stopLimit);
    });
    // At once: a tagger that does not hear the signal goes on until the process ends.
    signal.addEventListener('abort', () => {
      isSaid = true;
      io.stderr.note(describeInterrupted(pending, hasStore));
    });
    return collect(genres, {
      ...collection,
      stop,
      signal,
      onProgress: (progress) => {
        ({ failed: failedCovers, pending } = progress.covers);
        bar.update(progress);
      },
    }).catch((error: unknown) => {
      if (!stop.aborted && !signal.aborted) throw error;
      throw new Interrupted(isSaid ? '' : describeInterrupted(0, hasStore), { cause: error });
    });
  });
  for (const { query, artist } of near) io.stderr.write(describeTakenAs(query, artist));
  if (json) {
    const failed = failures.map(failureJson);
    io.stdout.write(`${jsonText({ out, artists, failedCovers, failed, near }, 2)}\n`);
    return;
  }
  io.stdout.write(`${printable(out)}: ${counted(artists, 'artist')}\n`);
  showFailures(failures, io);
  if (failures.length > 0) {
    io.stderr.write('To try them again, run the same command with --retry-failed.\n');
  } else if (failedCovers > 0) {
    io.stderr.write(
      `${counted(failedCovers, 'cover')} could not be tagged; the dataset says why ("status":"failed"). ` +
        'To try again, run the same command: all other tags are kept.\n',
    );
  }
}

function budgetOf({ maxImages, maxRequests }: CollectCommandOptions): BudgetOptions {
  return {
    ...(maxImages !== undefined && { taggerImages: maxImages }),
    ...(maxRequests !== undefined && { catalogRequests: maxRequests }),
  };
}

async function showPlan(
  genres: Genres,
  collection: CollectionOptions,
  { json }: CollectCommandOptions,
  io: Io,
): Promise<void> {
  const plan = await withBar(io.stderr, (bar) => {
    bar.show(() => 'Asking the catalog …');
    return planCollection(genres, { ...collection, signal: atOnce(io) });
  });
  const { artists, covers, stored, images, catalogRequests, leastSeconds } = plan;
  if (json) {
    const failed = plan.failed.map(failureJson);
    io.stdout.write(`${jsonText({ ...plan, failed }, 2)}\n`);
    return;
  }
  io.stdout.write(
    table([
      ['artists', String(artists), ''],
      ['covers', String(covers), `${stored} of them in the store`],
      ['images to tag', String(images), 'what a service would bill'],
      ['requests', String(catalogRequests), 'to the catalog, for this plan'],
      ['seconds', String(Math.ceil(leastSeconds)), 'at least, by the rate limits that are known'],
    ]),
  );
  showFailures(plan.failed, io);
}

type AnyFailure = Pick<CollectionFailure, 'genre' | 'source' | 'artist' | 'error'>;

function failureJson({ genre, source, artist, error: { code, message } }: AnyFailure) {
  return { genre, source, ...(artist && { artist }), error: { code, message } };
}

function showFailures(failures: readonly AnyFailure[], io: Io): void {
  if (failures.length === 0) return;
  io.stderr.write(`Failed: ${failures.length}\n`);
  io.stderr.write(
    table(
      failures.map(({ genre, source, artist, error }) => [
        genre,
        artist?.name ?? nameOf(source),
        error.message,
      ]),
    ),
  );
}

function nameOf(source: ArtistSource): string {
  const target = resolveSource(source);
  return 'artist' in target ? target.artist : target.list;
}

async function genresOf(file: string | undefined, options: CollectCommandOptions): Promise<Genres> {
  const { genre: names, artists } = options;
  if (names === undefined) {
    if (artists !== undefined) throw new UsageError('--artists needs --genre.');
    if (file === undefined) return genreFolders(options);
    await checkIsFile(file);
    return readGenres(file);
  }
  if (file !== undefined)
    throw new UsageError('Genres come from a file or from --genre. Type only one of them.');
  return [...new Set(names)].map((name) => [name, [{ genre: name, artists: artists ?? 50 }]]);
}

function mergedOf(genres: Genres) {
  const names = new GenreNames();
  for (const [name] of genres) names.add(name);
  return names.merged();
}

/** A genre where a file is expected is a common mistake. */
async function checkIsFile(file: string): Promise<void> {
  if (/[./\\]/u.test(file) || (await stat(file).catch(() => undefined))) return;
  throw new UsageError(
    `The file of genres ${file} does not exist. To collect a genre of the catalog, type ` +
      `spotitags collect --genre ${JSON.stringify(file)} --out dataset.jsonl.`,
  );
}

async function genreFolders(options: CollectCommandOptions): Promise<Genres> {
  if (options.layout === 'artist') {
    throw new UsageError('There are no genres to collect. Use --layout genre, or name genres in a file.');
  }
  if (options.root === undefined || (options.catalog ?? 'folder') !== 'folder') {
    throw new UsageError(
      'Which artists? Type spotitags collect --genre "doom metal" "k-pop" --out dataset.jsonl, ' +
        'or spotitags collect genres.json --out dataset.jsonl, ' +
        'or spotitags collect --catalog folder --root DIR --out dataset.jsonl for the folders of DIR.',
    );
  }
  const { root, followLinks = false } = options;
  const genres = await new FolderCatalog({ root, layout: 'genre', followLinks }).genres();
  return genres.map((genre) => [genre, [{ folder: genre }]]);
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

async function readGenres(path: string): Promise<Genres> {
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
