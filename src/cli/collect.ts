import { Command } from 'commander';
import * as v from 'valibot';
import { writeDataset } from '../dataset/dataset.ts';
import { SpotiTagsError } from '../errors.ts';
import type { Example } from '../model.ts';
import { type Source, resolveSource } from '../sources.ts';
import type { GenreResult } from '../tag-genres.ts';
import { readJson } from './files.ts';
import { type Io, printable, table } from './io.ts';
import { withBar } from './progress.ts';
import {
  type StationOptions,
  UsageError,
  openFolder,
  openStations,
  openTagger,
  withStations,
} from './stations.ts';

interface CollectOptions extends StationOptions {
  readonly out: string;
  readonly json?: true;
}

type Failure = Extract<GenreResult, { status: 'failed' }>;

export function collectCommand(io: Io): Command {
  return withStations(new Command('collect'))
    .description('tags the artists of genres, and writes them as a dataset')
    .usage('[genres.json] --out <file> [options]')
    .argument('[genres]', 'JSON file: { "doom metal": ["Sleep", { "playlist": "…" }, { "folder": "…" }] }')
    .requiredOption('--out <file>', 'dataset to write, as JSON lines')
    .option('--json', 'print JSON')
    .action(async (file: string | undefined, options: CollectOptions) => {
      const genres = file === undefined ? await genreFolders(options) : await readGenres(file);
      const tagger = openTagger(options, io);
      await using spotiTags = openStations(options, io, tagger);
      const failures: Failure[] = [];
      const artists = await withBar(io.stderr, ({ update }) => {
        const results = spotiTags.tagGenres(genres, { signal: io.signal, onProgress: update });
        return writeDataset(options.out, tagger.id, examplesOf(results, failures));
      });
      report(artists, failures, options, io);
    });
}

/** Keeps the failures aside. Where nothing at all was tagged there is no dataset to write. */
async function* examplesOf(
  results: AsyncIterable<GenreResult>,
  failures: Failure[],
): AsyncGenerator<Example, void> {
  let isEmpty = true;
  for await (const result of results) {
    if (result.status === 'tagged') {
      isEmpty = false;
      yield { genre: result.genre, profile: result.profile };
    } else if (isEmpty && result.artist && result.error.code === 'unauthorized') {
      // The tagger's key is refused: every other artist would only cost requests.
      throw result.error;
    } else {
      failures.push(result);
    }
  }
  const [first] = failures;
  if (isEmpty && first) throw first.error;
}

function report(artists: number, failures: readonly Failure[], { out, json }: CollectOptions, io: Io): void {
  if (json) {
    const failed = failures.map(({ genre, source, artist, error: { code, message } }) => ({
      genre,
      source,
      ...(artist && { artist }),
      error: { code, message },
    }));
    io.stdout.write(`${JSON.stringify({ out, artists, failed }, null, 2)}\n`);
    return;
  }
  io.stdout.write(`${printable(out)}: ${artists} artists\n`);
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

function nameOf(source: Source): string {
  const target = resolveSource(source);
  return 'artist' in target ? target.artist : target.list;
}

async function genreFolders(options: StationOptions): Promise<[string, Source[]][]> {
  if (options.layout === 'artist') {
    throw new UsageError(
      'Without genres there is nothing to collect: use --layout genre, or name genres in a file.',
    );
  }
  if (options.root === undefined || options.catalog === 'spotify') {
    throw new UsageError(
      'Which artists? Type spotitags collect genres.json --out dataset.jsonl, ' +
        'or spotitags collect --catalog folder --root DIR --out dataset.jsonl for the folders of DIR.',
    );
  }
  const genres = await openFolder(options).genres();
  return genres.map((genre) => [genre, [{ folder: genre }]]);
}

const sourceSchema = v.union([
  v.string(),
  v.strictObject({ artist: v.string() }),
  v.strictObject({ playlist: v.string() }),
  v.strictObject({ folder: v.string() }),
]);

async function readGenres(path: string): Promise<[string, Source[]][]> {
  const expected = 'Expected { "genre": ["artist", { "artist" | "playlist" | "folder": "…" }] }';
  const parsed = await readJson(path, 'file of genres');
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new SpotiTagsError('invalid-input', `${path} is no JSON object. ${expected}.`);
  }
  // Entries, not a schema of the object: a genre may be called `__proto__`.
  return Object.entries(parsed).map(([genre, sources]) => {
    const checked = v.safeParse(v.array(sourceSchema), sources);
    if (checked.success) return [genre, checked.output];
    const at = v.getDotPath(checked.issues[0]);
    throw new SpotiTagsError(
      'invalid-input',
      `${path}, genre ${JSON.stringify(genre)}${at === null ? '' : `, source ${at}`}: ${expected}.`,
    );
  });
}
