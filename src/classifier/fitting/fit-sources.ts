import type { PreparedSet, PreparedSource } from '../features/prepare.ts';
import type { SparseRows } from '../features/rows.ts';
import { type TransformOptions, transformRows } from '../features/transform.ts';
import { modestCalibration } from './calibration.ts';
import { amountsOf } from './damping.ts';
import type { Estimator } from './estimator.ts';
import { type SourceData, type SourceFit, fitSource, weighted } from './fit-source.ts';
import { type Fusion, addScores, fuse } from './fuse.ts';
import { heldOutRows, sharesOf, truthOf } from './samples.ts';
import { scoreRows } from './scores.ts';

/** What sources are fitted to: {@link PreparedSet} without what names columns and reads profiles. */
export type SourceSet = Pick<PreparedSet, 'genres' | 'labels' | 'several' | 'sources'>;

/** A model of each source, and what makes probabilities of their scores. */
export interface FusedSources extends Fusion {
  /** In the order of the sources. */
  readonly fits: readonly SourceFit[];
}

/** Gives the fit to a source that was fitted before, or fits it. */
export type RememberFit = (source: PreparedSource, fit: () => SourceFit) => SourceFit;

/** Fits a model to each source, and fuses them. */
export function fitSources<Setting>(
  { genres: { length: genres }, labels, several, sources }: SourceSet,
  options: TransformOptions,
  estimator: Estimator<Setting>,
  remember: RememberFit,
): FusedSources {
  const labeled = { labels, genres, ...(several && { several }) };
  const isHeld = heldOutRows(labeled);
  const taggers = sources.filter(isOfTags).length;
  const fits = sources.map((source) => {
    const { rows, parts, columns } = source;
    const data: SourceData = { ...labeled, rows, parts, columns: columns.length, isHeld };
    const fit = remember(source, () => fitSource(data, source, options, estimator));
    // Several taggers describe the same images: together they count as much as one other source.
    return isOfTags(source) && taggers > 1 ? weighted(fit, 1 / taggers) : fit;
  });
  const prior = sharesOf(labeled);
  const truths = {
    artists: { labels, ...(several && { weights: several.weights }) },
    parts: truthOf(labeled, sources[0]?.parts.artists ?? new Uint32Array()),
  };
  const fusion = fuse(fits, truths, prior);
  if (fusion) return { fits, ...fusion };
  const rowsOf = sources.map(({ rows }) => rows);
  const { scores } = scoreArtists({ fits, share: 0 }, rowsOf, { count: labels.length, genres });
  return { fits, share: 0, calibration: modestCalibration(scores, prior) };
}

function isOfTags({ kinds }: PreparedSource): boolean {
  return kinds[0] === 'tag';
}

/**
 * The scores of artists whom the models may not have seen, and whether they have anything that the models know.
 *
 * @param rowsOf - their rows of each source. None if there is no source: examples without titles have none in titles alone.
 */
export function scoreArtists(
  { fits, share }: Pick<FusedSources, 'fits' | 'share'>,
  rowsOf: readonly SparseRows[],
  { count, genres }: { readonly count: number; readonly genres: number },
): { readonly scores: Float64Array; readonly isKnown: readonly boolean[] } {
  const parts = fits.flatMap(({ fit, transform, usual }, at) => {
    const rows = rowsOf[at];
    if (!rows) return [];
    const scores = scoreRows(transformRows(transform, rows), fit);
    return {
      scores,
      usual,
      amounts: amountsOf(rows, transform.blockOf.length),
      starts: startsOf(count, genres),
    };
  });
  return {
    scores: addScores(parts, share, count * genres, genres),
    isKnown: Array.from({ length: count }, (_, row) => parts.some(({ amounts }) => (amounts[row] ?? 0) > 0)),
  };
}

function startsOf(rows: number, genres: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row * genres);
}
