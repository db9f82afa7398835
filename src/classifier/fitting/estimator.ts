import { selectRows } from '../features/rows.ts';
import type { HeldOutScores } from './calibration.ts';
import { type LabeledRows, subset, truthOf } from './samples.ts';
import { type LinearFit, placeScores, scoreRows } from './scores.ts';

/** How a kind of model is fitted. All kinds are linear. */
export interface Estimator<Setting> {
  readonly kind: string;
  /** With and without inverse document frequencies; the first is preferred until the data say otherwise. */
  readonly idfs: readonly [first: boolean, ...others: boolean[]];
  /** One, or several to choose from; the first is preferred. */
  readonly settings: readonly Setting[];
  /** The scores of the chosen rows by models that were fitted without them: they choose the transform and the setting. */
  readonly judge: (data: LabeledRows, setting: Setting, chosen: Uint32Array) => HeldOutScores;
  /** @param foldOf - see `foldsOf`. */
  readonly fit: (data: LabeledRows, setting: Setting, foldOf: Int32Array) => EstimatorFit;
}

/** A fitted model, with the scores of rows by models that were not fitted to them. */
export interface EstimatorFit {
  readonly fit: LinearFit;
  readonly heldOut: HeldOutRows;
  /** Models that were each fitted to the rows outside of one fold. They may be fitted when it is their turn. */
  readonly outside: () => Iterable<readonly [fold: number, fit: LinearFit]>;
}

/** Held-out scores, and whose they are. */
export interface HeldOutRows extends HeldOutScores {
  readonly rows: Uint32Array;
}

/** Rows that are held out. */
export function heldOutOf(foldOf: Int32Array): Uint32Array {
  return Uint32Array.from(foldOf.keys()).filter((at) => (foldOf[at] ?? -1) >= 0);
}

/** The rows outside of a fold, and those in it. */
export function splitFold(
  data: LabeledRows,
  foldOf: Int32Array,
  fold: number,
): { readonly rest: LabeledRows; readonly held: Uint32Array } {
  const all = Uint32Array.from(foldOf.keys());
  const isHeld = (at: number) => foldOf[at] === fold;
  return {
    rest: subset(
      data,
      all.filter((at) => !isHeld(at)),
    ),
    held: all.filter(isHeld),
  };
}

export function foldNumbers(foldOf: Int32Array): number[] {
  return [...new Set(foldOf)].filter((fold) => fold >= 0);
}

/** For models that are fitted fast: one of all rows, and one outside of each fold. */
export function fitWithFolds(
  data: LabeledRows,
  foldOf: Int32Array,
  fit: (some: LabeledRows) => LinearFit,
): EstimatorFit {
  const rows = heldOutOf(foldOf);
  const scores = new Float64Array(rows.length * data.genres);
  const placeOf = new Map(Array.from(rows, (at, place) => [at, place]));
  const outside = new Map<number, LinearFit>();
  for (const fold of foldNumbers(foldOf)) {
    const { rest, held } = splitFold(data, foldOf, fold);
    const one = fit(rest);
    outside.set(fold, one);
    const places = held.map((at) => placeOf.get(at) ?? 0);
    placeScores(scoreRows(selectRows(data.rows, held), one), scores, places);
  }
  return { fit: fit(data), heldOut: { rows, scores, ...truthOf(data, rows) }, outside: () => outside };
}
