import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { albumDecades, type FeatureRow, type LocalClassifier, logisticRegression } from 'spotitags';
import { exportModel } from 'spotitags/export';
import { describe, expect, it } from 'vitest';
import { asked, expected, largestGap, trained, trainers } from '../classifier/export/trained.ts';

const url = process.env['POSTGRES_URL'];

/** What the database answers to a query over a table of rows. */
async function ask(query: string, rows: readonly FeatureRow[]): Promise<unknown> {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const values = rows.map(({ artist, feature, weight }) => `(${text(artist)}, ${text(feature)}, ${weight})`);
  const script = [
    'CREATE TEMPORARY TABLE artist_features (artist text, feature text, weight double precision);',
    `INSERT INTO artist_features VALUES ${values.join(', ')};`,
    `SELECT json_agg(answer) FROM (${query}) AS answer;`,
  ];
  const options = [
    '--no-psqlrc',
    '--quiet',
    '--tuples-only',
    '--no-align',
    '--set=ON_ERROR_STOP=1',
    url ?? '',
  ];
  const running = promisify(execFile)('psql', options, { maxBuffer: 1e8 });
  running.child.stdin?.end(script.join('\n'));
  return JSON.parse((await running).stdout);
}

async function answers(classifier: LocalClassifier, rows: readonly FeatureRow[]): Promise<number[][]> {
  const found = (await ask(exportModel(classifier, { format: 'sql' }), rows)) as {
    readonly artist: string;
    readonly genre: string;
    readonly probability: number;
  }[];
  return asked.map(({ artist }) =>
    classifier.genres.map(
      (genre) => found.find((one) => one.artist === artist.id && one.genre === genre)?.probability ?? NaN,
    ),
  );
}

describe.skipIf(url === undefined)('a model as a query of PostgreSQL (needs POSTGRES_URL)', () => {
  it.each(trainers)('answers as classify does by %s', async (_, trainer) => {
    for (const share of [0, 0.5]) {
      const classifier = await trained(trainer, { share });
      const probabilities = await answers(classifier, classifier.featureRows(asked));
      expect(largestGap(probabilities, await expected(classifier, asked))).toBeLessThan(1e-9);
    }
  });

  it('answers with the share of each genre if a model has no features', async () => {
    const classifier = await trained(logisticRegression({ features: [albumDecades()] }));
    const probabilities = await answers(classifier, classifier.featureRows(asked));
    expect(largestGap(probabilities, await expected(classifier, asked))).toBeLessThan(1e-9);
  });

  it('adds the weights of equal features', async () => {
    const classifier = await trained(logisticRegression());
    const halves = classifier.featureRows(asked).flatMap((row) => {
      const half = { ...row, weight: row.weight / 2 };
      return [half, half];
    });
    const probabilities = await answers(classifier, halves);
    expect(largestGap(probabilities, await expected(classifier, asked))).toBeLessThan(1e-9);
  });
});
