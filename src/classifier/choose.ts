import { type HeldOutScores, fitCalibration } from './calibration.ts';
import { type LabelledRows, holdable, sharesOf, spread, subset } from './samples.ts';
import { type TransformChoice, fitTransform, transformRows } from './transform.ts';

/** A transform, and a setting of the model that it was best with. */
export interface Choice<Setting> {
  readonly transform: TransformChoice;
  readonly setting: Setting;
}

/** A choice is made on this many artists at most: more would cost much and change little. */
const enough = 1000;

/**
 * The transform and setting whose held-out scores, once calibrated, have the least log loss. First the transform, with
 * the first setting; then the setting, with that transform. Of equals, the first.
 */
export function choose<Setting>(
  all: LabelledRows,
  blocks: Uint8Array,
  transforms: readonly TransformChoice[],
  settings: readonly Setting[],
  judge: (data: LabelledRows, setting: Setting, chosen: Uint32Array) => HeldOutScores,
): Choice<Setting> {
  const [transform] = transforms;
  const [setting] = settings;
  if (!transform || setting === undefined) throw new RangeError('There is nothing to choose from.');
  const counted = spread(holdable(all), all, enough);
  let best: Choice<Setting> = { transform, setting };
  if (counted.length === 0 || transforms.length * settings.length === 1) return best;

  const isSample = all.rows.length > enough;
  const sample = isSample ? subset(all, counted) : all;
  const judged = isSample ? holdable(sample) : counted;
  const prior = sharesOf(sample);
  let leastLoss = Infinity;
  const consider = (candidate: Choice<Setting>) => {
    const { rows } = sample;
    const features = transformRows(fitTransform(rows, blocks, candidate.transform), rows);
    const held = judge({ ...sample, rows: features }, candidate.setting, judged);
    const { logLoss } = fitCalibration(held, prior);
    if (logLoss < leastLoss - 1e-9) [leastLoss, best] = [logLoss, candidate];
  };
  for (const candidate of transforms) consider({ transform: candidate, setting });
  for (const candidate of settings.slice(1)) consider({ transform: best.transform, setting: candidate });
  return best;
}
