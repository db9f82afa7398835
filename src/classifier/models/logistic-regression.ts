import * as v from 'valibot';
import { selectRows } from '../features/rows.ts';
import { fitCalibration } from '../fitting/calibration.ts';
import {
  type EstimatorFit,
  type HeldOutRows,
  foldNumbers,
  heldOutOf,
  splitFold,
} from '../fitting/estimator.ts';
import { minimize } from '../fitting/lbfgs.ts';
import { rowSpace } from '../fitting/row-space.ts';
import {
  type LabeledRows,
  foldsOf,
  manyArtists,
  sharesOf,
  spread,
  subset,
  truthOf,
} from '../fitting/samples.ts';
import { type LinearFit, placeScores, scoreRows } from '../fitting/scores.ts';
import { SoftmaxLoss } from '../fitting/softmax-loss.ts';
import { checkOptions, isNumber, must, optionsSchema, wholeNumberFrom } from '../../util/options.ts';
import type { LocalTrainer } from './local-classifier.ts';
import { type Learner, learner, localTrainer } from './local-trainer.ts';
import type { ModelKind } from './model-kind.ts';
import { centroidLeaveOneOut } from './nearest-centroid.ts';
import { type TrainerOptions, finiteAboveZero, lengthOption, trainerOptions } from './trainer-options.ts';

const kind = 'logistic-regression';

export interface LogisticRegressionOptions extends TrainerOptions {
  /**
   * Inverse of the regularization strength, as in scikit-learn: the larger, the larger weights may be. Above 0.
   * @default chosen of 1, 10 and 100 by five folds; 1 from 5,000 artists on
   */
  readonly c?: number;
  /** Fitting ends as soon as no entry of the gradient of the mean loss is larger. Above 0. @default 1e-4 */
  readonly tolerance?: number;
  /** Fitting ends after this many steps. @default 1000 */
  readonly maxIterations?: number;
}

/**
 * Multinomial logistic regression with an L2 penalty on the weights, fitted by L-BFGS: the minimum of
 * c · Σ log loss + ½ Σ weights², as scikit-learn's `LogisticRegression` has it.
 */
export function logisticRegression(options: LogisticRegressionOptions = {}): LocalTrainer {
  return localTrainer(logisticLearner(options));
}

const schema = optionsSchema({
  ...trainerOptions,
  ...lengthOption,
  c: v.exactOptional(finiteAboveZero),
  tolerance: v.exactOptional(
    must('lie between 0 and 1', (value): value is number => isNumber(value) && value > 0 && value < 1),
  ),
  maxIterations: v.exactOptional(wholeNumberFrom(1)),
});

function logisticLearner(given: LogisticRegressionOptions): Learner {
  const options = checkOptions(schema, given);
  const { c, tolerance = 1e-4, maxIterations = 1000 } = options;
  return learner(options, {
    kind,
    // The model itself weighs features.
    idfs: [false],
    settings: [{ cs: c === undefined ? [1, 10, 100] : [c], tolerance, maxIterations }],
    // To fit every transform would take long, and what the centroids choose is as good.
    judge: (data, _, chosen) => centroidLeaveOneOut(data, chosen),
    fit: fitWithHeldOut,
  });
}

export const logisticRegressionKind: ModelKind = {
  kind,
  learner: logisticLearner,
};

