import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Catalog } from '../../catalog/catalog.ts';
import type { BudgetOptions } from '../../run/budget.ts';
import { type ArtistSource, resolveSource } from '../../run/sources.ts';
import {
  type CollectionFailure,
  type CollectionOptions,
  type CollectOptions,
  collect,
  planCollection,
} from '../../collection/collect.ts';
import { counted } from '../../util/plural.ts';
import { GenreNames } from '../../tags/genres.ts';
import type { GenreMap } from '../../tags/genre-map.ts';
import { NameTally } from '../../tags/mapped-examples.ts';
import { describeMerged } from '../options/datasets.ts';
import {
  type GenreMapOptions,
  describeGenreSummary,
  genreMapOf,
  withGenreMap,
} from '../options/genre-maps.ts';
import { type CollectedGenres, collectedGenres } from '../options/collected-genres.ts';
import { checkOutput, outputFile } from '../options/files.ts';
import { jsonText } from '../../util/json.ts';
import { describeTakenAs } from '../terminal/alternatives.ts';
import { Interrupted, describeInterrupted, describeStop } from '../terminal/interrupted.ts';
import { type Io, atOnce, printable, stopLimit, table } from '../terminal/io.ts';
import { sayNext } from '../terminal/next-step.ts';
import { withBar } from '../terminal/progress.ts';
import { wholeNumber } from '../options/numbers.ts';
import { filterOf, withFilter } from '../options/models.ts';
import { type ProviderOptions, openCatalog, withProviders } from '../options/providers.ts';
import { type QueueFlag, onQueue, openSharedStore, withQueue } from '../options/queues.ts';
import { openSound, silentNote } from '../options/sound.ts';
import { openTagger } from '../options/taggers.ts';
import { UsageError } from '../options/usage-error.ts';

interface CollectCommandOptions extends ProviderOptions, GenreMapOptions, Partial<QueueFlag> {
  readonly root?: string;
  readonly layout?: 'genre' | 'artist';
  readonly followLinks?: true;
  readonly out?: string;
  readonly genre?: readonly string[];
  readonly artists?: number;
  readonly minArtists?: number;
  readonly plan?: true;
  readonly filter?: string;
  readonly retryFailed?: true;
  readonly maxImages?: number;
  readonly maxRequests?: number;
  readonly json?: true;
}

