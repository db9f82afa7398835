import { selectRows } from '../features/rows.ts';
import type { HeldOutScores } from '../fitting/calibration.ts';
import { fitWithFolds } from '../fitting/estimator.ts';
import { type LabeledRows, truthOf } from '../fitting/samples.ts';
import { sharesInGenres } from '../fitting/several-genres.ts';
import { type LinearFit, scoreRows, sumByGenre } from '../fitting/scores.ts';
import { checkOptions, optionsSchema } from '../../util/options.ts';
import type { LocalTrainer } from './local-classifier.ts';
import { type Learner, learner, localTrainer } from './local-trainer.ts';
import type { ModelKind } from './model-kind.ts';
import { type TrainerOptions, lengthOption, trainerOptions } from './trainer-options.ts';

const kind = 'nearest-centroid';

/** As the options of every trainer, except `l2`: here rows always have unit length. */
export type NearestCentroidOptions = Omit<TrainerOptions, 'l2'>;

/**
 * Nearest centroid (Rocchio): the score of a genre is the cosine between the artist and the mean of the genre's artists,
 * each of unit length. Source: Manning, Raghavan & Schütze, "Introduction to Information Retrieval" (2008), 14.2.
 */
export function nearestCentroid(options: NearestCentroidOptions = {}): LocalTrainer {
  return localTrainer(centroidLearner(checkOptions(schema, options)));
}

const schema = optionsSchema(trainerOptions);
/** In an experiment, all models get the options of all. */
const schemaOfAll = optionsSchema({ ...trainerOptions, ...lengthOption });

function centroidLearner(options: TrainerOptions): Learner {
  return learner(
    { ...checkOptions(schemaOfAll, options), l2: true },
    {
      kind,
      idfs: [true, false],
      settings: [{}],
      judge: (data, _, chosen) => centroidLeaveOneOut(data, chosen),
      fit: (data, _, foldOf) => fitWithFolds(data, foldOf, fitCentroids),
    },
  );
}

export const nearestCentroidKind: ModelKind = {
  kind,
  learner: centroidLearner,
};

/** Weights are the centroids at unit length. */
export function fitCentroids(data: LabeledRows): LinearFit {
  const { genres } = data;
  const sums = sumByGenre(data);
  const lengths = squaredLengths(sums, genres).map(Math.sqrt);
  const weights = new Float64Array(sums.length);
  for (let start = 0; start < sums.length; start += genres) {
    for (let genre = 0; genre < genres; genre++)
      weights[start + genre] = safeRatio(sums[start + genre] ?? 0, lengths[genre] ?? 0);
  }
  return { weights, bias: new Float64Array(genres) };
}

/**
 * The scores that artists would get from a model trained without them, exact and cheap: without the unit row x, of which
 * the share w is in a genre, its sum S becomes S − w·x, with x·(S − w·x) = x·S − w and |S − w·x|² = |S|² − 2 w x·S + w².
 */
export function centroidLeaveOneOut(data: LabeledRows, chosen: Uint32Array): HeldOutScores {
  const { rows, genres } = data;
  const sums = sumByGenre(data);
  const shareIn = sharesInGenres(data);
  const squares = squaredLengths(sums, genres);
  const scores = scoreRows(selectRows(rows, chosen), { weights: sums, bias: new Float64Array(genres) });
  for (let row = 0; row < chosen.length; row++) {
    const at = chosen[row] ?? 0;
    let own = 0;
    for (let entry = rows.starts[at] ?? 0; entry < (rows.ends[at] ?? 0); entry++)
      own += (rows.values[entry] ?? 0) ** 2;
    for (let genre = 0; genre < genres; genre++) {
      const cell = row * genres + genre;
      const dot = scores[cell] ?? 0;
      const square = squares[genre] ?? 0;
      const share = shareIn(at, genre);
      const squareWithout = Math.max(0, square - 2 * share * dot + share * share * own);
      scores[cell] =
        share > 0
          ? safeRatio(dot - share * own, Math.sqrt(squareWithout))
          : safeRatio(dot, Math.sqrt(square));
    }
  }
  return { scores, ...truthOf(data, chosen) };
}

function squaredLengths(sums: Float64Array, genres: number): Float64Array {
  const squares = new Float64Array(genres);
  for (let start = 0; start < sums.length; start += genres) {
    for (let genre = 0; genre < genres; genre++)
      squares[genre] = (squares[genre] ?? 0) + (sums[start + genre] ?? 0) ** 2;
  }
  return squares;
}

/** A length that is only rounding has no direction: the ratio is 0. */
function safeRatio(value: number, length: number): number {
  return length > 1e-9 ? value / length : 0;
}
