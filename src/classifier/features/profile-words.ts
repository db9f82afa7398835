import type { ArtistProfile, ProfileAlbum } from '../../model.ts';
import { imagesCatalog } from '../../tags/images-catalog.ts';
import { partsOfWord, wordsOf } from './words.ts';

/** Words less likely than this are misread so often that they say little. */
const leastConfidence = 0.5;

/** The words of an album's title, or those that are written on its cover, each once. */
export function wordsOfAlbum(
  kind: 'title' | 'lettering',
  { title, cover }: ProfileAlbum,
  { artist }: ArtistProfile,
): readonly string[] {
  if (kind === 'title') {
    // A file that is not an image is not an album, and its name not a title. Albums of catalogs exist without their covers.
    const isNoImage = artist.catalog === imagesCatalog && cover.status === 'failed';
    return isNoImage ? [] : wordsOf(title, artist.name);
  }
  if (cover.status !== 'tagged' || !cover.words) return [];
  const read = cover.words.filter(({ confidence }) => confidence >= leastConfidence);
  return wordsOf(read.map(({ text }) => text).join(' '), artist.name);
}

/** The decade of an album, if its year is known. */
export function decadeOf({ year }: ProfileAlbum): readonly string[] {
  return year === undefined ? [] : [`${Math.floor(year / 10) * 10}s`];
}

/** The parts of some words, each once. */
export function partsOfWords(words: readonly string[]): readonly string[] {
  return [...new Set(words.flatMap(partsOfWord))];
}
