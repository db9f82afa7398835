import { leastArtists } from '../../classifier/models/fit-regression.ts';
import type { NumberExample } from '../../model.ts';
import { artistKey } from '../../util/artist-key.ts';
import { jsonText } from '../../util/json.ts';
import { counted } from '../../util/plural.ts';
import { excluder } from '../options/datasets.ts';
import { writeModel } from '../options/models.ts';
import { type RegressionOptions, checkNoGenres, numbersOf, regressionTrainerOf } from '../options/targets.ts';
import { numberText } from '../terminal/describe-numbers.ts';
import { type Io, printable } from '../terminal/io.ts';
import { sayNext } from '../terminal/next-step.ts';
import { withBar } from '../terminal/progress.ts';

interface TrainNumbersOptions extends RegressionOptions {
  readonly out: string;
  readonly exclude?: readonly string[];
  readonly json?: true;
}

/** What `train --target` does. */
export async function trainNumbers(dataset: string, options: TrainNumbersOptions, io: Io): Promise<void> {
  checkNoGenres(options, ['modelType', 'genreMap']);
  const { out, exclude = [], json, target } = options;
  const trainer = await regressionTrainerOf(options);
  const isExcluded = await excluder(exclude, dataset, io);
  const artists = new Set<string>();
  let examples = 0;
  const regressor = await withBar(io.stderr, ({ step }) => {
    async function* counting(): AsyncGenerator<NumberExample, void> {
      for await (const example of numbersOf(dataset, target, io)) {
        if (isExcluded(example.profile.artist)) continue;
        artists.add(artistKey(example.profile.artist));
        step('artists', artists.size);
        examples += 1;
        yield example;
      }
    }
    return trainer.train(counting(), { signal: io.signal });
  });
  await writeModel(out, regressor);
  const { alpha, radius, usual } = regressor.toJSON().model;
  if (json) {
    io.stdout.write(
      `${jsonText({ out, artists: artists.size, examples, alpha, radius, median: usual.value }, 2)}\n`,
    );
    return;
  }
  const albums = regressor.isOfAlbums ? `, ${counted(examples, 'album')}` : '';
  io.stdout.write(
    `${printable(out)}: ${counted(artists.size, 'artist')}${albums}; median ${numberText(usual.value, radius)}, intervals of ` +
      `± ${numberText(radius, radius / 5)}\n${howGood(artists.size)}type spotitags evaluate ${printable(dataset)} --target ${printable(target)}.\n`,
  );
  sayNext(io, ['the number of an artist', 'estimate', '<artist>', '--model', out]);
}

/** Four fifths of the artists train a model of a fold. */
function howGood(artists: number): string {
  return Math.floor((artists * 4) / 5) >= leastArtists
    ? 'To see how good it is, '
    : 'There are too few artists to say how good it is. With twelve or more, ';
}
