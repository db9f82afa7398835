import { SpotiTagsError } from '../errors.ts';
import type { HeldOutScores } from './calibration.ts';
import { minimise } from './lbfgs.ts';
import type { EmbeddedTrainer } from './linear-classifier.ts';
import { type HeldOutFit, type TrainerOptions, linearTrainer } from './linear-trainer.ts';
import { centroidLeaveOneOut } from './nearest-centroid.ts';
import { type LabelledRows, calibrationRows, dealFolds, holdable, labelsOf, subset } from './samples.ts';
import { type LinearFit, scoreRows } from './scores.ts';
import { SoftmaxLoss } from './softmax-loss.ts';

export interface LogisticRegressionOptions extends TrainerOptions {
  /** How much the examples count against small weights, as in scikit-learn. Above 0. @default 1 */
  readonly c?: number;
  /** Fitting ends when no entry of the gradient of the mean loss is larger. Above 0. @default 1e-5 */
  readonly tolerance?: number;
  /** Fitting ends after so many steps. @default 1000 */
  readonly maxIterations?: number;
}

/**
 * Multinomial logistic regression with an L2 penalty on the weights, fitted by L-BFGS: the minimum of
 * c · Σ log loss + ½ Σ weights², as scikit-learn's `LogisticRegression` has it.
 */
export function logisticRegression(options: LogisticRegressionOptions = {}): EmbeddedTrainer {
  const { c = 1, tolerance = 1e-5, maxIterations = 1000 } = options;
  if (!(c > 0 && c < Infinity)) {
    throw new SpotiTagsError('invalid-input', `c must be a finite number above 0, got ${c}.`);
  }
  if (!(tolerance > 0 && tolerance < 1)) {
    throw new SpotiTagsError('invalid-input', `tolerance must lie between 0 and 1, got ${tolerance}.`);
  }
  if (!(Number.isInteger(maxIterations) && maxIterations >= 1)) {
    throw new SpotiTagsError(
      'invalid-input',
      `maxIterations must be a whole number from 1, got ${maxIterations}.`,
    );
  }
  return linearTrainer(options, {
    kind: 'logistic-regression',
    settings: [{ c, tolerance, maxIterations }],
    // Fitting every candidate would take its time, and the centroids' choice serves as well.
    judge: (data, _, chosen) => centroidLeaveOneOut(data, chosen),
    fit: fitWithHeldOut,
  });
}

export type Fitting = Required<Pick<LogisticRegressionOptions, 'c' | 'tolerance' | 'maxIterations'>>;

/** From this many artists on, one tenth is held out; below, every artist is, in one of five folds. */
const manyArtists = 5000;
const folds = 5;

function fitWithHeldOut(data: LabelledRows, fitting: Fitting): HeldOutFit {
  if (data.rows.length < manyArtists) {
    return { ...fitLogistic(data, fitting).fit, heldOut: scoreFolds(data, fitting) };
  }
  // The fit without the tenth is close to the whole fit, and a good place to start it from.
  const chosen = holdable(data);
  const isHeld = new Uint8Array(data.rows.length);
  for (const [at, fold] of dealFolds(chosen, data, 10).entries()) if (fold === 0) isHeld[chosen[at] ?? 0] = 1;
  const all = Uint32Array.from(data.labels.keys());
  const part = fitLogistic(
    subset(
      data,
      all.filter((at) => isHeld[at] === 0),
    ),
    fitting,
  );
  const held = subset(
    data,
    all.filter((at) => isHeld[at] === 1),
  );
  return {
    ...fitLogistic(data, fitting, part.parameters).fit,
    heldOut: { scores: scoreRows(held.rows, part.fit), labels: held.labels },
  };
}

/** Fits from `start`, which it overwrites. */
export function fitLogistic(
  data: LabelledRows,
  { c, tolerance, maxIterations }: Fitting,
  start?: Float64Array,
): { readonly fit: LinearFit; readonly parameters: Float64Array; readonly iterations: number } {
  // For two genres scikit-learn penalises the difference of their weights, which is twice either: half of c does the same.
  const loss = new SoftmaxLoss(data, data.genres === 2 ? c / 2 : c);
  const parameters = start ?? loss.start();
  const iterations = minimise(loss.objective, parameters, { tolerance, maxIterations });
  return { fit: loss.unpack(parameters), parameters, iterations };
}

function scoreFolds(data: LabelledRows, fitting: Fitting): HeldOutScores {
  const { rows, genres } = data;
  const chosen = calibrationRows(data);
  const foldOf = new Int32Array(rows.length).fill(-1);
  for (const [at, fold] of dealFolds(chosen, data, folds).entries()) foldOf[chosen[at] ?? 0] = fold;
  const all = Uint32Array.from(data.labels.keys());
  const scores = new Float64Array(chosen.length * genres);
  for (let fold = 0; fold < folds; fold++) {
    const held = chosen.filter((at) => foldOf[at] === fold);
    if (held.length === 0) continue;
    const { fit } = fitLogistic(
      subset(
        data,
        all.filter((at) => foldOf[at] !== fold),
      ),
      fitting,
    );
    const scored = scoreRows(subset(data, held).rows, fit);
    let row = 0;
    for (const [place, at] of chosen.entries()) {
      if (foldOf[at] !== fold) continue;
      scores.set(scored.subarray(row * genres, (row + 1) * genres), place * genres);
      row += 1;
    }
  }
  return { scores, labels: labelsOf(data, chosen) };
}
