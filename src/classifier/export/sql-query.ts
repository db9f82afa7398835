import { SpotiTagsError } from '../../errors.ts';
import type { LinearModel } from './linear-model.ts';
import type { SqlExportOptions } from './options.ts';
import { sqlRows, sqlText } from './sql-rows.ts';

/** PostgreSQL takes 1664 columns. */
const mostGenres = 1000;

/** The model as a query: what it learned as rows, then the steps of `scoreSources` and `probabilities`. */
export function sqlQuery(model: LinearModel, options: SqlExportOptions): string {
  const { table = 'artist_features', dialect = 'standard' } = options;
  checkTable(table);
  const { length } = model.genres;
  if (length > mostGenres) {
    throw invalid(
      `A query can have ${mostGenres} genres, but the model has ${length}. Set format to onnx instead.`,
    );
  }
  return `WITH\n${[learned(model, dialect), features(model, table), scores(model), logits(model)].join(',\n')}
${answer(model)}`;
}

/** A text for each genre: of the columns `w0`, `w1` and so on. */
function each(
  { genres }: LinearModel,
  write: (column: string, genre: number) => string,
  between = ', ',
): string {
  return genres.map((_, genre) => write(`w${genre}`, genre)).join(between);
}

function learned(model: LinearModel, dialect: 'standard' | 'bigquery'): string {
  const rows = (columns: readonly string[], values: readonly (readonly (string | number)[])[]) =>
    sqlRows(dialect, columns, values);
  const weights = model.genres.map((_, genre) => `w${genre}`);
  return `model_features AS (${rows(['feature text', 'block', 'idf', ...weights], featureValues(model))}),
model_blocks AS (${rows(['block', 'source', 'scale text', 'unit', 'unseen'], blockValues(model))}),
model_sources AS (${rows(['source', 'usual', ...weights], sourceValues(model))}),
model_genres AS (${rows(['number', 'genre text', 'prior'], genreValues(model))})`;
}

/** What artists have, as `transformRows` has it before its division by lengths. */
function features({ unseen, leftOut }: LinearModel, table: string): string {
  const blocks = unseen.map(
    ({ prefix, block = -1 }) =>
      `WHEN SUBSTR(r.feature, 1, ${lengthOf(prefix)}) = ${sqlText(prefix)} THEN ${block}`,
  );
  return `model_rows AS (
  SELECT artist, feature, SUM(1e0 * weight) AS weight FROM ${table} GROUP BY artist, feature
),
model_entries AS (
  SELECT r.artist, r.feature, b.block, b.source, b.unit, ABS(r.weight) AS amount,
    CASE WHEN f.feature IS NULL THEN 0 ELSE 1 END AS known,
    COALESCE(f.idf, b.unseen) * CASE b.scale
      WHEN 'log1p' THEN LN(1 + r.weight)
      WHEN 'sqrt' THEN SQRT(r.weight)
      WHEN 'presence' THEN CASE WHEN r.weight > 0 THEN 1 ELSE 0 END
      ELSE r.weight END AS value
  FROM model_rows r
  LEFT JOIN model_features f ON f.feature = r.feature
  JOIN model_blocks b ON b.block = CASE WHEN f.feature IS NOT NULL THEN f.block
    ${blocks.join('\n    ')}
    ELSE -1 END
  WHERE r.feature NOT IN (${['', ...leftOut].map(sqlText).join(', ')})
)`;
}

function scores(model: LinearModel): string {
  const { share } = model;
  return `model_lengths AS (
  SELECT artist, block,
    CASE WHEN MAX(unit) = 1 AND SUM(value * value) > 0 THEN SQRT(SUM(value * value)) ELSE 1 END AS norm
  FROM model_entries GROUP BY artist, block
),
model_factors AS (
  SELECT e.artist, e.source,
    CASE WHEN MAX(e.known) = 1 AND SUM(e.amount) > 0
      THEN LEAST(1, (1 + ${share}) / (1 + ${share} * MAX(s.usual) / SUM(e.amount))) ELSE 0 END AS factor
  FROM model_entries e JOIN model_sources s ON s.source = e.source GROUP BY e.artist, e.source
),
model_scores AS (
  SELECT e.artist, e.source, ${each(model, (w) => `SUM(e.value / l.norm * f.${w}) AS ${w}`)}
  FROM model_entries e
  JOIN model_lengths l ON l.artist = e.artist AND l.block = e.block
  JOIN model_features f ON f.feature = e.feature
  GROUP BY e.artist, e.source
)`;
}

/** The odds are at least exp(-700): PostgreSQL refuses exponentials that become 0. */
function logits(model: LinearModel): string {
  return `model_totals AS (
  SELECT c.artist, ${each(model, (w) => `SUM(d.factor * (c.${w} + s.${w})) AS ${w}`)}
  FROM model_scores c
  JOIN model_factors d ON d.artist = c.artist AND d.source = c.source
  JOIN model_sources s ON s.source = c.source
  GROUP BY c.artist
),
model_logits AS (
  SELECT a.artist, g.genre, g.prior,
    CASE g.number ${each(model, (w, genre) => `WHEN ${genre} THEN t.${w}`, ' ')} END / ${model.calibration.temperature} AS logit
  FROM (SELECT DISTINCT artist FROM model_rows) a
  CROSS JOIN model_genres g
  LEFT JOIN model_totals t ON t.artist = a.artist
),
model_odds AS (
  SELECT artist, genre, prior, logit,
    EXP(GREATEST(-700, logit - MAX(logit) OVER (PARTITION BY artist))) AS odds
  FROM model_logits
)`;
}

function answer({ calibration: { floor } }: LinearModel): string {
  return `SELECT artist, genre,
  CASE WHEN logit IS NULL THEN prior
    ELSE (1 - ${floor}) * odds / SUM(odds) OVER (PARTITION BY artist) + ${floor} * prior END AS probability
FROM model_odds
ORDER BY artist, probability DESC, genre
`;
}

function featureValues({ vocabulary, blockOf, transform, weights }: LinearModel): (string | number)[][] {
  return vocabulary.map((feature, column) => [
    feature,
    blockOf[column] ?? 0,
    transform.idf[column] ?? 0,
    ...(weights[column] ?? []),
  ]);
}

function blockValues({ transform, sourceOf }: LinearModel): (string | number)[][] {
  return transform.blocks.map(({ scale, l2, unseen }, block) => [
    block,
    sourceOf[block] ?? 0,
    scale,
    l2 ? 1 : 0,
    unseen,
  ]);
}

function sourceValues({ sources }: LinearModel): number[][] {
  return sources.map(({ usual, bias }, source) => [source, usual, ...bias]);
}

function genreValues({ genres, calibration }: LinearModel): (string | number)[][] {
  return genres.map((genre, number) => [number, genre, calibration.prior[number] ?? 0]);
}

/** Databases count code points. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Parts with dots between them, each a plain name, or in quotes. */
const tableName = /^(?!\.)(?:(?:^|\.)(?:[\p{L}_][\p{L}\p{N}_$]*|"[^"\\\p{Cc}]+"|`[^`\\\p{Cc}]+`))+$/u;

function checkTable(table: string): void {
  if (tableName.test(table)) return;
  throw invalid(
    `table must be the name of a table, such as music.features or "artist features" with its quotes, got ${JSON.stringify(table)}.`,
  );
}

function invalid(message: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', message);
}
