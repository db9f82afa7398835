import { aggregateGenres, evaluatePredictions, naiveBayes, writeCsv } from 'spotitags';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { widthOfTable } from '../../src/cli/terminal/fitted.ts';
import { table } from '../../src/cli/terminal/io.ts';
import { partsOfWord, wordsOf } from '../../src/classifier/features/words.ts';
import { leastOf, largestOf } from '../../src/util/order.ts';
import { example } from '../examples.ts';
import { folderOf } from '../files.ts';

/** More than a function takes as arguments. */
const many = 500_000;

it('takes any number of values, rows and artists', async () => {
  const values = Float64Array.from({ length: many }, (_, at) => at);
  expect([leastOf(values), largestOf(values)]).toEqual([0, many - 1]);
  const rows = Array.from({ length: many }, () => ['x']);
  const text = table(['x'], rows);
  // The names of the columns, the rows, and what follows the last end of a line.
  expect(text.split('\n')).toHaveLength(many + 2);
  expect(widthOfTable(text)).toBe(3);
  const prediction = { genre: 'a', scores: [{ genre: 'a', probability: 1 }], calibrated: true };
  expect(evaluatePredictions(new Array(many).fill({ genre: 'a', prediction })).artists).toBe(many);
  const path = join(await folderOf({}), 'long.csv');
  const tags = Array.from({ length: many }, (_, at) => ({ name: `tag ${at}`, weight: 1, covers: 1 }));
  const one = example('a', 'A', {});
  expect(await writeCsv(path, [{ ...one, profile: { ...one.profile, tags } }])).toBe(1);
});

it('reads titles of a million characters', () => {
  expect(wordsOf('doom '.repeat(200_000), 'A')).toEqual(['doom']);
  expect(wordsOf('漢字'.repeat(100_000), 'A').length).toBeLessThan(1000);
  expect(partsOfWord('o'.repeat(1_000_000))).toHaveLength(9);
});

it('says that there are too many genres for a table of all pairs, or for a model', async () => {
  const examples = Array.from({ length: 5001 }, (_, at) => example(`genre ${at}`, `A${at}`, { fog: 0.9 }));
  expect(() => aggregateGenres(examples).overlap()).toThrow(/at most 5000 genres .* there are 5001/);
  const said = examples.map(({ genre }) => ({ genre, prediction: { genre, scores: [], calibrated: true } }));
  expect(() => evaluatePredictions(said)).toThrow(/At most 5000 genres/);
  const tags = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`tag ${at}`, 0.9]));
  const wide = examples.map((one, at) => (at === 0 ? example('genre 0', 'A0', tags) : one));
  await expect(naiveBayes({ learnStopTags: false }).train(wide)).rejects.toThrow(
    /The limit is 20000000\. Train with fewer/,
  );
});
