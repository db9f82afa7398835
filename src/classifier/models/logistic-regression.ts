import { SpotiTagsError, wholeNumber } from '../../errors.ts';
import { type HeldOutScores, fitCalibration } from '../fitting/calibration.ts';
import { type FoldFits, foldFits } from '../fitting/fold-fits.ts';
import { minimize } from '../fitting/lbfgs.ts';
import {
  type LabeledRows,
  dealFolds,
  holdable,
  labelsOf,
  rowsOfScores,
  sharesOf,
  spread,
  subset,
} from '../fitting/samples.ts';
import { rowSpace } from '../fitting/row-space.ts';
import { type LinearFit, scoreRows } from '../fitting/scores.ts';
import { SoftmaxLoss } from '../fitting/softmax-loss.ts';
import { linearModel, linearParameters } from './linear-model.ts';
import type { LocalTrainer } from './local-classifier.ts';
import { checkNames } from '../../util/options.ts';
import {
  type HeldOutFit,
  type Learner,
  type TrainerOptions,
  learner,
  localTrainer,
  trainerOptionNames,
} from './local-trainer.ts';
import type { ModelKind } from './model-kind.ts';
import { centroidLeaveOneOut } from './nearest-centroid.ts';

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

function logisticLearner(options: LogisticRegressionOptions): Learner {
  checkNames(options, [...trainerOptionNames, 'c', 'tolerance', 'maxIterations']);
  const { c, tolerance = 1e-4, maxIterations = 1000 } = options;
  if (c !== undefined && !(c > 0 && c < Infinity)) {
    throw new SpotiTagsError('invalid-input', `c must be a finite number above 0, got ${c}.`);
  }
  if (!(tolerance > 0 && tolerance < 1)) {
    throw new SpotiTagsError('invalid-input', `tolerance must lie between 0 and 1, got ${tolerance}.`);
  }
  wholeNumber('maxIterations', maxIterations);
  return learner(options, {
    kind,
    // The model itself weighs tags.
    idfFirst: false,
    settings: [{ cs: c === undefined ? [1, 10, 100] : [c], tolerance, maxIterations }],
    // To fit every transform would take long, and what the centroids choose is as good.
    judge: (data, _, chosen) => centroidLeaveOneOut(data, chosen),
    fit: fitWithHeldOut,
  });
}

