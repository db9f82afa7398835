import { SpotiTagsError, checkLength } from '../errors.ts';
import type { ArtistProfile, LabeledExample, TagWeight } from '../model.ts';
import { type AnyIterable, visitAll } from '../util/iterables.ts';
import { checkMembers } from '../util/options.ts';
import { compareCodePoints } from '../util/order.ts';

/** How many artists carry each tag: what relevance is measured against. */
export interface TagBackground {
  /** The id of the tagger of all its artists. Undefined for a background without artists. */
  readonly tagger: string | undefined;
  /** Number of artists. */
  readonly artists: number;
  /** How many artists carry a tag, each counted by `carrierShare`. Tags that no artist carries are absent. */
  readonly carriers: ReadonlyMap<string, number>;
  /** The names of its artists, as `nameKey` spells them. */
  readonly names: ReadonlySet<string>;
}

/** A tag of an artist, and how much it says about this artist compared with others. */
export interface RelevantTag extends TagWeight {
  /**
   * √(mean confidence on the artist's covers) × ln((1 + artists) / (½ + carriers)), above 0: the TF-IDF of the tag. Half
   * of it if only one cover has the tag.
   */
  readonly relevance: number;
}

/**
 * The part of an artist that carries a tag: min(1, weight), the expected number of covers that show it, at most 1. Fifty
 * guesses of 0.001 do not make a carrier.
 */
export function carrierShare(weight: number): number {
  return Math.min(1, weight);
}

/**
 * Inverse document frequency, in nats: ln((1 + artists) / (½ + carriers)). It is above 0 even for a tag that all artists
 * carry. Source: Spärck Jones, "A statistical interpretation of term specificity and its application in retrieval"
 * (1972), smoothed as by Robertson and Spärck Jones (1976) with ½.
 */
export function inverseFrequency(artists: number, carriers: number): number {
  return Math.log((1 + artists) / (0.5 + carriers));
}

/**
 * How much a tag says about an artist: the square root of its share of the covers × its rarity. The
 * root keeps a tag that is on most covers of most artists below one that few artists have. A tag on one cover counts
 * half, because one cover says little about an artist.
 *
 * Source of the root: the classic scoring of Apache Lucene, tf = √frequency.
 * @param covers - the number of the artist's covers.
 * @param rarity - the {@link inverseFrequency} of the tag.
 */
export function relevanceOf(tag: TagWeight, covers: number, rarity: number): number {
  return Math.sqrt(tag.weight / covers) * rarity * Math.min(1, tag.covers / 2);
}

/** Names of artists are compared without case and width, because a background may come from another catalog. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().trim();
}

/**
 * Counts the carriers of each tag, in profiles or examples. Of an async iterable, such as `readDataset(path)`, the result
 * is a promise.
 * @throws SpotiTagsError `invalid-input` for profiles of several taggers.
 */
export function tagBackground(profiles: Iterable<ArtistProfile | LabeledExample>): TagBackground;
export function tagBackground(
  profiles: AsyncIterable<ArtistProfile | LabeledExample>,
): Promise<TagBackground>;
export function tagBackground(
  profiles: AnyIterable<ArtistProfile | LabeledExample>,
): TagBackground | Promise<TagBackground> {
  const carriers = new Map<string, number>();
  const names = new Set<string>();
  let tagger: string | undefined;
  let artists = 0;
  const add = (one: ArtistProfile | LabeledExample) => {
    const profile = profileOf(one);
    checkSameTagger((tagger ??= profile.tagger), profile.tagger);
    artists += 1;
    names.add(nameKey(profile.artist.name));
    for (const { name, weight } of profile.tags)
      carriers.set(name, (carriers.get(name) ?? 0) + carrierShare(weight));
  };
  return visitAll(profiles, add, () => ({ tagger, artists, carriers, names }));
}

/**
 * The profile of an example, or the profile itself.
 * @throws SpotiTagsError `invalid-input` for anything else.
 */
export function profileOf(one: ArtistProfile | LabeledExample): ArtistProfile {
  const profile = 'profile' in one ? one.profile : one;
  checkMembers([profile], 'Profiles or examples are needed', ['artist', 'tagger', 'tags']);
  return profile;
}

/**
 * The tags that say most about an artist compared with the artists of a background, most relevant first. The artist
 * itself does not count in the background: if an artist of that name is in it, one artist and its tags are subtracted.
 *
 * ```ts
 * const background = tagBackground(profiles);
 * relevantTags(profile, background, 5); // [{ name: 'dark red', relevance: 1.2, weight: 7.5, covers: 8 }, …]
 * ```
 *
 * @throws SpotiTagsError `invalid-input` for a background of another tagger.
 */
export function relevantTags(
  { artist, tagger, albums, tags }: Pick<ArtistProfile, 'artist' | 'tagger' | 'albums' | 'tags'>,
  background: TagBackground,
  n = 10,
): readonly RelevantTag[] {
  checkMembers(
    [background],
    'relevantTags takes a background second (awaited), such as await paletteBackground()',
    ['artists', 'carriers', 'names'],
  );
  checkLength('n', n);
  checkSameTagger(background.tagger ?? tagger, tagger);
  const covers = Math.max(1, albums.filter(({ cover }) => cover.status === 'tagged').length);
  const isMember = background.names.has(nameKey(artist.name));
  const others = background.artists - (isMember ? 1 : 0);
  const rarityOf = ({ name, weight }: TagWeight): number => {
    const all = background.carriers.get(name) ?? 0;
    return inverseFrequency(others, isMember ? Math.max(0, all - carrierShare(weight)) : all);
  };
  return tags
    .map((tag) => ({ ...tag, relevance: relevanceOf(tag, covers, rarityOf(tag)) }))
    .sort((a, b) => b.relevance - a.relevance || compareCodePoints(a.name, b.name))
    .slice(0, n);
}

/** @throws SpotiTagsError `invalid-input` that names two taggers. */
export function checkSameTagger(expected: string, tagger: string): void {
  if (expected === tagger) return;
  throw new SpotiTagsError(
    'invalid-input',
    `Tags of different taggers cannot be compared: ${expected} and ${tagger}. Use profiles of one tagger.`,
  );
}
