import { SpotiTagsError } from '../../errors.ts';

/**
 * A query of the given rows.
 * @param columns - names of columns. After the name of a column of texts comes ` text`.
 */
export function sqlRows(
  dialect: 'standard' | 'bigquery',
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const names = columns.map((column) => column.replace(/ text$/u, ''));
  const isText = columns.map((column) => column.endsWith(' text'));
  // Lists of rows may not be empty.
  const some = rows.length > 0 ? rows : [isText.map((text) => (text ? '' : 0))];
  const values = some.map((row) => `(${row.map(literal).join(', ')})`).join(',\n');
  const list =
    dialect === 'bigquery'
      ? `UNNEST(ARRAY<STRUCT<${names.map((name, at) => `${name} ${isText[at] === true ? 'STRING' : 'FLOAT64'}`).join(', ')}>>[\n${values}])`
      : `(VALUES\n${values}) AS list (${names.join(', ')})`;
  return `SELECT * FROM ${list}${rows.length > 0 ? '' : ' WHERE 1 = 0'}`;
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : sqlText(value);
}

/**
 * A text as all databases read it. They do not agree on how to write quotes and backslashes in a text, and Spark replaces
 * what looks like a variable.
 */
export function sqlText(text: string): string {
  if (/\0|\p{Surrogate}/u.test(text)) {
    throw new SpotiTagsError(
      'invalid-input',
      `The name ${JSON.stringify(text)} has a character that SQL cannot write. Train the model without it.`,
    );
  }
  const parts = text.split(/(['\\$\p{Cc}])/u).filter((part) => part !== '');
  const written = parts.map((part) =>
    /^['\\$\p{Cc}]$/u.test(part) ? `CHR(${part.codePointAt(0) ?? 0})` : `'${part}'`,
  );
  return written.length > 1 ? `CONCAT(${written.join(', ')})` : (written[0] ?? "''");
}
