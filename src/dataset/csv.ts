import { createReadStream } from 'node:fs';
import { SpotiTagsError, codeOf } from '../errors.ts';
import type { CallOptions, Example } from '../model.ts';
import { byWeight } from '../util/order.ts';
import { decodeTag, tagsText } from '../tags/words.ts';
import { writeWhole } from '../util/write-whole.ts';

/**
 * Writes examples as Google Prediction took them, without a header: `"genre","tag tag tag"`, each tag as often as
 * covers carry it, so that a service that counts words sees what was on how many covers. Within a tag, spaces become
 * `_`. A cell that a spreadsheet would take for a formula begins with `'`.
 *
 * @returns the number of rows.
 */
export async function writeCsv(
  path: string,
  examples: Iterable<Example> | AsyncIterable<Example>,
): Promise<number> {
  const { stringify } = await import('csv-stringify/sync');
  return writeWhole(path, async (file) => {
    let rows = 0;
    for await (const { genre, profile } of examples) {
      const cells = [genre, tagsText(profile.tags)].map(defuse);
      await file.write(stringify([cells], { quoted: true, quoted_empty: true }));
      rows += 1;
    }
    return rows;
  });
}

/**
 * Reads what {@link writeCsv} wrote, or what was made for Google Prediction. A tag weighs as often as it occurs; artists
 * have no names but their rows' numbers, and no albums.
 *
 * @param options.tagger - the id of the tagger that the tags are by.
 * @throws SpotiTagsError `invalid-input`, with the row's number, for a row that is not a genre and tags.
 */
export async function* readCsv(
  path: string,
  { tagger, signal }: CallOptions & { readonly tagger: string },
): AsyncGenerator<Example, void> {
  const { parse, CsvError } = await import('csv-parse');
  const parser = createReadStream(path, signal && { signal })
    .on('error', (error) => parser.destroy(error))
    .pipe(parse({ bom: true, skip_empty_lines: true, relax_column_count: true }));
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      signal?.throwIfAborted();
      row += 1;
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

function toExample(cells: readonly string[], row: number, path: string, tagger: string): Example {
  const [genre = '', words] = cells.map(restore);
  if (cells.length !== 2 || words === undefined || genre.trim() === '') {
    throw new SpotiTagsError(
      'invalid-input',
      `${path}, row ${row}: expected "genre","tag tag tag", got ${cells.length} cells${genre.trim() === '' ? ' without a genre' : ''}.`,
    );
  }
  const counts = new Map<string, number>();
  for (const word of words.split(/\s+/u)) {
    const tag = decodeTag(word);
    if (tag !== '') counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const tags = Array.from(counts, ([name, covers]) => ({ name, weight: covers, covers })).sort(byWeight);
  return {
    genre,
    profile: { artist: { catalog: 'csv', id: String(row), name: `row ${row}` }, tagger, albums: [], tags },
  };
}

/** @param row - the number of the row that is not CSV, if that is what went wrong. */
function explain(error: unknown, row: number | undefined, path: string): unknown {
  if (codeOf(error) === 'ENOENT')
    return new SpotiTagsError('not-found', `There is no file ${path}.`, { cause: error });
  if (row === undefined || !(error instanceof Error)) return error;
  return new SpotiTagsError('invalid-input', `${path}, row ${row}: ${error.message}.`, { cause: error });
}

const formula = /^'*[=+\-@\t\r]/u;

/** Spreadsheets run cells that begin like a formula; the apostrophe makes them text. */
function defuse(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

function restore(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
