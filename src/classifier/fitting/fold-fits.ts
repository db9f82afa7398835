import { type LabeledRows, dealFolds, subset } from './samples.ts';
import type { LinearFit } from './scores.ts';

/** Models of one setting, each fitted to the artists outside of one fold. */
export interface FoldFits {
  /** The fold of each artist. -1 for an artist that no model leaves out. */
  readonly foldOf: Int32Array;
  readonly fits: () => Iterable<readonly [fold: number, outside: LinearFit]>;
}

/** From this many artists on, one tenth is left out; below, every artist is, in one of five folds. */
const manyArtists = 5000;

/** Fits a model for each fold when it is its turn. */
export function foldFits(data: LabeledRows, fit: (some: LabeledRows) => LinearFit): FoldFits {
  const all = Uint32Array.from(data.labels.keys());
  const isMany = all.length >= manyArtists;
  const dealt = Int32Array.from(dealFolds(all, data, isMany ? 10 : 5));
  const foldOf = isMany ? dealt.map((fold) => (fold === 0 ? 0 : -1)) : dealt;
  function* fits(): Generator<readonly [number, LinearFit]> {
    for (const fold of new Set(foldOf.filter((one) => one >= 0))) {
      yield [
        fold,
        fit(
          subset(
            data,
            all.filter((at) => foldOf[at] !== fold),
          ),
        ),
      ];
    }
  }
  return { foldOf, fits };
}
