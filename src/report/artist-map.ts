import type { ArtistProfile, GenreExample } from '../model.ts';
import { genresOf } from '../tags/genres.ts';
import type { TagFilter } from '../tags/filter.ts';
import { looksOf } from '../tags/looks.ts';
import { checkTaggers } from '../tags/similar.ts';
import { compareCodePoints } from '../util/order.ts';
import { principalComponents } from './principal-components.ts';

/** An artist's place among the others. Artists whose covers look alike are near each other. */
export interface ArtistPoint {
  readonly name: string;
  readonly genre: string;
  readonly x: number;
  readonly y: number;
}

/** Artists as points of a plane: those that look alike are near each other. */
export interface ArtistMap {
  /** In the order of the examples. */
  readonly points: readonly ArtistPoint[];
  /** Share of all differences between the artists that each of the two directions shows, 0..1. */
  readonly explained: readonly [number, number];
}

/** How {@link artistMap} compares artists. */
export interface ArtistMapOptions {
  /** Which tags of a cover count. @default the filter with which each profile was summed */
  readonly filter?: TagFilter;
}

/**
 * Artists in two dimensions: the principal components of their mean embeddings if all of them have some, otherwise of the
 * relevance of their tags, at unit length. The same artists give the same map, in any order.
 * @throws SpotiTagsError `invalid-input` for profiles of several taggers.
 */
export function artistMap(examples: readonly GenreExample[], { filter }: ArtistMapOptions = {}): ArtistMap {
  checkTaggers(examples.map(({ profile }) => profile));
  const order = [...examples.keys()].sort((a, b) => byName(examples[a]?.profile, examples[b]?.profile));
  const sorted = order.flatMap((at) => examples[at]?.profile ?? []);
  const { points, explained } = principalComponents(looksOf(sorted, filter).points());
  const placeOf = new Map(order.map((at, place) => [at, points[place]]));
  return {
    points: examples.map((example, at) => {
      const [x, y] = placeOf.get(at) ?? [0, 0];
      // Its color is that of the first.
      return { name: example.profile.artist.name, genre: genresOf(example)[0] ?? '', x, y };
    }),
    explained,
  };
}

function byName(a: ArtistProfile | undefined, b: ArtistProfile | undefined): number {
  return (
    compareCodePoints(a?.artist.name ?? '', b?.artist.name ?? '') ||
    compareCodePoints(a?.artist.id ?? '', b?.artist.id ?? '')
  );
}
