import { type HeldOutScores, fitCalibration, lossesOf } from './calibration.ts';
import { type SparseRows, packRows } from '../features/rows.ts';
import { type LabeledRows, holdable, rowsOfScores, sharesOf, spread, subset } from './samples.ts';
import { type Transform, type TransformChoice, fitTransform, transformRows } from '../features/transform.ts';

/** A transform of each block, and a setting of the model that it was best with. */
export interface Choice<Setting> {
  readonly transform: readonly TransformChoice[];
  readonly setting: Setting;
}

/** A choice is made on at most this many artists: more would cost much and change little. */
const enough = 1000;

/**
 * The transform and setting whose held-out scores, once calibrated, have the least log loss. First the transform, with
 * the first setting; then the setting, with that transform. The first candidates are preferred: see {@link leastLoss}.
 */
export function choose<Setting>(
  all: LabeledRows,
  blockOf: Uint8Array,
  transforms: readonly (readonly TransformChoice[])[],
  settings: readonly Setting[],
  judge: (data: LabeledRows, setting: Setting, chosen: Uint32Array) => HeldOutScores,
): Choice<Setting> {
  const [transform, ...otherTransforms] = transforms;
  const [setting, ...otherSettings] = settings;
  if (!transform || setting === undefined) throw new RangeError('There is nothing to choose from.');
  const most = Math.min(enough, rowsOfScores(all.genres));
  const counted = spread(holdable(all), all, most);
  const first: Choice<Setting> = { transform, setting };
  if (counted.length === 0 || transforms.length * settings.length === 1) return first;

  const isSample = all.rows.length > most;
  const sample = isSample ? pack(subset(all, counted)) : all;
  const judged = isSample ? holdable(sample) : counted;
  if (judged.length === 0) return first;
  const prior = sharesOf(sample);
  const lossesWith = ({ transform: candidate, setting: withSetting }: Choice<Setting>) => {
    const { rows } = transformOnce(sample.rows, blockOf, candidate);
    const held = judge({ ...sample, rows }, withSetting, judged);
    return lossesOf(held, fitCalibration(held, prior).calibration);
  };
  const best = leastLoss(
    { candidate: first },
    otherTransforms.map((other) => ({ transform: other, setting })),
    lossesWith,
  );
  const others = otherSettings.map((other) => ({ ...best.candidate, setting: other }));
  return leastLoss(best, others, lossesWith).candidate;
}

/** A transform, and the rows that it was fitted to as it makes them. */
interface Transformed {
  readonly transform: Transform;
  readonly rows: SparseRows;
}

/** Rows are transformed in the same ways for every kind of model. */
const transformed = new WeakMap<SparseRows, Map<string, Transformed>>();

/** As {@link fitTransform} and {@link transformRows}. What is given is held as long as the rows are. */
export function transformOnce(
  rows: SparseRows,
  blockOf: Uint8Array,
  choices: readonly TransformChoice[],
): Transformed {
  let known = transformed.get(rows);
  if (!known) transformed.set(rows, (known = new Map<string, Transformed>()));
  const key = JSON.stringify(choices);
  let found = known.get(key);
  if (!found) {
    const transform = fitTransform(rows, blockOf, choices);
    known.set(key, (found = { transform, rows: transformRows(transform, rows) }));
  }
  return found;
}

/** Without the entries of other rows, because every candidate transforms all entries that exist. */
function pack(data: LabeledRows): LabeledRows {
  return { ...data, rows: packRows(data.rows) };
}

/**
 * The candidate with the least mean loss; but the first candidate, unless its losses are larger by more than one standard
 * error of the difference. With few artists the best of many is best by chance, and the first is known to do well
 * (Breiman, Friedman, Olshen & Stone, "Classification and Regression Trees" (1984), 3.4.3: the 1-SE rule).
 */
function leastLoss<Candidate>(
  first: Judged<Candidate>,
  others: readonly Candidate[],
  lossesWith: (candidate: Candidate) => Float64Array,
): Judged<Candidate> {
  if (others.length === 0) return first;
  const firstLosses = first.losses ?? lossesWith(first.candidate);
  let best: Judged<Candidate> = { ...first, losses: firstLosses };
  let mostGained = 0;
  for (const candidate of others) {
    const losses = lossesWith(candidate);
    const mean = meanGain(losses.map((loss, row) => (firstLosses[row] ?? 0) - loss));
    if (mean <= mostGained + 1e-9) continue;
    mostGained = mean;
    best = { candidate, losses };
  }
  return best;
}

interface Judged<Candidate> {
  readonly candidate: Candidate;
  /** Of each row that was held out. Absent if there was nothing to compare with yet. */
  readonly losses?: Float64Array;
}

/** The mean of some gains; 0 if it is not larger than its standard error. */
export function meanGain(gains: Float64Array): number {
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
  return mean > Math.sqrt(variance / gains.length) ? mean : 0;
}
