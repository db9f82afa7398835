import { type HeldOutScores, fitCalibration, lossesOf } from './calibration.ts';
import { type LabelledRows, holdable, sharesOf, spread, subset } from './samples.ts';
import { type TransformChoice, fitTransform, transformRows } from './transform.ts';

/** A transform, and a setting of the model that it was best with. */
export interface Choice<Setting> {
  readonly transform: TransformChoice;
  readonly setting: Setting;
}

/** At least one, the first of which is preferred. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** A choice is made on this many artists at most: more would cost much and change little. */
const enough = 1000;

/**
 * The transform and setting whose held-out scores, once calibrated, have the least log loss. First the transform, with
 * the first setting; then the setting, with that transform. Of equals, the first.
 */
export function choose<Setting>(
  all: LabelledRows,
  blocks: Uint8Array,
  transforms: NonEmpty<TransformChoice>,
  settings: NonEmpty<Setting>,
  judge: (data: LabelledRows, setting: Setting, chosen: Uint32Array) => HeldOutScores,
): Choice<Setting> {
  const [transform] = transforms;
  const [setting] = settings;
  const counted = spread(holdable(all), all, enough);
  let best: Choice<Setting> = { transform, setting };
  if (counted.length === 0 || transforms.length * settings.length === 1) return best;

  const isSample = all.rows.length > enough;
  const sample = isSample ? subset(all, counted) : all;
  const judged = isSample ? holdable(sample) : counted;
  const prior = sharesOf(sample);
  const lossesWith = ({ transform: candidate, setting: withSetting }: Choice<Setting>) => {
    const { rows } = sample;
    const features = transformRows(fitTransform(rows, blocks, candidate), rows);
    const held = judge({ ...sample, rows: features }, withSetting, judged);
    return lossesOf(held, fitCalibration(held, prior).calibration);
  };
  best = leastLoss(
    transforms.map((candidate) => ({ transform: candidate, setting })),
    lossesWith,
  );
  return leastLoss(
    settings.map((candidate) => ({ transform: best.transform, setting: candidate })),
    lossesWith,
  );
}

/**
 * The candidate with the least mean loss; but the first, unless its losses are larger by more than one standard error of
 * the difference. With few artists the best of many is best by chance, and the first is known to do well
 * (Breiman, Friedman, Olshen & Stone, "Classification and Regression Trees" (1984), 3.4.3: the 1-SE rule).
 */
function leastLoss<Candidate>(
  candidates: readonly [Candidate, ...Candidate[]],
  lossesWith: (candidate: Candidate) => Float64Array,
): Candidate {
  const [first, ...others] = candidates;
  if (others.length === 0) return first;
  const losses = lossesWith(first);
  let best = first;
  let mostGained = 0;
  for (const candidate of others) {
    const gains = lossesWith(candidate).map((loss, row) => (losses[row] ?? 0) - loss);
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
    if (mean <= Math.sqrt(variance / gains.length) || mean <= mostGained + 1e-9) continue;
    [mostGained, best] = [mean, candidate];
  }
  return best;
}
