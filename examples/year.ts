/**
 * Estimates when an artist's albums came out, from what their covers look like. It needs no key and no network. Run it with
 * `npx tsx examples/year.ts dataset.jsonl`, on a dataset that `spotitags collect` wrote. The years of MusicBrainz are those of
 * the first release; other catalogs have the years of re-issues.
 */
import {
  type NumberExample,
  crossValidateRegression,
  numberExamples,
  readLabeledDataset,
  ridgeRegression,
} from 'spotitags';

const [dataset = 'examples/data/covers.jsonl'] = process.argv.slice(2);
const examples: NumberExample[] = [];
for await (const example of numberExamples(readLabeledDataset(dataset), 'year')) examples.push(example);
const trainer = ridgeRegression();

// How good it is on artists that it has not seen, beside always saying the median.
const { meanAbsoluteError, d2, coverage, baseline } = await crossValidateRegression(trainer, examples);
const [error, errorOfMedian] = [meanAbsoluteError, baseline.meanAbsoluteError].map((years) =>
  years.toFixed(1),
);
console.log(
  `Off by ${error} years. Always ${baseline.value.toFixed(0)} is off by ${errorOfMedian}: d² ${d2.toFixed(2)}.`,
);
console.log(`${(100 * coverage).toFixed(0)} % of the years lie in their intervals.`);

// One artist, by a model of the others.
const [first, ...others] = examples;
if (first) {
  const regressor = await trainer.train(others);
  const [estimate] = await regressor.estimate([first.profile], { evidence: 3 });
  const [low = 0, high = 0] = estimate?.interval ?? [];
  const reasons = (estimate?.evidence ?? []).map(
    ({ name, contribution }) => `${name} ${contribution > 0 ? '+' : ''}${contribution.toFixed(1)}`,
  );
  console.log(
    `${first.profile.artist.name}: ${estimate?.value.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)}), ` +
      `really ${first.target.toFixed(0)}; years by ${reasons.join(', ')}`,
  );
}
