import { basename, dirname } from 'node:path';
import type { Classifier } from '../../classifier/classifier.ts';
import { logisticRegression } from '../../classifier/models/logistic-regression.ts';
import type { ArtistProfile, Example } from '../../model.ts';
import { nameKey } from '../../tags/relevance.ts';
import type { ImageCover } from '../options/images.ts';

/** Artists of the sample data that are also among others, dealt into so many parts. Each part costs a training. */
const mostParts = 5;

/** Models of the sample data for artists, some of whom may be in it. */
export interface UnseenModels {
  /** The names of those that are in the sample data. */
  readonly inSample: readonly string[];
  /** A model that was not trained on this artist. */
  readonly modelFor: (name: string) => Promise<Classifier>;
}

/** A model that has seen an artist remembers it, titles and all: it is right about it, and shows nothing. */
export function unseenModels(
  sample: readonly Example[],
  names: readonly string[],
  signal: AbortSignal,
): UnseenModels {
  const known = new Set(sample.map(({ profile }) => nameKey(profile.artist.name)));
  const inSample = names.filter((name) => known.has(nameKey(name)));
  const partOf = new Map(inSample.map((name, at) => [nameKey(name), at % mostParts]));
  const models = new Map<number | undefined, Promise<Classifier>>();
  return {
    inSample,
    modelFor: (name) => {
      const part = partOf.get(nameKey(name));
      const isOther = (example: Example) =>
        part === undefined || partOf.get(nameKey(example.profile.artist.name)) !== part;
      const model = models.get(part) ?? logisticRegression().train(sample.filter(isOther), { signal });
      models.set(part, model);
      return model;
    },
  };
}

/**
 * The artists of the sample data whose covers the images may be: half of the images lie in a folder of the artist's name, or
 * have titles of its albums.
 */
export function artistsOfImages(
  images: readonly ImageCover[],
  profile: ArtistProfile,
  sample: readonly Example[],
): string[] {
  const places = images.map((image, at) => ({
    folder: 'path' in image ? wordsOf(basename(dirname(image.path))) : '',
    title: wordsOf(profile.albums[at]?.title ?? ''),
  }));
  return sample
    .filter(({ profile: { artist, albums } }) => {
      const titles = new Set(albums.map(({ title }) => wordsOf(title)));
      const own = places.filter(
        ({ folder, title }) => folder === wordsOf(artist.name) || (title !== '' && titles.has(title)),
      );
      return 2 * own.length >= images.length;
    })
    .map(({ profile: { artist } }) => artist.name);
}

/** Names of files have other characters than titles, such as `_` for `:`. */
function wordsOf(text: string): string {
  return nameKey(text)
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
