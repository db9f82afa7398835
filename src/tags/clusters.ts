import { SpotiTagsError } from '../errors.ts';
import type { ArtistProfile, LabeledExample } from '../model.ts';
import { aggregateGenres } from './aggregate.ts';
import type { TagFilter } from './filter.ts';
import { profileOf } from './relevance.ts';
import { refilter } from './sum.ts';
import { type AnyIterable, listOf } from '../util/iterables.ts';
import { checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import { kMeans } from './k-means.ts';
import { checkTaggers } from './similar.ts';
import { type Looks, looksOf } from './looks.ts';

/** Artists whose covers look alike. */
export interface ArtistCluster {
  /** The tags that say most about the cluster compared with the others, by relevance. At most five. */
  readonly tags: readonly string[];
  /** Sorted by name. */
  readonly profiles: readonly ArtistProfile[];
}

/** How {@link clusterArtists} groups artists. */
export interface ClusterOptions {
  /**
   * Number of clusters, from 1 to the number of artists. @default the number from 2 to 10 with the best mean
   * silhouette
   */
  readonly k?: number;
  /** @default 1 */
  readonly seed?: number;
  /** Which tags of a cover count. @default the filter with which each profile was summed */
  readonly filter?: TagFilter;
}

const mostClusters = 10;
const namedTags = 5;

/**
 * Groups artists by the look of their covers: k-means (k-means++) over their mean embeddings if all of them
 * have some, otherwise over the relevance of their tags, at unit length. The order of the profiles does not matter. Artists
 * without tags are left out. The largest cluster comes first.
 * @throws SpotiTagsError `invalid-input` for a `k` that is out of range, or for profiles of several taggers.
 */
export async function clusterArtists(
  profiles: AnyIterable<ArtistProfile | LabeledExample>,
  options: ClusterOptions = {},
): Promise<readonly ArtistCluster[]> {
  checkNames(options, ['k', 'seed', 'filter']);
  const { k, seed = 1, filter } = options;
  const sorted = (await listOf(profiles))
    .map(profileOf)
    .filter((profile) => refilter(profile, filter).tags.length > 0)
    .sort(byName);
  checkTaggers(sorted);
  if (k !== undefined && !(Number.isInteger(k) && k >= 1 && k <= Math.max(1, sorted.length))) {
    throw new SpotiTagsError(
      'invalid-input',
      `k must be a whole number from 1 to ${sorted.length}, got ${k}.`,
    );
  }
  if (sorted.length === 0) return [];
  const looks = looksOf(sorted, filter);
  const points = looks.points();
  const divide = (count: number) => kMeans(points, count, seed);
  return describe(sorted, k === undefined ? bestDivision(sorted.length, looks, divide) : divide(k), filter);
}

/**
 * The division with the best mean silhouette (Rousseeuw 1987). One cluster if there are fewer than three
 * artists.
 */
function bestDivision(
  artists: number,
  looks: Looks,
  divide: (k: number) => readonly number[],
): readonly number[] {
  const all = Array.from({ length: artists }, (_, at) => at);
  const distances = all.map((one) => all.map((other) => 1 - looks.similarity(one, other)));
  let best: readonly number[] = all.map(() => 0);
  let highest = -Infinity;
  for (let k = 2; k <= Math.min(mostClusters, artists - 1); k++) {
    const labels = divide(k);
    const silhouette = meanSilhouette(distances, labels, k);
    if (silhouette > highest) [highest, best] = [silhouette, labels];
  }
  return best;
}

/**
 * Mean of (b − a) / max(a, b). a is the mean distance within the cluster, b the mean distance to the nearest
 * other cluster.
 */
function meanSilhouette(
  distances: readonly (readonly number[])[],
  labels: readonly number[],
  k: number,
): number {
  let sum = 0;
  for (const [at, own] of labels.entries()) {
    const totals = new Float64Array(k);
    const counts = new Float64Array(k);
    for (const [other, label] of labels.entries()) {
      if (other === at) continue;
      totals[label] = (totals[label] ?? 0) + (distances[at]?.[other] ?? 0);
      counts[label] = (counts[label] ?? 0) + 1;
    }
    // An artist alone in a cluster counts as 0, as in Rousseeuw's paper.
    if (counts[own] === 0) continue;
    const means = totals.map((total, label) =>
      counts[label] === 0 ? Infinity : total / (counts[label] ?? 1),
    );
    const within = means[own] ?? 0;
    means[own] = Infinity;
    const nearest = means.reduce((a, b) => Math.min(a, b), Infinity);
    if (nearest < Infinity) sum += (nearest - within) / Math.max(nearest, within, Number.MIN_VALUE);
  }
  return sum / labels.length;
}

function describe(
  profiles: readonly ArtistProfile[],
  labels: readonly number[],
  filter: TagFilter | undefined,
): ArtistCluster[] {
  const labeled = profiles.map((profile, at) => ({ genre: String(labels[at]), profile }));
  const named = aggregateGenres(labeled, filter && { filter });
  return named.genres
    .map((label) => ({
      tags: named.relevant(label, namedTags).map(({ name }) => name),
      profiles: profiles.filter((_, at) => String(labels[at]) === label),
    }))
    .sort((a, b) => b.profiles.length - a.profiles.length);
}

function byName({ artist: a }: ArtistProfile, { artist: b }: ArtistProfile): number {
  return compareCodePoints(a.name, b.name) || compareCodePoints(a.id, b.id);
}
