import { createHash } from 'node:crypto';
import { SpotiTagsError } from '../../../errors.ts';
import type { CallOptions, GenreExample } from '../../../model.ts';
import { compareCodePoints } from '../../../util/order.ts';
import { genresOf } from '../../../tags/genres.ts';
import { tagsText } from '../../../tags/words.ts';
import { type CountOptions, countTags } from '../../features/count-tags.ts';

/** Columns of the table that a model is trained on, and so of what it is asked. */
export const genreColumn = 'genre';
export const tagsColumn = 'tags';

/**
 * Rows that AutoML trains on at least, and the genres that it tells apart at most, by
 * https://cloud.google.com/vertex-ai/docs/tabular-data/classification-regression/prepare-data.
 */
export const minRows = 1000;
const maxGenres = 500;

/** Examples as the service reads them. */
export interface TrainingTable {
  readonly csv: string;
  /** SHA-256 of the CSV, in hexadecimal digits. */
  readonly hash: string;
  /** Without the header. */
  readonly rows: number;
  /** Bytes of the CSV. */
  readonly bytes: number;
  /** In the order of their code points. */
  readonly genres: readonly string[];
  readonly tagger: string;
}

/**
 * The CSV that AutoML takes: a header, then one row for each genre of an artist, sorted, so that the same examples make the same file in
 * any order. Artists without a tag that counts are left out. Unlike `writeCsv`, it puts no `'` before
 * what looks like a formula: no spreadsheet opens it, and the apostrophe would come back as part of a genre.
 *
 * @throws SpotiTagsError `invalid-input` for no examples, mixed taggers, fewer than 2 or more than 500 genres, or a
 * genre that a cell cannot hold as it is.
 */
export async function readTable(
  examples: Iterable<GenreExample> | AsyncIterable<GenreExample>,
  counting: CountOptions,
  { signal }: CallOptions = {},
): Promise<TrainingTable> {
  const rows: (readonly [string, string])[] = [];
  const genres = new Set<string>();
  let tagger: string | undefined;
  for await (const example of examples) {
    signal?.throwIfAborted();
    const { profile } = example;
    tagger ??= profile.tagger;
    if (profile.tagger !== tagger) {
      throw invalid(
        `Examples of different taggers cannot train one model: the first are by ${tagger}, ` +
          `${profile.artist.name} is by ${profile.tagger}. Tag all of them with one tagger.`,
      );
    }
    const text = tagsText(countTags(profile, counting));
    if (text === '') continue;
    for (const genre of genresOf(example)) {
      if (!genres.has(genre)) genres.add(checkGenre(genre));
      rows.push([genre, text]);
    }
  }
  if (tagger === undefined) throw invalid('There is nothing to train on: no examples came.');
  if (genres.size < 2 || genres.size > maxGenres) {
    throw invalid(`AutoML tells 2 to ${maxGenres} genres apart, the examples have ${genres.size}.`);
  }
  const csv = await toCsv(rows);
  return {
    csv,
    hash: createHash('sha256').update(csv).digest('hex'),
    rows: rows.length,
    bytes: Buffer.byteLength(csv),
    genres: [...genres].sort(compareCodePoints),
    tagger,
  };
}

/** @throws SpotiTagsError `invalid-input` for too few rows: AutoML would refuse them, after everything was set up. */
export function checkRows(rows: number): void {
  if (rows >= minRows) return;
  throw invalid(
    `AutoML trains on at least ${minRows} artists with tags, got ${rows}. For fewer, use logisticRegression(), ` +
      'naiveBayes() or nearestCentroid(), which train on this machine at once and at no cost, or BigQuery ML.',
  );
}

async function toCsv(rows: (readonly [string, string])[]): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  rows.sort(([a, x], [b, y]) => compareCodePoints(a, b) || compareCodePoints(x, y));
  return stringify([[genreColumn, tagsColumn], ...rows], { quoted: true, record_delimiter: '\n' });
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
