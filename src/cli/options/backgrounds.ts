import type { ArtistProfile } from '../../model.ts';
import { taggers } from '../../providers/providers.ts';
import type { DiskStore } from '../../store/disk/disk-store.ts';
import { tagsKey } from '../../store/keys.ts';
import { parseTags } from '../../store/stored-tags.ts';
import { tagFilter } from '../../tags/filter.ts';
import { type TagBackground, carrierShare } from '../../tags/relevance.ts';

/** Fewer covers say too little about what is rare. */
const leastCovers = 50;

/** What the relevance of a tagger's tags is measured against, and the words for it. */
export interface NamedBackground {
  readonly background: TagBackground;
  /** "71 artists of the sample data" */
  readonly words: string;
}

/**
 * What there is to compare an artist with: the sample data if it has tags of this tagger, otherwise the other covers in
 * the store.
 * @returns undefined if there is neither.
 */
export async function backgroundFor(
  tagger: string,
  profile: Pick<ArtistProfile, 'albums'>,
  store: DiskStore | undefined,
): Promise<NamedBackground | undefined> {
  for (const provider of taggers) {
    const background = await provider.background?.();
    if (background?.tagger === tagger)
      return { background, words: `${background.artists} artists of the sample data` };
  }
  const background = store && (await storeBackground(tagger, profile, store));
  if (!background || background.artists < leastCovers) return undefined;
  return { background, words: `${background.artists} other covers in the store` };
}

/** Each cover of the store counts as an artist, except the covers of the profile. */
async function storeBackground(
  tagger: string,
  { albums }: Pick<ArtistProfile, 'albums'>,
  store: DiskStore,
): Promise<TagBackground> {
  const own = new Set(
    albums.flatMap(({ cover }) => (cover.status === 'tagged' ? [JSON.stringify(cover.tags)] : [])),
  );
  const filter = tagFilter();
  const carriers = new Map<string, number>();
  let covers = 0;
  for await (const { value } of store.entries({ prefix: tagsKey(tagger, '') })) {
    const tags = parseTags(value)?.tags;
    if (!tags || own.has(JSON.stringify(tags))) continue;
    covers += 1;
    for (const { name, confidence } of filter.apply(tags))
      carriers.set(name, (carriers.get(name) ?? 0) + carrierShare(confidence));
  }
  return { tagger, artists: covers, carriers, names: new Set() };
}
