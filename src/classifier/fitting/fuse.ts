import { type Calibration, fitCalibration, lossesOf } from './calibration.ts';
import { dampingFactor, dampingShares } from './damping.ts';
import type { SourceFit, SourceScores } from './fit-source.ts';

/** What makes probabilities of the scores of all sources. */
export interface Fusion {
  /** See `dampingFactor`. */
  readonly share: number;
  readonly calibration: Calibration;
}

interface Labels {
  /** Genre of each artist. */
  readonly artists: Int32Array;
  /** Genre of each part. */
  readonly parts: Int32Array;
}

/**
 * Late fusion: the scores of the sources, which are logarithms of probabilities, are added with equal weights, and calibrated
 * together. This is the logarithmic opinion pool (Genest & Zidek, "Combining Probability Distributions" (1986)), less
 * sure if a source is missing. Of the shares of damping, that with which parts of held-out artists have the least log loss
 * is taken.
 *
 * @returns undefined if no artist could be held out.
 */
export function fuse(
  sources: readonly SourceFit[],
  labels: Labels,
  prior: readonly number[],
): Fusion | undefined {
  const artistsOf = ({ artists }: SourceFit) => artists;
  const partsOf = ({ parts }: SourceFit) => parts;
  let best: Fusion | undefined;
  let leastLoss = Infinity;
  for (const share of dampingShares) {
    const held = sumScores(sources, artistsOf, labels.artists, share, prior.length);
    if (held.labels.length === 0) return undefined;
    const { calibration } = fitCalibration(held, prior);
    const parts = sumScores(sources, partsOf, labels.parts, share, prior.length);
    const loss = lossesOf(parts, calibration).reduce((sum, one) => sum + one, 0);
    if (loss >= leastLoss - 1e-9) continue;
    leastLoss = loss;
    best = { share, calibration };
  }
  return best;
}

/** The scores of those rows that one source or more has held out. */
function sumScores(
  sources: readonly SourceFit[],
  scoresOf: (source: SourceFit) => SourceScores,
  labels: Int32Array,
  share: number,
  genres: number,
): { readonly scores: Float64Array; readonly labels: Int32Array } {
  const places = new Map<number, number>();
  for (const source of sources) {
    for (const row of scoresOf(source).rows) if (!places.has(row)) places.set(row, places.size);
  }
  const scores = new Float64Array(places.size * genres);
  for (const source of sources) {
    const some = scoresOf(source);
    for (const [at, row] of some.rows.entries()) {
      const factor = dampingFactor(share, source.usual, some.amounts[at] ?? 0);
      const start = (places.get(row) ?? 0) * genres;
      for (let genre = 0; genre < genres; genre++) {
        const cell = start + genre;
        scores[cell] = (scores[cell] ?? 0) + factor * (some.scores[at * genres + genre] ?? 0);
      }
    }
  }
  return { scores, labels: Int32Array.from(places.keys(), (row) => labels[row] ?? 0) };
}
