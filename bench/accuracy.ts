/**
 * How often the genre of an artist is said rightly from palette tags: `npm run bench:accuracy [dataset.jsonl]`.
 *
 * Five folds by artist, dealt anew for each of ten seeds: the mean over seeds, and their standard deviation. The folds
 * of different seeds share their artists, so that the interval of one seed (Wilson, 95 %) is the honest uncertainty.
 */
import { crossValidate, type Example, naiveBayes, readDataset } from 'spotitags';

const seeds = 10;
const [path = 'examples/data/covers.jsonl'] = process.argv.slice(2);
const all: Example[] = [];
for await (const example of readDataset(path)) all.push(example);

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const spread = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const show = (values: readonly number[]) => `${mean(values).toFixed(3)} ± ${spread(values).toFixed(3)}`;

const genresOf = (examples: readonly Example[]) => new Set(examples.map(({ genre }) => genre)).size;
const larger = all.filter(({ genre }) => all.filter((other) => other.genre === genre).length > 5);
for (const examples of [all, larger]) {
  const runs = [];
  for (let seed = 1; seed <= seeds; seed++) runs.push(await crossValidate(naiveBayes(), examples, { seed }));
  const [first] = runs;
  console.log(
    [
      `${genresOf(examples)} genres, ${examples.length} artists, mean ± sd over ${seeds} seeds`,
      `  accuracy ${show(runs.map(({ accuracy }) => accuracy))}, 95 % interval of one seed ${first?.accuracyInterval
        .map((bound) => bound.toFixed(2))
        .join(' to ')}`,
      `  macro F1 ${show(runs.map(({ macroF1 }) => macroF1))}`,
      `  log loss ${show(runs.map(({ logLoss }) => logLoss))} nats`,
      `  baseline ${first?.baseline.accuracy.toFixed(3)}, always ${first?.baseline.genre}`,
    ].join('\n'),
  );
}
