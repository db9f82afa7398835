import type { ProfileAlbum } from '../model.ts';
import { byWeight } from '../util/order.ts';

/** One tag of sound, summed over albums. */
export interface SoundWeight {
  readonly name: string;
  /** Sum of the tag's confidences over the albums. */
  readonly weight: number;
  /** Number of albums that have the tag. */
  readonly albums: number;
}

/** The tags of sound of an artist's albums, summed; heaviest first, ties by code point. */
export function sumSound(albums: readonly ProfileAlbum[]): SoundWeight[] {
  const sums = new Map<string, { weight: number; albums: number }>();
  for (const { sound } of albums) {
    if (sound?.status !== 'tagged') continue;
    for (const { name, confidence } of sound.tags) {
      const before = sums.get(name) ?? { weight: 0, albums: 0 };
      sums.set(name, { weight: before.weight + confidence, albums: before.albums + 1 });
    }
  }
  return Array.from(sums, ([name, sum]) => ({ name, ...sum })).sort(byWeight);
}