export function collectCommand(io: Io): Command {
  return withQueue(withGenreMap(withFilter(withProviders(new Command('collect')))))
    .description('tags the artists of genres, and writes a dataset; continues after an interruption')
    .usage('[genres.json | --genre <name…>] --out <file> [options]')
    .argument('[genres]', 'JSON file: { "doom metal": ["Sleep", { "playlist": "…" }, { "folder": "…" }] }')
    .option('--genre <names...>', 'genres as the catalog names them, instead of a file')
    .option('--artists <n>', 'artists per genre (default: 50)', (n) => wholeNumber(n))
    .option(
      '--min-artists <n>',
      'of a music library without --genre: genres with fewer artists are left out (default: 3)',
      (n) => wholeNumber(n),
    )
    .option('--out <file>', 'dataset to write, as JSON lines', outputFile)
    .option('--plan', 'show what it would take, and tag nothing')
    .option('--retry-failed', 'try only the failures of the last run again')
    .option('--max-images <n>', 'largest number of images sent to the tagger', (n) => wholeNumber(n, 0))
    .option('--max-requests <n>', 'largest number of requests to the catalog', (n) => wholeNumber(n, 0))
    .option('--json', 'print JSON')
    .action(async (file: string | undefined, options: CollectCommandOptions) => {
      const { out, plan = false, retryFailed = false } = options;
      if (out === undefined && !plan) {
        throw new UsageError(
          'The output is missing. Type --out dataset.jsonl, or --plan to see what it would take.',
        );
      }
      // Before the providers are opened, which may take minutes.
      if (out !== undefined) await checkOutput(out, inputsOf(file, options));
      await using store = await openSharedStore(options, io);
      let opened: Promise<Catalog> | undefined;
      const open = () => (opened ??= openCatalog(options, io, store));
      const genres = await collectedGenres(file, options, { open, io });
      const { genreMap } = await genreMapOf(options);
      io.stderr.write(describeNames(genres, genreMap));
      const { root = '', layout = 'genre', followLinks = false } = options;
      const queued = await onQueue(await openTagger(options, io, store), store, options, io);
      const { tagger } = queued;
      const sound = await openSound(options, io);
      const catalog = await open();
      io.stderr.write(silentNote(catalog, sound));
      const collection: CollectionOptions = {
        catalog,
        ...queued,
        ...(sound && { sound }),
        coversPerArtist: options.covers,
        budget: budgetOf(options),
        scope: [resolve(root), layout, ...(followLinks ? ['links'] : [])],
        ...(await filterOf(options.filter)),
        ...(genreMap && { genreMap }),
      };
      try {
        if (out === undefined || plan) await showPlan(genres, collection, options, io);
        else await write(genres, { ...collection, out, retryFailed }, options, io);
      } finally {
        await Promise.all([collection.catalog.close?.(), tagger.close?.(), sound?.close?.()]);
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
  genres: CollectedGenres,
  collection: CollectOptions,
  { root, json }: CollectCommandOptions,
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
      io.stderr.fail(`${describeStop(pending, stop.reason)}\n`);
      bar.stopping(stopLimit);
    });
    // At once: a tagger that does not hear the signal goes on until the process ends.
    signal.addEventListener('abort', () => {
      isSaid = true;
      io.stderr.fail(`${describeInterrupted(pending, hasStore)}\n`);
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
    io.stderr.fail(
      `${counted(failedCovers, 'cover')} could not be tagged; the dataset says why ("status":"failed"). ` +
        'To try again, run the same command: all other tags are kept.\n',
    );
  }
  sayNext(
    io,
    ['what sets the genres apart', 'compare', out],
    [
      'a page with the covers',
      'report',
      out,
      ...(root === undefined ? [] : ['--root', root]),
      '--out',
      'report.html',
    ],
    ['a model of the genres', 'train', out, '--out', 'model.json'],
  );
}

function budgetOf({ maxImages, maxRequests }: CollectCommandOptions): BudgetOptions {
  return {
    ...(maxImages !== undefined && { taggerImages: maxImages }),
    ...(maxRequests !== undefined && { catalogRequests: maxRequests }),
  };
}

async function showPlan(
  genres: CollectedGenres,
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
    table(
      ['what it takes', 'number', 'note'],
      [
        ['artists', String(artists), ''],
        ['covers', String(covers), `${stored} of them in the store`],
        ['images to tag', String(images), 'what a service would bill'],
        ['requests', String(catalogRequests), 'to the catalog, for this plan'],
        ['seconds', String(Math.ceil(leastSeconds)), 'at least, by the rate limits that are known'],
      ],
    ),
  );
  showFailures(plan.failed, io);
}

type AnyFailure = Pick<CollectionFailure, 'genre' | 'source' | 'artist' | 'error'>;

function failureJson({ genre, source, artist, error: { code, message } }: AnyFailure) {
  return { genre, source, ...(artist && { artist }), error: { code, message } };
}

function showFailures(failures: readonly AnyFailure[], io: Io): void {
  if (failures.length === 0) return;
  io.stderr.fail(`Failed: ${failures.length}\n`);
  io.stderr.fail(
    table(
      ['genre', 'artist or list', 'why'],
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

/** Which names of genres are counted under another one, or are not in the map. */
function describeNames(genres: CollectedGenres, map: GenreMap | undefined): string {
  if (!map) {
    const names = new GenreNames();
    for (const [name] of genres) names.add(name);
    return describeMerged(names.merged());
  }
  const tally = new NameTally(map);
  for (const [name, sources] of genres) tally.nameOf(name, sources.length);
  return describeGenreSummary(tally.summary(), 'source');
}
