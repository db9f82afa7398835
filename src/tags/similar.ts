import { checkLength } from '../errors.ts';
import type { Artist, ArtistProfile, LabeledExample } from '../model.ts';
import { type AnyIterable, visitAll } from '../util/iterables.ts';
import { checkNames } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';
import type { TagFilter } from './filter.ts';
import { looksOf } from './looks.ts';
import { nameKey, checkSameTagger, profileOf } from './relevance.ts';
import type { TagVector } from './tf-idf.ts';

/** An artist whose covers look alike. */
export interface SimilarArtist {
  readonly profile: ArtistProfile;
  /**
   * 0..1. The cosine of the artists' mean embeddings, less what all artists have in common, if all of them have embeddings;
   * 0 for less in common than artists have on average. Otherwise the cosine of their relevance weights (TF-IDF).
   */
  readonly similarity: number;
  /** The tags that they share, strongest first. At most five. */
  readonly tags: readonly string[];
}

/** How {@link similarArtists} compares artists. */
export interface SimilarOptions {
  /** Largest number of artists. @default 10 */
  readonly n?: number;
  /** Which tags of a cover count. @default the filter with which each profile was summed */
  readonly filter?: TagFilter;
}

const namedTags = 5;

/**
 * The artists among `others` whose covers look most like the profile's, most alike first: by their embeddings if all
 * profiles have them, otherwise by their tags. Ties are sorted by name. The artist itself is left out, by its name if it is
 * from another catalog. Of an async iterable, the result is a promise.
 * @throws SpotiTagsError `invalid-input` for profiles of several taggers, because their tags cannot be
 * compared.
 */
export function similarArtists(
  profile: ArtistProfile,
  others: Iterable<ArtistProfile | LabeledExample>,
  options?: SimilarOptions,
): readonly SimilarArtist[];
export function similarArtists(
  profile: ArtistProfile,
  others: AsyncIterable<ArtistProfile | LabeledExample>,
  options?: SimilarOptions,
): Promise<readonly SimilarArtist[]>;
export function similarArtists(
  profile: ArtistProfile,
  others: AnyIterable<ArtistProfile | LabeledExample>,
  options: SimilarOptions = {},
): readonly SimilarArtist[] | Promise<readonly SimilarArtist[]> {
  checkNames(options, ['n', 'filter']);
  const { n = 10, filter } = options;
  checkLength('n', n);
  const candidates: ArtistProfile[] = [];
  return visitAll(
    others,
    (other) => {
      const candidate = profileOf(other);
      if (!isSameArtist(candidate.artist, profile.artist)) candidates.push(candidate);
    },
    () => rankBySimilarity(profile, candidates, filter).slice(0, n),
  );
}

function rankBySimilarity(
  profile: ArtistProfile,
  candidates: readonly ArtistProfile[],
  filter: TagFilter | undefined,
): SimilarArtist[] {
  checkTaggers([profile, ...candidates]);
  const looks = looksOf([profile, ...candidates], filter);
  const [own = new Map<string, number>(), ...vectors] = looks.tags;
  return candidates
    .map((candidate, at) => ({
      profile: candidate,
      similarity: looks.similarity(0, at + 1),
      tags: commonTags(own, vectors[at] ?? new Map<string, number>()),
    }))
    .sort(
      (a, b) =>
        b.similarity - a.similarity || compareCodePoints(a.profile.artist.name, b.profile.artist.name),
    )
    .map((found) => ({ ...found, similarity: Math.max(0, found.similarity) }));
}

/** @throws SpotiTagsError `invalid-input` for profiles of several taggers. */
export function checkTaggers([first, ...others]: readonly ArtistProfile[]): void {
  if (first) for (const { tagger } of others) checkSameTagger(first.tagger, tagger);
}

/** Two catalogs have two ids for one artist. */
function isSameArtist(one: Artist, other: Artist): boolean {
  return one.catalog === other.catalog ? one.id === other.id : nameKey(one.name) === nameKey(other.name);
}

function commonTags(a: TagVector, b: TagVector): string[] {
  return Array.from(a, ([name, weight]) => ({ name, product: weight * (b.get(name) ?? 0) }))
    .filter(({ product }) => product > 0)
    .sort((left, right) => right.product - left.product || compareCodePoints(left.name, right.name))
    .slice(0, namedTags)
    .map(({ name }) => name);
}
