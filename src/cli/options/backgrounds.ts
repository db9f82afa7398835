import type { ProfileAlbum, Tag, TaggerPart } from '../../model.ts';
import { taggers } from '../../providers/providers.ts';
import type { DiskStore } from '../../store/disk/disk-store.ts';
import { tagsKey } from '../../store/keys.ts';
import { parseTags } from '../../store/stored-tags.ts';
import { tagFilter } from '../../tags/filter.ts';
import { type TagBackground, carrierShare } from '../../tags/relevance.ts';
import { compareCodePoints } from '../../util/order.ts';

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
 * @param part - a tagger, and what is before its tags in the names of the albums' tags.
 * @param albums - their covers do not count.
 * @returns undefined if there is neither.
 */
export async function backgroundFor(
  { id, namespace }: TaggerPart,
  albums: readonly ProfileAlbum[],
  store: DiskStore | undefined,
): Promise<NamedBackground | undefined> {
  for (const provider of taggers) {
    const background = await provider.background?.();
    if (background?.tagger === id)
      return { background, words: `${background.artists} artists of the sample data` };
  }
  const background = store && (await storeBackground(id, tagsOf(albums, namespace), store));
  if (!background || background.artists < leastCovers) return undefined;
  return { background, words: `${background.artists} other covers in the store` };
}

/** The tags of each cover that has some of the namespace, without it. */
function tagsOf(albums: readonly ProfileAlbum[], namespace: string): readonly (readonly Tag[])[] {
  return albums.flatMap(({ cover }) =>
    cover.status === 'tagged'
      ? [
          cover.tags
            .filter(({ name }) => name.startsWith(namespace))
            .map(({ name, confidence }) => ({ name: name.slice(namespace.length), confidence })),
        ]
      : [],
  );
}

/**
 * Each cover of the store counts as an artist, except as many as there are in `own`. They are found by their tags,
 * because a profile does not have their keys; others with the same tags count.
 */
async function storeBackground(
  tagger: string,
  own: readonly (readonly Tag[])[],
  store: DiskStore,
): Promise<TagBackground> {
  const left = new Map<string, number>();
  for (const tags of own) left.set(textOf(tags), (left.get(textOf(tags)) ?? 0) + 1);
  const filter = tagFilter();
  const carriers = new Map<string, number>();
  let covers = 0;
  for await (const { value } of store.entries({ prefix: tagsKey(tagger, '') })) {
    const tags = parseTags(value)?.tags;
    if (!tags) continue;
    const ownLeft = left.get(textOf(tags)) ?? 0;
    if (ownLeft > 0) {
      left.set(textOf(tags), ownLeft - 1);
      continue;
    }
    covers += 1;
    for (const { name, confidence } of filter.apply(tags))
      carriers.set(name, (carriers.get(name) ?? 0) + carrierShare(confidence));
  }
  return { tagger, artists: covers, carriers, names: new Set() };
}

/** Equal for equal tags in any order. */
function textOf(tags: readonly Tag[]): string {
  return JSON.stringify(
    tags
      .map(({ name, confidence }) => [name, confidence] as const)
      .sort(([a], [b]) => compareCodePoints(a, b)),
  );
}
