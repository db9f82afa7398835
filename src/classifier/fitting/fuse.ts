import { type Calibration, type HeldOutScores, fitCalibration, lossesOf } from './calibration.ts';
import { dampingFactor, dampingShares } from './damping.ts';
import type { SourceFit, SourceScores } from './fit-source.ts';
import type { Truth } from './samples.ts';

/** What makes probabilities of the scores of all sources. */
export interface Fusion {
  /** See `dampingFactor`. */
  readonly share: number;
  readonly calibration: Calibration;
}

interface Truths {
  readonly artists: Truth;
  readonly parts: Truth;
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
  truths: Truths,
  prior: readonly number[],
): Fusion | undefined {
  const sumArtists = summing(sources, ({ artists }) => artists, truths.artists, prior.length);
  const sumParts = summing(sources, ({ parts }) => parts, truths.parts, prior.length);
  let best: Fusion | undefined;
  let leastLoss = Infinity;
  for (const share of dampingShares) {
    const held = sumArtists(share);
    if (held.labels.length === 0) return undefined;
    const { calibration } = fitCalibration(held, prior);
    const parts = sumParts(share);
    const loss = lossesOf(parts, calibration).reduce((sum, one) => sum + one, 0);
    // Shares are in order: what too much damping costs, more of it does not give back.
    if (loss >= leastLoss - 1e-9) break;
    leastLoss = loss;
    best = { share, calibration };
  }
  return best;
}

/** The scores of those rows that one source or more has held out, for a share of damping. */
function summing(
  sources: readonly SourceFit[],
  scoresOf: (source: SourceFit) => SourceScores,
  { labels, weights }: Truth,
  genres: number,
): (share: number) => HeldOutScores {
  const places = new Map<number, number>();
  const parts = sources.map((source): PlacedScores => {
    const { rows, scores, amounts } = scoresOf(source);
    for (const row of rows) if (!places.has(row)) places.set(row, places.size);
    const starts = rows.map((row) => (places.get(row) ?? 0) * genres);
    return { usual: source.usual, scores, amounts, starts };
  });
  const truth: Truth = {
    labels: Int32Array.from(places.keys(), (row) => labels[row] ?? 0),
    ...(weights && { weights: Float64Array.from(places.keys(), (row) => weights[row] ?? 0) }),
  };
  return (share) => ({ scores: addScores(parts, share, places.size * genres, genres), ...truth });
}

/** Scores of one source, and where they belong among those of all sources. */
interface PlacedScores {
  /** See `dampingFactor`. */
  readonly usual: number;
  /** `scores[at * genres + genre]` */
  readonly scores: Float64Array;
  readonly amounts: Float64Array;
  /** Where the scores of each row begin in the sum. */
  readonly starts: Uint32Array;
}

/** The sum of the scores of all sources, each times its damping. */
export function addScores(
  parts: readonly PlacedScores[],
  share: number,
  length: number,
  genres: number,
): Float64Array {
  const sums = new Float64Array(length);
  for (const { usual, scores, amounts, starts } of parts) {
    for (let at = 0; at < starts.length; at++) {
      const factor = dampingFactor(share, usual, amounts[at] ?? 0);
      const start = starts[at] ?? 0;
      for (let genre = 0; genre < genres; genre++) {
        const cell = start + genre;
        sums[cell] = (sums[cell] ?? 0) + factor * (scores[at * genres + genre] ?? 0);
      }
    }
  }
  return sums;
}
