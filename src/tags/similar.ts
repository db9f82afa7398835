import { checkLength } from '../errors.ts';
import type { Artist, ArtistProfile, Example } from '../model.ts';
import { type AnyIterable, visitAll } from '../util/iterables.ts';
import { checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import type { TagFilter } from './filter.ts';
import { artistKey, checkSameTagger, profileOf } from './relevance.ts';
import { refilter } from './sum.ts';
import { type TagVector, cosine, tagVectors } from './tf-idf.ts';

/** An artist whose covers look alike. */
export interface SimilarArtist {
  readonly profile: ArtistProfile;
  /** Cosine of the artists' relevance weights (TF-IDF), 0..1. */
  readonly similarity: number;
  /** The tags that make them alike, strongest first. At most five. */
  readonly tags: readonly string[];
}

export interface SimilarOptions {
  /** Largest number of artists. @default 10 */
  readonly n?: number;
  /** Which tags of a cover count. @default the filter with which each profile was summed */
  readonly filter?: TagFilter;
}

const namedTags = 5;

/**
 * The artists among `others` whose covers look most like the profile's, most alike first. Ties are sorted by
 * name. The artist itself is left out, by its name if it is from another catalog. Of an async iterable, the result is a promise.
 * @throws SpotiTagsError `invalid-input` for profiles of several taggers, because their tags cannot be
 * compared.
 */
export function similarArtists(
  profile: ArtistProfile,
  others: Iterable<ArtistProfile | Example>,
  options?: SimilarOptions,
): readonly SimilarArtist[];
export function similarArtists(
  profile: ArtistProfile,
  others: AsyncIterable<ArtistProfile | Example>,
  options?: SimilarOptions,
): Promise<readonly SimilarArtist[]>;
export function similarArtists(
  profile: ArtistProfile,
  others: AnyIterable<ArtistProfile | Example>,
  options: SimilarOptions = {},
): readonly SimilarArtist[] | Promise<readonly SimilarArtist[]> {
  checkNames(options, ['n', 'filter']);
  const { n = 10 } = options;
  checkLength('n', n);
  const candidates: ArtistProfile[] = [];
  return visitAll(
    others,
    (other) => {
      const candidate = profileOf(other);
      if (!isSameArtist(candidate.artist, profile.artist)) candidates.push(candidate);
    },
    () => rankBySimilarity(profile, candidates, options),
  );
}

function rankBySimilarity(
  profile: ArtistProfile,
  candidates: readonly ArtistProfile[],
  { n = 10, filter }: SimilarOptions,
): readonly SimilarArtist[] {
  checkTaggers([profile, ...candidates]);
  const [own = new Map<string, number>(), ...vectors] = tagVectors(
    [profile, ...candidates].map((one) => refilter(one, filter)),
  );
  return candidates
    .map((candidate, at) => {
      const vector = vectors[at] ?? new Map<string, number>();
      return { profile: candidate, similarity: cosine(own, vector), tags: commonTags(own, vector) };
    })
    .sort(
      (a, b) =>
        b.similarity - a.similarity || compareCodePoints(a.profile.artist.name, b.profile.artist.name),
    )
    .slice(0, n);
}

/** @throws SpotiTagsError `invalid-input` for profiles of several taggers. */
export function checkTaggers([first, ...others]: readonly ArtistProfile[]): void {
  if (first) for (const { tagger } of others) checkSameTagger(first.tagger, tagger);
}

/** Two catalogs have two ids for one artist. */
function isSameArtist(one: Artist, other: Artist): boolean {
  return one.catalog === other.catalog ? one.id === other.id : artistKey(one.name) === artistKey(other.name);
}

function commonTags(a: TagVector, b: TagVector): string[] {
  return Array.from(a, ([name, weight]) => ({ name, product: weight * (b.get(name) ?? 0) }))
    .filter(({ product }) => product > 0)
    .sort((left, right) => right.product - left.product || compareCodePoints(left.name, right.name))
    .slice(0, namedTags)
    .map(({ name }) => name);
}
