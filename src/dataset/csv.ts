import { Readable } from 'node:stream';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, GenreExample } from '../model.ts';
import { genresOf } from '../tags/genres.ts';
import { counted } from '../util/plural.ts';
import { byWeight } from '../util/order.ts';
import { decodeTag, tagsText } from '../tags/words.ts';
import { readError, readParts } from '../util/text-file.ts';
import { writeWhole } from '../util/write-whole.ts';

/**
 * Writes examples as Google Prediction took them, without a header: `"genre","tag tag tag"`, each tag as often as
 * covers carry it, so that a service that counts words sees what was on how many covers. Within a tag, spaces become
 * `_`. Several genres are in one cell, with `; ` between them. A cell that a spreadsheet would take for a formula begins with `'`.
 *
 * @returns the number of rows.
 */
export async function writeCsv(
  path: string,
  examples: Iterable<GenreExample> | AsyncIterable<GenreExample>,
): Promise<number> {
  const { stringify } = await import('csv-stringify/sync');
  return writeWhole(path, async (file) => {
    let rows = 0;
    for await (const example of examples) {
      const cells = [genreCell(example), tagsText(example.profile.tags)].map(defuse);
      await file.write(stringify([cells], { quoted: true, quoted_empty: true }));
      rows += 1;
    }
    return rows;
  });
}

/** What separates the genres of a cell. */
const separator = ';';

/** @throws SpotiTagsError `invalid-input` for a genre that would be read as two. */
function genreCell(example: GenreExample): string {
  const genres = genresOf(example);
  const unfit = genres.find((genre) => genre.includes(separator));
  if (unfit === undefined) return genres.join(`${separator} `);
  throw new SpotiTagsError(
    'invalid-input',
    `The genre ${JSON.stringify(unfit)} of ${example.profile.artist.name} cannot be a cell of CSV: "${separator}" separates ` +
      'genres there. Rename it.',
  );
}

/** The genres of a cell, each once. */
function genresOfCell(cell: string): string[] {
  const genres = cell.split(separator).map((genre) => genre.trim());
  return genres.length === 1 ? [cell] : [...new Set(genres.filter((genre) => genre !== ''))];
}

/** Characters of a row. A quote that is not closed would otherwise take the rest of the file. */
const longestRow = 10_000_000;

/**
 * Reads what {@link writeCsv} wrote, or what was made for Google Prediction. A tag weighs as often as it occurs; artists
 * have no names but their rows' numbers, and no albums. Several genres in a cell have `;` between them. A first row of headings is skipped, and a first line such as
 * `sep=;` says what separates the cells.
 *
 * @param options.tagger - the id of the tagger that the tags are by.
 * @throws SpotiTagsError `invalid-input`, with the row's number, for a row that is not a genre and tags, and
 * for a file that is not UTF-8.
 */
export async function* readCsv(
  path: string,
  { tagger, signal }: CallOptions & { readonly tagger: string },
): AsyncGenerator<GenreExample, void> {
  const { parse, CsvError } = await import('csv-parse');
  const { delimiter, text } = await separatorOf(readParts(path, signal && { signal })).catch(
    (error: unknown) => {
      throw explain(error, undefined, path);
    },
  );
  const parser = Readable.from(text)
    .on('error', (error) => parser.destroy(error))
    .pipe(
      parse({ delimiter, skip_empty_lines: true, relax_column_count: true, max_record_size: longestRow }),
    );
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      signal?.throwIfAborted();
      row += 1;
      if (row === 1 && isHeading(cells)) continue;
      yield toExample(cells, row, path, tagger);
    }
  } catch (error) {
    signal?.throwIfAborted();
    // The parser is ahead of the caller that takes its rows.
    const broken = error instanceof CsvError ? Number(error['records']) + 1 : undefined;
    throw explain(error, broken, path);
  } finally {
    parser.destroy();
  }
}

/** Reads the first line if it is `sep=;`, as spreadsheets write it. */
async function separatorOf(
  parts: AsyncGenerator<string, void>,
): Promise<{ readonly delimiter: string; readonly text: AsyncIterable<string> }> {
  let start = '';
  // Long enough for the line.
  while (start.length < 12) {
    const { value } = await parts.next();
    if (value === undefined) break;
    start += value;
  }
  const [line = '', delimiter = ','] = /^"?sep=(.)"?\r?\n/iu.exec(start) ?? [];
  const rest = start.slice(line.length);
  async function* text(): AsyncGenerator<string, void> {
    if (rest !== '') yield rest;
    yield* parts;
  }
  return { delimiter, text: text() };
}

/** What the first column of a table of genres is called. */
const heading = /^\s*(?:genres?|labels?|class|category|target)\s*$/iu;

function isHeading([first = '']: readonly string[]): boolean {
  return heading.test(first);
}

const separatorHint =
  'If another character than a comma separates the cells, make the first line sep=; with that character.';

function toExample(cells: readonly string[], row: number, path: string, tagger: string): GenreExample {
  const [cell = '', words] = cells.map(restore);
  const [genre = '', ...others] = genresOfCell(cell);
  if (cells.length !== 2 || words === undefined || genre.trim() === '') {
    throw new SpotiTagsError(
      'invalid-input',
      `${path}, row ${row}: expected "genre","tag tag tag", got ${counted(cells.length, 'cell')}` +
        `${genre.trim() === '' ? ' without a genre' : ''}. ${separatorHint}`,
    );
  }
  const counts = new Map<string, number>();
  for (const word of words.split(/\s+/u)) {
    const tag = decodeTag(word);
    if (tag !== '') counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const tags = Array.from(counts, ([name, covers]) => ({ name, weight: covers, covers })).sort(byWeight);
  const label = others.length === 0 ? { genre } : { genres: [genre, ...others] as const };
  return {
    ...label,
    profile: { artist: { catalog: 'csv', id: String(row), name: `row ${row}` }, tagger, albums: [], tags },
  };
}

/** @param row - the number of the row that is not CSV, if that is what went wrong. */
function explain(error: unknown, row: number | undefined, path: string): unknown {
  if (row === undefined || !(error instanceof Error)) {
    return readError(error, {
      subject: path,
      missing: `The file ${path} does not exist.`,
      advice: 'Give the name of a CSV file, such as genres.csv.',
    });
  }
  const hint = /quote/iu.test(error.message) ? ` ${separatorHint}` : '';
  return new SpotiTagsError(
    'invalid-input',
    `${path}, row ${row}: ${error.message.replace(/\.$/u, '')}.${hint}`,
    {
      cause: error,
    },
  );
}

const formula = /^'*[=+\-@\t\r\n＝＋－＠]/u;

/** Spreadsheets run cells that begin like a formula; the apostrophe makes them text. */
export function defuse(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

function restore(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
