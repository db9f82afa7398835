import { nameKey, tagBackground } from '../src/tags/relevance.ts';
import type { ArtistProfile } from '../src/model.ts';
import { compareCodePoints } from '../src/util/order.ts';

/**
 * What relevance of the palette's tags is measured against, if there is no dataset: how many artists of the sample data
 * carry each tag.
 * @param dataset - the text of the sample data.
 */
export function paletteBackground(dataset: string): string {
  const [, ...lines] = dataset.trim().split('\n');
  const profiles = lines.map((line) => (JSON.parse(line) as { profile: ArtistProfile }).profile);
  const { tagger, artists, carriers } = tagBackground(profiles);
  const sorted = [...carriers].sort(([a], [b]) => compareCodePoints(a, b));
  return `${JSON.stringify({
    tagger,
    artists,
    names: profiles.map(({ artist }) => nameKey(artist.name)).sort(compareCodePoints),
    carriers: Object.fromEntries(sorted.map(([name, count]) => [name, Math.round(count * 10) / 10])),
  })}\n`;
}
