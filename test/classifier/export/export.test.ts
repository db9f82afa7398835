import { albumDecades, logisticRegression, nearestCentroid, SpotiTagsError, tagFilter } from 'spotitags';
import { exportModel } from 'spotitags/export';
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../src/util/protobuf.ts';
import { example, keepAll, profile, separable } from '../../examples.ts';
import { asked, everywhere, trained } from './trained.ts';

const classifier = await trained(logisticRegression());
const sql = (table?: string) =>
  exportModel(classifier, { format: 'sql', ...(table !== undefined && { table }) });

function reasonOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'invalid-input')) return error.message;
    throw error;
  }
  return 'no error';
}

describe('a model as SQL', () => {
  it('has no text that a database could read otherwise: no quotes, backslashes, lines or variables', () => {
    const texts = sql().match(/'[^']*'/gu) ?? [];
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter((text) => /[\\$\p{Cc}]/u.test(text))).toEqual([]);
    // Doubled quotes are the end of one text and the beginning of the next.
    expect(sql()).not.toMatch(/[^ (]''|''[^),]/u);
    expect(sql()).toContain("CONCAT('rock ', CHR(39), 'n', CHR(39), ' roll', CHR(92))");
  });

  it('leaves out what training left out', () => {
    expect(classifier.stopTags).toEqual([everywhere]);
    expect(sql()).toContain("WHERE r.feature NOT IN ('', CONCAT('tag:clip: every', CHR(92), 'where'))");
  });

  it('reads the table that it is given', () => {
    expect(sql()).toContain(' FROM artist_features GROUP BY ');
    for (const table of ['music.features', '"Artist features"', 'a."b c".d', '`my-project.music.t`', 'mäh'])
      expect(sql(table)).toContain(` FROM ${table} GROUP BY `);
  });

  it.each(['', 'a; DROP TABLE b', 'a b', 'a--b', '"a', 'a"b"', '.a', 'a.', '"a"" b"', "'a'", '`a\n`'])(
    'refuses %j as the name of a table',
    (table) => {
      expect(reasonOf(() => sql(table))).toMatch(/^table must be the name of a table, .* got "/u);
    },
  );

  it('writes rows for BigQuery as structures', () => {
    const query = exportModel(classifier, { format: 'sql', dialect: 'bigquery' });
    expect(query).toContain('UNNEST(ARRAY<STRUCT<number FLOAT64, genre STRING, prior FLOAT64>>[');
    expect(query).not.toContain('VALUES');
  });

  it('has rows for a model without features', async () => {
    const empty = await nearestCentroid({ features: [albumDecades()] }).train(separable());
    expect(exportModel(empty, { format: 'sql' })).toContain(
      "('', 0, 0, 0, 0)) AS list (feature, block, idf, w0, w1) WHERE 1 = 0",
    );
  });

  it('refuses a name with a character that no database takes', async () => {
    const model = await logisticRegression().train([...separable(), example('no\0genre', 'X', { skull: 1 })]);
    expect(reasonOf(() => exportModel(model, { format: 'sql' }))).toMatch(
      /^The name "no\\u0000genre" has a character/u,
    );
  });

  it('refuses more genres than a table has columns', async () => {
    const many = Array.from({ length: 1001 }, (_, at) => example(`genre ${at}`, `A${at}`, { skull: 1 }));
    const model = await nearestCentroid({ scale: 'weight', idf: false }).train(many);
    expect(reasonOf(() => exportModel(model, { format: 'sql' }))).toMatch(
      /1000 genres, but the model has 1001/u,
    );
  });
});

it('a model as ONNX takes features and weights, and gives probabilities and genres', () => {
  const [graph] = fieldsOf({ 7: 'graph' }, Buffer.from(exportModel(classifier, { format: 'onnx' })));
  const ports = Array.from(
    fieldsOf({ 11: 'input', 12: 'output' }, graph?.bytes ?? Buffer.alloc(0)),
    ({ name, bytes }) => [
      name,
      ...Array.from(fieldsOf({ 1: 'name' }, bytes), (field) => field.bytes.toString()),
    ],
  );
  expect(ports).toEqual([
    ['input', 'features'],
    ['input', 'weights'],
    ['output', 'probabilities'],
    ['output', 'genres'],
  ]);
});

it('refuses a format and a dialect that it does not have', () => {
  const plain = exportModel as (of: typeof classifier, options: object) => unknown;
  expect(reasonOf(() => plain(classifier, { format: 'pmml' }))).toBe(
    'format must be onnx or sql, got "pmml".',
  );
  expect(reasonOf(() => plain(classifier, { format: 'sql', dialect: 'mysql' }))).toBe(
    'dialect must be standard or bigquery, got "mysql".',
  );
});

describe('the rows of features', () => {
  it('writes what a model counts, as its filter lets it', async () => {
    const model = await logisticRegression({ filter: tagFilter({ stopTags: ['dark'] }) }).train(separable());
    const rows = model.featureRows([
      profile('Asked', [
        { skull: 0.5, dark: 1 },
        { skulls: 0.25, new: 1 },
      ]),
    ]);
    expect(rows).toContainEqual({ artist: 'asked', feature: 'tag:skull', weight: 0.75 });
    expect(rows).toContainEqual({ artist: 'asked', feature: 'tag:new', weight: 1 });
    expect(rows).toContainEqual({ artist: 'asked', feature: 'title:title', weight: 2 });
    expect(rows.filter(({ feature }) => feature === 'tag:dark')).toEqual([]);
  });

  it('keeps an artist who has nothing', () => {
    const [last] = asked.map((one) => ({ ...one, albums: [], tags: [] }));
    expect(last && classifier.featureRows([last])).toEqual([
      { artist: last?.artist.id, feature: '', weight: 0 },
    ]);
  });

  it('refuses a profile of another tagger', () => {
    expect(reasonOf(() => classifier.featureRows([profile('A', [{ skull: 1 }])]))).toMatch(
      /The model knows the tags of both, but the profile of A is by fake@1/u,
    );
  });

  it('reads tags through a filter of the user', async () => {
    const filter = { id: 'own', apply: keepAll.apply.bind(keepAll) };
    const model = await logisticRegression({ filter }).train(separable());
    const one = profile('A', [{ skull: 1 }]);
    expect(model.featureRows([one])).toContainEqual({
      artist: 'a',
      feature: 'tag:skull',
      weight: 1,
    });
  });
});
