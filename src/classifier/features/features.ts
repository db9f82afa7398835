import { SpotiTagsError, wholeNumber } from '../../errors.ts';

/**
 * What a model looks at in a profile: plain data, which a model file carries. Made by {@link allTags},
 * {@link topTags}, {@link distinctTags}, {@link keyTags}, {@link titleWords}, {@link lettering}, {@link embedding},
 * {@link soundTags} and {@link albumDecades}.
 */
export type Feature =
  | { readonly kind: 'tag'; readonly take: 'all' }
  | { readonly kind: 'tag'; readonly take: 'top'; readonly n: number }
  | { readonly kind: 'tag'; readonly take: 'distinct'; readonly n: number; readonly pool: number }
  | { readonly kind: 'tag'; readonly take: 'key'; readonly n: number }
  | { readonly kind: 'title' }
  | { readonly kind: 'lettering' }
  | { readonly kind: 'embedding' }
  | { readonly kind: 'sound' }
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

/**
 * The words of album titles and their parts of three to five characters, without the artist's name. The weight of a word or a
 * part is the number of titles that have it.
 */
export function titleWords(): Feature {
  return { kind: 'title' };
}

/**
 * What is written on the covers, if a tagger has read it: parts of three to five characters of its words, without the artist's
 * name. The weight of a part is the number of covers that have it. Words are seldom read without a mistake, and parts of
 * them are.
 */
export function lettering(): Feature {
  return { kind: 'lettering' };
}

/** The mean of the covers' embeddings, if a neural tagger gave some. Not for naive Bayes, which counts. */
export function embedding(): Feature {
  return { kind: 'embedding' };
}

/** What the albums sound like, if a sound tagger has listened to them. The weight of a tag is the sum of its confidences. */
export function soundTags(): Feature {
  return { kind: 'sound' };
}

/**
 * The decades of the albums. The weight of a decade is its number of albums. It often does harm: the years of catalogs are
 * those of re-issues. On the sample data it raises the log loss. Compare with `crossValidate` before you use it.
 */
export function albumDecades(): Feature {
  return { kind: 'decade' };
}

/** What a column counts. Titles have two kinds of columns: whole words, and parts of words. */
export type ColumnKind = Feature['kind'] | 'title-part';

/** The name of a column, `kind:name`: a tag and a word of a title may have the same spelling. */
export type FeatureKey = `${ColumnKind}:${string}`;

const columnKinds: readonly ColumnKind[] = [
  'tag',
  'title',
  'title-part',
  'lettering',
  'embedding',
  'sound',
  'decade',
];

export function isFeatureKey(text: unknown): text is FeatureKey {
  return typeof text === 'string' && columnKinds.some((kind) => text.startsWith(`${kind}:`));
}

export function parseKey(key: FeatureKey): { readonly kind: ColumnKind; readonly name: string } {
  // Not by a look-up of the part before the colon: each would be a new string to hash.
  const kind = columnKinds.find((one) => key.startsWith(one) && key.charAt(one.length) === ':') ?? 'tag';
  return { kind, name: key.slice(key.indexOf(':') + 1) };
}

/** Whether training chose tags by genre: what it did not choose then counts for nothing. */
export function choosesTags(features: readonly Feature[]): boolean {
  return features.some((feature) => 'take' in feature && /distinct|key/u.test(feature.take));
}

/** @throws SpotiTagsError `invalid-input` for no features, or for several of one kind, which would count twice. */
export function checkFeatures(features: readonly Feature[]): void {
  const kinds = features.map(({ kind }) => kind);
  if (kinds.length === 0 || new Set(kinds).size < kinds.length) {
    throw new SpotiTagsError(
      'invalid-input',
      'features must name one or more of tags, title words, lettering, embedding, sound and decades, each once; ' +
        `got ${kinds.join(', ') || 'none'}.`,
    );
  }
}
