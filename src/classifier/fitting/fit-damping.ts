import type { PartRows } from '../features/prepare.ts';
import { selectRows } from '../features/rows.ts';
import { type Transform, transformRows } from '../features/transform.ts';
import { type Calibration, lossesOf } from './calibration.ts';
import { type Damping, meansOf, noDamping, type Scorer, scoreDamped, usualAmounts } from './damping.ts';
import type { FoldFits } from './fold-fits.ts';
import { type LabeledRows, labelsOf, rowsOfScores, subset } from './samples.ts';
import { scoreRows } from './scores.ts';

/** Candidates, see {@link Damping}. */
const shares = [0, 0.02, 0.1, 0.5, 2];

export interface DampingOptions {
  /** Whole artists before their transform. */
  readonly raw: LabeledRows;
  /** The same after it. */
  readonly data: LabeledRows;
  readonly parts: PartRows;
  readonly transform: Transform;
  readonly calibration: Calibration;
  readonly score: Scorer;
  readonly folds: FoldFits;
}

/**
 * The damping under which parts of left-out artists have the least log loss. The temperature stays as it was fitted to whole
 * artists.
 */
export function fitDamping({
  raw,
  data,
  parts,
  transform,
  calibration,
  score,
  folds: { foldOf, fits },
}: DampingOptions): Damping {
  if (parts.rows.length === 0) return noDamping;
  const { blocks } = transform;
  const usual = usualAmounts(raw.rows, blocks);
  const losses = shares.map(() => 0);
  const all = Uint32Array.from(raw.labels.keys());
  for (const [fold, fit] of fits()) {
    const held = Uint32Array.from(parts.artists.keys())
      .filter((part) => foldOf[parts.artists[part] ?? 0] === fold)
      .subarray(0, rowsOfScores(raw.genres));
    if (held.length === 0) continue;
    const rest = all.filter((at) => foldOf[at] !== fold);
    const scorer: Scorer = (rows) => scoreRows(rows, fit);
    const means = meansOf(subset(data, rest).rows, blocks, scorer);
    const labels = labelsOf(
      raw,
      held.map((part) => parts.artists[part] ?? 0),
    );
    const rows = selectRows(parts.rows, held);
    const transformed = transformRows(transform, rows);
    for (const [at, share] of shares.entries()) {
      const { scores } = scoreDamped({ share, usual, means }, blocks, rows, transformed, scorer);
      const sum = lossesOf({ scores, labels }, calibration).reduce((a, b) => a + b, 0);
      losses[at] = (losses[at] ?? 0) + sum;
    }
  }
  const share = shares[losses.indexOf(Math.min(...losses))] ?? 0;
  return share === 0 ? noDamping : { share, usual, means: meansOf(data.rows, blocks, score) };
}