export interface Fitting {
  readonly c: number;
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** As {@link Fitting}, with several c to choose from. */
type Choices = Omit<Fitting, 'c'> & { readonly cs: readonly number[] };

/** Up to this many artists choose c: more would cost much and change little. */
const enoughToChoose = 1000;

function fitWithHeldOut(data: LabeledRows, { cs, ...fitting }: Choices, foldOf: Int32Array): EstimatorFit {
  // Many artists do not need a weak penalty, and the best c of a small sample says little about them.
  if (data.rows.length >= manyArtists) return fitBesideTenth(data, foldOf, { ...fitting, c: cs[0] ?? 1 });
  const space = rowSpace(data);
  const inSpace = {
    ...fitting,
    // An entry of the gradient by weights is at most as large as the length of the gradient in the space of the rows.
    tolerance: space.data === data ? fitting.tolerance : fitting.tolerance / Math.sqrt(data.rows.length),
  };
  const inFolds = roughly(inSpace);
  const chosen = cs.length > 1 ? chooseC(space.data, foldOf, cs, inFolds) : undefined;
  const best = chosen ?? scoresWith(space.data, foldOf, cs[0] ?? 1, inFolds);
  const { fit } = fitLogistic(space.data, { ...inSpace, c: best?.c ?? 1 });
  return {
    fit: space.expand(fit),
    heldOut: best?.heldOut ?? noScores,
    *outside() {
      for (const [fold, one] of best?.outside ?? []) yield [fold, space.expand(one)];
    },
  };
}

const noScores: HeldOutRows = {
  rows: new Uint32Array(),
  labels: new Int32Array(),
  scores: new Float64Array(),
};

/** The c whose held-out scores, once calibrated, have the least log loss, and what was fitted with it. */
function chooseC(
  data: LabeledRows,
  foldOf: Int32Array,
  cs: readonly number[],
  fitting: Omit<Fitting, 'c'>,
): FoldScores | undefined {
  const isLarge = data.rows.length > enoughToChoose;
  const chosen = isLarge ? spread(heldOutOf(foldOf), data, enoughToChoose) : undefined;
  const sample = chosen ? subset(data, chosen) : data;
  const sampleFolds = chosen ? foldsOf(sample, new Uint8Array(chosen.length).fill(1), 5) : foldOf;
  const prior = sharesOf(sample);
  let best: FoldScores | undefined;
  let leastLoss = Infinity;
  for (const candidate of scoreFolds(sample, sampleFolds, cs, fitting)) {
    if (candidate.heldOut.rows.length === 0) return undefined;
    const { logLoss } = fitCalibration(candidate.heldOut, prior);
    // A penalty that is too weak is not mended by a weaker one, and the weakest take the longest.
    if (logLoss >= leastLoss - 1e-9) break;
    leastLoss = logLoss;
    best = candidate;
  }
  // Those of the sample are of other folds.
  return best && isLarge ? scoresWith(data, foldOf, best.c, fitting) : best;
}

/** For fits that only score what is held out: if their scores are a little small, the temperature corrects that. */
function roughly<F extends Omit<Fitting, 'c'>>(fitting: F): F {
  return { ...fitting, tolerance: Math.min(0.1, fitting.tolerance * 5) };
}

/** The fit without the tenth is close to the whole fit, so the whole fit starts from it. */
function fitBesideTenth(data: LabeledRows, foldOf: Int32Array, fitting: Fitting): EstimatorFit {
  const { rest, held } = splitFold(data, foldOf, 0);
  const part = fitLogistic(rest, roughly(fitting));
  const { rows } = subset(data, held);
  return {
    fit: fitLogistic(data, fitting, part.parameters).fit,
    heldOut: { scores: scoreRows(rows, part.fit), ...truthOf(data, held), rows: held },
    outside: () => [[0, part.fit]],
  };
}

interface Fitted {
  readonly fit: LinearFit;
  readonly parameters: Float64Array;
}

/** Fits from `start`, which it overwrites. */
export function fitLogistic(
  data: LabeledRows,
  { c, tolerance, maxIterations }: Fitting,
  start?: Float64Array,
): Fitted {
  // For two genres scikit-learn penalizes the difference of their weights, which is twice each: half of c does the same.
  const loss = new SoftmaxLoss(data, data.genres === 2 ? c / 2 : c);
  const parameters = start ?? loss.start();
  minimize(loss.objective, parameters, { tolerance, maxIterations, curvature: loss.curvature() });
  return { fit: loss.unpack(parameters), parameters };
}

/** What the models of the folds gave. */
interface FoldScores {
  readonly c: number;
  readonly heldOut: HeldOutRows;
  readonly outside: ReadonlyMap<number, LinearFit>;
}

function scoresWith(
  data: LabeledRows,
  foldOf: Int32Array,
  c: number,
  fitting: Omit<Fitting, 'c'>,
): FoldScores | undefined {
  const [only] = scoreFolds(data, foldOf, [c], fitting);
  return only;
}

/** For one c after the other, the scores that rows get from the models of the folds they are not in. */
function* scoreFolds(
  data: LabeledRows,
  foldOf: Int32Array,
  cs: readonly number[],
  fitting: Omit<Fitting, 'c'>,
): Generator<FoldScores, void> {
  const { genres } = data;
  const rows = heldOutOf(foldOf);
  const truth = truthOf(data, rows);
  const folds = foldNumbers(foldOf).map((fold) => {
    const { rest, held } = splitFold(data, foldOf, fold);
    const places = Uint32Array.from(rows.keys()).filter((place) => foldOf[rows[place] ?? 0] === fold);
    return { fold, rest, heldRows: selectRows(data.rows, held), places };
  });
  const starts = new Map<number, Float64Array>();
  for (const c of cs) {
    const scores = new Float64Array(rows.length * genres);
    const outside = new Map<number, LinearFit>();
    for (const { fold, rest, heldRows, places } of folds) {
      // The weights under a stronger penalty are a good start.
      const fitted = fitLogistic(rest, { ...fitting, c }, starts.get(fold));
      starts.set(fold, fitted.parameters);
      outside.set(fold, fitted.fit);
      placeScores(scoreRows(heldRows, fitted.fit), scores, places);
    }
    yield { c, outside, heldOut: { scores, ...truth, rows } };
  }
}
