import { kmeans } from 'ml-kmeans';
import { describe, expect, it } from 'vitest';
import { kMeans } from '../../src/tags/k-means.ts';
import { seededRandom } from '../../src/util/random.ts';

/** Points around six corners, with noise. */
function clouds(points: number, random: () => number): number[][] {
  return Array.from({ length: points }, () => {
    const corner = Math.floor(random() * 6);
    return Array.from({ length: 12 }, (_, at) => (at % 6 === corner ? 1 : 0) + random());
  });
}

/** The sum of the squared distances of points to the mean of their cluster. */
function inertia(points: readonly number[][], labels: readonly number[]): number {
  let total = 0;
  for (const label of new Set(labels)) {
    const own = points.filter((_, at) => labels[at] === label);
    for (let at = 0; at < (own[0]?.length ?? 0); at++) {
      const mean = own.reduce((sum, point) => sum + (point[at] ?? 0), 0) / own.length;
      total += own.reduce((sum, point) => sum + ((point[at] ?? 0) - mean) ** 2, 0);
    }
  }
  return total;
}

describe('kMeans', () => {
  it('divides as well as ml-kmeans does', () => {
    const random = seededRandom(5);
    let ours = 0;
    let theirs = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const points = clouds(120, random);
      const k = 2 + (seed % 7);
      ours += inertia(points, kMeans(points, k, seed));
      theirs += inertia(points, kmeans(points, k, { seed, initialization: 'kmeans++' }).clusters);
    }
    expect(ours / theirs).toBeLessThan(1.01);
  });

  it('finds the clusters of well separated points, and the same for the same seed', () => {
    const points = [
      [0, 0],
      [9, 9],
      [0, 1],
      [9, 8],
      [1, 0],
    ];
    const labels = kMeans(points, 2, 3);
    expect(labels.map((label) => label === labels[0])).toEqual([true, false, true, false, true]);
    expect(kMeans(points, 2, 3)).toEqual(labels);
  });

  it('has fewer clusters if there are fewer different points', () => {
    expect(new Set(kMeans([[1], [1], [2], [2]], 4, 1)).size).toBe(2);
  });
});