export const logisticRegressionKind: ModelKind = {
  kind,
  learner: logisticLearner,
  parameters: linearParameters,
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
/** From this many artists on, one tenth is held out; below, every artist is, in one of five folds. */
const manyArtists = 5000;
const folds = 5;

function fitWithHeldOut(data: LabeledRows, { cs, ...fitting }: Choices): HeldOutFit {
  const chosen = holdable(data);
  // Many artists do not need a weak penalty, and the best c of a small sample says little about them.
  if (data.rows.length >= manyArtists) return fitBesideTenth(data, chosen, { ...fitting, c: cs[0] ?? 1 });
  const space = rowSpace(data);
  const inSpace = {
    ...fitting,
    // An entry of the gradient by weights is at most as large as the length of the gradient in the space of the rows.
    tolerance: space.data === data ? fitting.tolerance : fitting.tolerance / Math.sqrt(data.rows.length),
  };
  const { fit, heldOut, folds: inFolds } = fitBesideFolds(space.data, chosen, { ...inSpace, cs });
  return {
    model: linearModel(space.expand(fit)),
    heldOut,
    folds: {
      foldOf: inFolds.foldOf,
      *fits() {
        for (const [fold, one] of inFolds.fits()) yield [fold, space.expand(one)];
      },
    },
  };
}

function fitBesideFolds(
  data: LabeledRows,
  chosen: Uint32Array,
  { cs, ...fitting }: Choices,
): { readonly fit: LinearFit; readonly heldOut: HeldOutScores; readonly folds: FoldFits } {
  const isLarge = data.rows.length > enoughToChoose;
  const sample = isLarge ? subset(data, spread(chosen, data, enoughToChoose)) : data;
  let c = cs[0] ?? 1;
  let heldOut: HeldOutScores | undefined;
  let known: FoldFits | undefined;
  if (cs.length > 1) {
    const prior = sharesOf(sample);
    let leastLoss = Infinity;
    const judged = isLarge ? holdable(sample) : chosen;
    for (const candidate of scoreFolds(sample, judged, cs, fitting)) {
      const { logLoss } = fitCalibration(candidate.heldOut, prior);
      if (logLoss >= leastLoss - 1e-9) continue;
      leastLoss = logLoss;
      ({ c, heldOut, folds: known } = candidate);
    }
  }
  if (!heldOut || isLarge) {
    heldOut = scoreFolds(data, chosen, [c], fitting)[0]?.heldOut;
    // Those of the sample do not fit, and keeping five fits of many artists would take much memory.
    known = undefined;
  }
  return {
    fit: fitLogistic(data, { ...fitting, c }).fit,
    heldOut: heldOut ?? { scores: new Float64Array(0), labels: new Int32Array(0) },
    folds: known ?? foldFits(data, (some) => fitLogistic(some, roughly({ ...fitting, c })).fit),
  };
}

/**
 * The fit without the tenth is close to the whole fit, so the whole fit starts from it. It may be rough: if its scores are
 * too small, the temperature corrects that.
 */
function fitBesideTenth(data: LabeledRows, chosen: Uint32Array, fitting: Fitting): HeldOutFit {
  const isHeld = new Uint8Array(data.rows.length);
  const tenth = chosen.filter(isFirstOf(dealFolds(chosen, data, 10)));
  for (const at of spread(tenth, data, rowsOfScores(data.genres))) isHeld[at] = 1;
  const all = Uint32Array.from(data.labels.keys());
  const rest = all.filter((at) => isHeld[at] === 0);
  const part = fitLogistic(subset(data, rest), roughly(fitting));
  const held = subset(
    data,
    all.filter((at) => isHeld[at] === 1),
  );
  return {
    model: linearModel(fitLogistic(data, fitting, part.parameters).fit),
    heldOut: { scores: scoreRows(held.rows, part.fit), labels: held.labels },
    folds: { foldOf: Int32Array.from(isHeld, (one) => one - 1), fits: () => [[0, part.fit]] },
  };
}

function isFirstOf(folds: Uint32Array): (at: number, place: number) => boolean {
  return (_, place) => folds[place] === 0;
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

function roughly(fitting: Fitting): Fitting {
  return { ...fitting, tolerance: Math.min(0.1, fitting.tolerance * 5) };
}

/** For each c, the scores that the chosen rows get from the models of the folds they are not in. */
function scoreFolds(
  data: LabeledRows,
  chosen: Uint32Array,
  cs: readonly number[],
  fitting: Omit<Fitting, 'c'>,
): { readonly c: number; readonly heldOut: HeldOutScores; readonly folds: FoldFits }[] {
  const { genres } = data;
  const foldOf = new Int32Array(data.rows.length).fill(-1);
  for (const [at, fold] of dealFolds(chosen, data, folds).entries()) foldOf[chosen[at] ?? 0] = fold;
  const all = Uint32Array.from(data.labels.keys());
  const found = cs.map((c) => ({
    c,
    fits: new Map<number, LinearFit>(),
    heldOut: { scores: new Float64Array(chosen.length * genres), labels: labelsOf(data, chosen) },
  }));
  for (const fold of new Set(foldOf.filter((dealt) => dealt >= 0))) {
    const held = subset(
      data,
      chosen.filter((at) => foldOf[at] === fold),
    );
    const rest = subset(
      data,
      all.filter((at) => foldOf[at] !== fold),
    );
    const places = Uint32Array.from(chosen.keys()).filter((place) => foldOf[chosen[place] ?? 0] === fold);
    let parameters: Float64Array | undefined;
    for (const { c, heldOut, fits } of found) {
      // The weights under a stronger penalty are a good start.
      const fitted = fitLogistic(rest, { ...fitting, c }, parameters);
      parameters = fitted.parameters;
      fits.set(fold, fitted.fit);
      const scores = scoreRows(held.rows, fitted.fit);
      for (const [row, place] of places.entries()) {
        heldOut.scores.set(scores.subarray(row * genres, (row + 1) * genres), place * genres);
      }
    }
  }
  return found.map(({ c, heldOut, fits }) => ({
    c,
    heldOut,
    folds: { foldOf, fits: () => fits },
  }));
}
