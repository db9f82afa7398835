import { SpotiTagsError, wholeNumber } from '../../errors.ts';
import type { ArtistProfile, ProfileAlbum } from '../../model.ts';
import { titleWords as wordsOfTitle } from './title-words.ts';

/**
 * What a model looks at in a profile: plain data, which a model file carries. Made by {@link allTags},
 * {@link topTags}, {@link distinctTags}, {@link keyTags}, {@link titleWords} and {@link albumDecades}.
 */
export type Feature =
  | { readonly kind: 'tag'; readonly take: 'all' }
  | { readonly kind: 'tag'; readonly take: 'top'; readonly n: number }
  | { readonly kind: 'tag'; readonly take: 'distinct'; readonly n: number; readonly pool: number }
  | { readonly kind: 'tag'; readonly take: 'key'; readonly n: number }
  | { readonly kind: 'title' }
  | { readonly kind: 'decade' };

/** All tags of an artist. */
export function allTags(): Feature {
  return { kind: 'tag', take: 'all' };
}

/** The artist's n heaviest tags. */
export function topTags(n: number): Feature {
  return { kind: 'tag', take: 'top', n: wholeNumber('n', n) };
}

/** Tags that are among the n heaviest of those in one genre's top `pool` (default 100) and in no other genre's. */
export function distinctTags(n: number, { pool = 100 }: { readonly pool?: number } = {}): Feature {
  return { kind: 'tag', take: 'distinct', n: wholeNumber('n', n), pool: wholeNumber('pool', pool) };
}

/** Tags that are among the n most distinctive ones of a genre, by keyness. */
export function keyTags(n: number): Feature {
  return { kind: 'tag', take: 'key', n: wholeNumber('n', n) };
}

/** The words of album titles. The weight of a word is the number of albums that have it. */
export function titleWords(): Feature {
  return { kind: 'title' };
}

/**
 * The decades of the albums. The weight of a decade is its number of albums. It often does harm: the years of catalogs are
 * those of re-issues. On the sample data it raises the log loss. Compare with `crossValidate` before you use it.
 */
export function albumDecades(): Feature {
  return { kind: 'decade' };
}

/** The name of a column, `kind:name`: a tag and a word of a title may have the same spelling. */
export type FeatureKey = `${Feature['kind']}:${string}`;

export function parseKey(key: FeatureKey): { readonly kind: Feature['kind']; readonly name: string } {
  const colon = key.indexOf(':');
  const kind = key.slice(0, colon);
  return { kind: kind === 'title' || kind === 'decade' ? kind : 'tag', name: key.slice(colon + 1) };
}

/** @throws SpotiTagsError `invalid-input` for no features, or for several of one kind, which would count twice. */
export function checkFeatures(features: readonly Feature[]): void {
  const kinds = features.map(({ kind }) => kind);
  if (kinds.length === 0 || new Set(kinds).size < kinds.length) {
    throw new SpotiTagsError(
      'invalid-input',
      `features must name one or more of tags, title words and decades, each once; got ${kinds.join(', ') || 'none'}.`,
    );
  }
}

/** The words of an album's title, or its decade. */
export function namesOfAlbum(
  kind: 'title' | 'decade',
  { title, year }: ProfileAlbum,
  { artist }: ArtistProfile,
): readonly string[] {
  if (kind === 'title') return wordsOfTitle(title, artist.name);
  return year === undefined ? [] : [`${Math.floor(year / 10) * 10}s`];
}
