import { seededRandom } from '../util/random.ts';

const mostRounds = 100;

/**
 * The cluster of each point, from 0: Lloyd's algorithm from centers that are chosen by greedy k-means++ (Arthur and
 * Vassilvitskii, "k-means++: the advantages of careful seeding", 2007). The same seed gives the same clusters. There are fewer
 * than `k` if there are fewer different points.
 */
export function kMeans(points: readonly (readonly number[])[], k: number, seed: number): number[] {
  let centers = firstCenters(points, k, seededRandom(seed));
  let labels: number[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const before = labels;
    labels = points.map((point) => nearest(point, centers));
    if (round > 0 && labels.every((label, at) => label === before[at])) break;
    centers = means(points, labels, centers);
  }
  return labels;
}

/**
 * The first center is a point by chance. Each of the others is the best of a few points that are drawn with a probability
 * that grows with the square of the distance to the nearest center.
 */
function firstCenters(
  points: readonly (readonly number[])[],
  k: number,
  random: () => number,
): (readonly number[])[] {
  const trials = 2 + Math.floor(Math.log(k));
  const first = points[Math.floor(random() * points.length)] ?? [];
  const centers = [first];
  let distances = Float64Array.from(points, (point) => squaredDistance(point, first));
  while (centers.length < k) {
    let least = Infinity;
    let chosen = first;
    let closest = distances;
    for (let trial = 0; trial < trials; trial++) {
      const candidate = points[draw(distances, random())] ?? first;
      const nearer = distances.map((distance, at) =>
        Math.min(distance, squaredDistance(points[at] ?? first, candidate)),
      );
      const total = nearer.reduce((sum, distance) => sum + distance, 0);
      if (total < least) [least, chosen, closest] = [total, candidate, nearer];
    }
    centers.push(chosen);
    distances = closest;
  }
  return centers;
}

/** An index, each as probable as its weight. `chance` is in 0..1. */
function draw(weights: Float64Array, chance: number): number {
  let rest = chance * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [at, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return at;
  }
  return weights.length - 1;
}

/** The index of the nearest center. */
function nearest(point: readonly number[], centers: readonly (readonly number[])[]): number {
  let found = 0;
  let least = Infinity;
  for (const [at, center] of centers.entries()) {
    const distance = squaredDistance(point, center);
    if (distance < least) [least, found] = [distance, at];
  }
  return found;
}

/** The mean of the points of each cluster. A cluster without points keeps its center. */
function means(
  points: readonly (readonly number[])[],
  labels: readonly number[],
  centers: readonly (readonly number[])[],
): number[][] {
  return centers.map((center, cluster) => {
    const own = points.filter((_, at) => labels[at] === cluster);
    if (own.length === 0) return [...center];
    const sum = new Float64Array(center.length);
    for (const point of own)
      for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (point[at] ?? 0);
    return Array.from(sum, (value) => value / own.length);
  });
}

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
  return sum;
}
