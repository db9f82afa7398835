import { inverseFrequency } from '../tags/relevance.ts';
import { type TagVector, cosine } from '../tags/tf-idf.ts';
import { compareCodePoints } from '../util/order.ts';
import type { ReportCover, ReportData, ReportGenre } from './report-data.ts';

/** A cover, and how much it looks like those of the genre's other artists. */
export interface TypicalCover {
  readonly cover: ReportCover;
  /**
   * 0..1: the cosine of the cover's tags and the mean tags of the covers of the genre's other artists. Tags are weighted by
   * their confidence × their rarity among all covers (TF-IDF). Each artist counts the same.
   */
  readonly typicality: number;
}

/** The covers of each genre, the most typical first. The covers of an artist without tags are left out. */
export function typicalCovers(data: ReportData): ReadonlyMap<ReportGenre, readonly TypicalCover[]> {
  const rarity = raritiesOf(data.covers);
  const vectors = new Map(data.covers.map((cover) => [cover, vectorOf(cover, rarity)]));
  return new Map(data.genres.map((genre) => [genre, rank(genre, vectors)]));
}

function raritiesOf(covers: readonly ReportCover[]): (name: string) => number {
  const carriers = new Map<string, number>();
  for (const { tags } of covers)
    for (const { name, confidence } of tags) carriers.set(name, (carriers.get(name) ?? 0) + confidence);
  return (name) => inverseFrequency(covers.length, carriers.get(name) ?? 0);
}

function vectorOf({ tags }: ReportCover, rarity: (name: string) => number): TagVector {
  return atUnitLength(new Map(tags.map(({ name, confidence }) => [name, confidence * rarity(name)])));
}

function atUnitLength(vector: TagVector): TagVector {
  let squares = 0;
  for (const value of vector.values()) squares += value * value;
  const length = Math.sqrt(squares);
  return length === 0 ? new Map() : new Map(Array.from(vector, ([name, value]) => [name, value / length]));
}

function rank(genre: ReportGenre, vectors: ReadonlyMap<ReportCover, TagVector>): TypicalCover[] {
  const means = genre.artists.map(({ covers }) =>
    meanOf(covers.flatMap((cover) => vectors.get(cover) ?? [])),
  );
  const whole = meanOf(means);
  return genre.artists
    .flatMap(({ covers }, at) => {
      const own = means[at] ?? new Map<string, number>();
      // With one artist there is nothing else to compare a cover with.
      const others = means.length > 1 ? without(whole, own, means.length) : whole;
      const typical = atUnitLength(others);
      return covers.map((cover) => ({
        cover,
        typicality: cosine(vectors.get(cover) ?? new Map<string, number>(), typical),
      }));
    })
    .filter(({ cover }) => cover.tags.length > 0)
    .sort(
      (a, b) =>
        b.typicality - a.typicality ||
        compareCodePoints(a.cover.album.title, b.cover.album.title) ||
        a.cover.at - b.cover.at,
    );
}

function meanOf(vectors: readonly TagVector[]): TagVector {
  const mean = new Map<string, number>();
  for (const vector of vectors)
    for (const [name, value] of vector) mean.set(name, (mean.get(name) ?? 0) + value / vectors.length);
  return mean;
}

/** The mean of all but one of the vectors. */
function without(mean: TagVector, one: TagVector, count: number): TagVector {
  return new Map(
    Array.from(mean, ([name, value]) => [
      name,
      Math.max(0, (value * count - (one.get(name) ?? 0)) / (count - 1)),
    ]),
  );
}
