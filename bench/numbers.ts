/**
 * What the sample data says of years: errors in five folds by artist, beside always the median. `npm run bench:numbers`, which
 * takes a minute.
 */
import { fileURLToPath } from 'node:url';
import {
  type Feature,
  type Target,
  allTags,
  crossValidateRegression,
  numberExamples,
  readDataset,
  ridgeRegression,
  titleWords,
} from '../src/index.ts';
import { listOf } from '../src/util/iterables.ts';

const sample = await listOf(
  readDataset(fileURLToPath(new URL('../examples/data/covers.jsonl', import.meta.url))),
);
const ofAlbums = sample.flatMap(({ profile: { artist, albums } }) =>
  albums.flatMap(({ id, year }): Target[] =>
    year === undefined ? [] : [{ artist: artist.id, album: id, target: year }],
  ),
);
const kinds: readonly (readonly [name: string, features: readonly Feature[]])[] = [
  ['palette tags', [allTags()]],
  ['titles', [titleWords()]],
  ['both', [allTags(), titleWords()]],
];

for (const [what, targets] of [
  ['mean year of an artist', 'year'],
  ['year of an album', ofAlbums],
] as const) {
  const examples = await listOf(numberExamples(sample, targets));
  for (const [name, features] of kinds) {
    const found = await crossValidateRegression(ridgeRegression({ features }), examples);
    const [own, median] = [found.meanAbsoluteError, found.baseline.meanAbsoluteError];
    console.log(
      `${what}, ${name}: ${own.toFixed(1)} years, always the median ${median.toFixed(1)}, d² ${found.d2.toFixed(2)}, ` +
        `${(100 * found.coverage).toFixed(0)} % of ${found.examples} in their intervals`,
    );
  }
}
