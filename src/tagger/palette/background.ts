import type { TagBackground } from '../../tags/relevance.ts';

/**
 * What the palette says of the covers of 71 artists: a background for `relevantTags`, if you have no dataset of your own.
 *
 * ```ts
 * relevantTags(profile, await paletteBackground(), 5);
 * ```
 */
export async function paletteBackground(): Promise<TagBackground> {
  const { default: background } = await import('./background.json', { with: { type: 'json' } });
  return {
    tagger: background.tagger,
    artists: background.artists,
    carriers: new Map(Object.entries(background.carriers)),
    names: new Set(background.names),
  };
}
