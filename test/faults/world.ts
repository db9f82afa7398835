import { seededRandom } from '../../src/util/random.ts';

interface FaultAlbum {
  readonly id: string;
  readonly name: string;
  readonly release_date: string;
  readonly images: readonly { readonly url: string; readonly width: number }[];
}

export interface FaultArtist {
  readonly id: string;
  readonly name: string;
  readonly albums: readonly FaultAlbum[];
}

/** The artists of collections that are killed: how many, and of how many albums at most. */
export const killed = [50, 36] as const;

/** Artists whose albums fill one to three pages; some have no cover, or repeat one, their own or another artist's. */
export function makeArtists(count: number, mostAlbums: number, seed = 1): FaultArtist[] {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const urls: string[] = [];
  return Array.from({ length: count }, (_, artist) => ({
    id: idOf(artist),
    name: `Artist ${artist}`,
    albums: Array.from({ length: 1 + below(mostAlbums) }, (_unused, album) => {
      const kind = random();
      const repeated = kind < 0.08 ? urls[below(urls.length)] : undefined;
      const url = repeated ?? `https://covers.test/${artist}-${album}.jpg`;
      if (repeated === undefined) urls.push(url);
      return {
        id: idOf(1000 * (artist + 1) + album),
        name: `Album ${artist}-${album}`,
        release_date: String(1960 + below(60)),
        images: kind > 0.95 && album > 0 ? [] : [{ url, width: 640 }],
      };
    }),
  }));
}

/** What the model sees on an image: a few concepts, told by its address alone. */
export function conceptsOf(url: string): { readonly name: string; readonly value: number }[] {
  const random = seededRandom(hash(url));
  const names = new Set(Array.from({ length: 4 }, () => `thing ${Math.floor(random() * 60)}`));
  return Array.from(names, (name) => ({ name, value: 0.5 + Math.floor(random() * 50) / 100 }));
}

/** FNV-1a. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return state >>> 0;
}

function idOf(n: number): string {
  return `0id${String(n).padStart(19, '0')}`;
}
