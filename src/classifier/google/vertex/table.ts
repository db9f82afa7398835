import { createHash } from 'node:crypto';
import { SpotiTagsError } from '../../../errors.ts';
import type { CallOptions, LabeledExample } from '../../../model.ts';
import { compareCodePoints } from '../../../util/order.ts';
import { genresOf } from '../../../tags/genres.ts';
import { tagsText } from '../../../tags/words.ts';
import { type CountOptions, countTags } from '../../features/count-tags.ts';

/** Columns of the table that a model is trained on, and so of what it is asked. */
export const genreColumn = 'genre';
export const numberColumn = 'number';
export const tagsColumn = 'tags';

/**
 * Rows that AutoML trains on at least, and the genres that it tells apart at most, by
 * https://cloud.google.com/vertex-ai/docs/tabular-data/classification-regression/prepare-data.
 */
export const minRows = 1000;
const maxGenres = 500;

/** What a model learns: the first example decides. */
export type Learned = 'genres' | 'numbers';

/** Examples as the service reads them. */
export interface TrainingTable {
  readonly csv: string;
  /** SHA-256 of the CSV, in hexadecimal digits. */
  readonly hash: string;
  /** Without the header. */
  readonly rows: number;
  /** Bytes of the CSV. */
  readonly bytes: number;
  readonly learned: Learned;
  /** In the order of their code points. None if numbers are learned. */
  readonly genres: readonly string[];
  readonly tagger: string;
}

/**
 * The CSV that AutoML takes: a header, then one row for each number or each genre of an artist, sorted, so that the same examples make the same file in
 * any order. Artists without a tag that counts are left out. Unlike `writeCsv`, it puts no `'` before
 * what looks like a formula: no spreadsheet opens it, and the apostrophe would come back as part of a genre.
 *
 * @throws SpotiTagsError `invalid-input` for no examples, mixed taggers, genres among numbers, equal numbers, fewer than 2 or
 * more than 500 genres, or a genre that a cell cannot hold as it is.
 */
export async function readTable(
  examples: Iterable<LabeledExample> | AsyncIterable<LabeledExample>,
  counting: CountOptions,
  { signal }: CallOptions = {},
): Promise<TrainingTable> {
  const rows: (readonly [string, string])[] = [];
  const genres = new Set<string>();
  const numbers = new Set<number>();
  let tagger: string | undefined;
  let learned: Learned = 'genres';
  for await (const example of examples) {
    signal?.throwIfAborted();
    const { profile } = example;
    if (tagger === undefined) learned = example.target === undefined ? 'genres' : 'numbers';
    tagger ??= profile.tagger;
    if (profile.tagger !== tagger) {
      throw invalid(
        `Examples of different taggers cannot train one model: the first are by ${tagger}, ` +
          `${profile.artist.name} is by ${profile.tagger}. Tag all of them with one tagger.`,
      );
    }
    const text = tagsText(countTags(profile, counting));
    if ((example.target === undefined) === (learned === 'numbers')) {
      throw invalid(
        `The first example has ${learned === 'genres' ? 'a genre' : 'a number'}, and that of ${profile.artist.name} has ` +
          `${learned === 'genres' ? 'a number' : 'a genre'}. Pass examples of one kind.`,
      );
    }
    if (text === '') continue;
    if (example.target !== undefined) {
      numbers.add(checkNumber(example.target, profile.artist.name));
      rows.push([String(example.target), text]);
      continue;
    }
    for (const genre of genresOf(example)) {
      if (!genres.has(genre)) genres.add(checkGenre(genre));
      rows.push([genre, text]);
    }
  }
  if (tagger === undefined) throw invalid('There is nothing to train on: no examples came.');
  if (learned === 'numbers' && numbers.size < 2) {
    throw invalid(
      `The ${rows.length} numbers must differ, so that there is something to learn. Pass others.`,
    );
  }
  if (learned === 'genres' && (genres.size < 2 || genres.size > maxGenres)) {
    throw invalid(`AutoML tells 2 to ${maxGenres} genres apart, the examples have ${genres.size}.`);
  }
  const csv = await toCsv(rows, learned === 'genres' ? genreColumn : numberColumn);
  return {
    csv,
    hash: createHash('sha256').update(csv).digest('hex'),
    rows: rows.length,
    bytes: Buffer.byteLength(csv),
    learned,
    genres: [...genres].sort(compareCodePoints),
    tagger,
  };
}

/** @throws SpotiTagsError `invalid-input` for too few rows: AutoML would refuse them, after everything was set up. */
export function checkRows({ rows, learned }: TrainingTable): void {
  if (rows >= minRows) return;
  const local =
    learned === 'numbers'
      ? 'ridgeRegression(), which trains on this machine at once and at no cost.'
      : 'logisticRegression(), naiveBayes() or nearestCentroid(), which train on this machine at once and at no cost, or BigQuery ML.';
  throw invalid(
    `AutoML trains on at least ${minRows} artists with tags, got ${rows}. For fewer, use ${local}`,
  );
}

async function toCsv(rows: (readonly [string, string])[], column: string): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  rows.sort(([a, x], [b, y]) => compareCodePoints(a, b) || compareCodePoints(x, y));
  return stringify([[column, tagsColumn], ...rows], { quoted: true, record_delimiter: '\n' });
}

function checkNumber(target: number, artist: string): number {
  if (Number.isFinite(target)) return target;
  throw invalid(`The number of ${artist} must be finite, got ${target}.`);
}

function checkGenre(genre: string): string {
  if (genre !== '' && genre === genre.trim() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(genre)) return genre;
  throw invalid(
    `A genre must be a text in one line, without white space around it, got ${JSON.stringify(genre)}.`,
  );
}

function invalid(message: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', message);
}
