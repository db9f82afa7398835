import { imageTitle } from '../catalog/local/artwork.ts';
import { SpotiTagsError, wholeNumber } from '../errors.ts';
import type { ArtistProfile, CallOptions, CoverOutcome, ProfileAlbum, TagResult } from '../model.ts';
import { describeImages, unknownArtist } from '../run/images-artist.ts';
import { paletteId } from '../tagger/palette/id.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { type TagFilter, tagFilter } from '../tags/filter.ts';
import { imagesCatalog } from '../tags/images-catalog.ts';
import { sumTags } from '../tags/sum.ts';
import { checkMembers, checkNames } from '../util/options.ts';
import { sha256 } from '../util/sha256.ts';

/** An image that can be read: a `File` of a browser. */
export interface ImageFile {
  readonly name: string;
  /** Its path below the folder that was chosen. Empty for a file that was chosen alone. */
  readonly webkitRelativePath?: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Options of {@link profileOfImages}. */
export interface ImagesOptions extends CallOptions {
  readonly tagger: Tagger;
  /** The name of the artist. @default an artist without a name */
  readonly artist?: string;
  /** Chooses the tags that count in the sum. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer covers do not count in the sum. @default 1 */
  readonly minCovers?: number;
}

/**
 * What images look like together, as the covers of one artist: what `SpotiTags.profileOf` gives in Node.js. Each image is an
 * album, whose title is the name of the file, or that of its folder if the file is called "cover" or the like. The same image
 * counts once.
 *
 * ```ts
 * const profile = await profileOfImages(input.files, { tagger: new CanvasPaletteTagger() });
 * ```
 *
 * @throws SpotiTagsError `invalid-input` for no images, `cover` if no image can be tagged.
 */
export async function profileOfImages(
  images: Iterable<ImageFile>,
  options: ImagesOptions,
): Promise<ArtistProfile> {
  checkNames(options, ['tagger', 'artist', 'filter', 'minCovers', 'signal', 'counter']);
  const { tagger, artist: name, filter = tagFilter(), minCovers = 1 } = options;
  wholeNumber('minCovers', minCovers);
  const files = [...images];
  if (files.length === 0) throw new SpotiTagsError('invalid-input', 'Pass one or more images.');
  checkMembers(files, 'profileOfImages takes files', ['name', 'arrayBuffer']);
  const keys: string[] = [];
  const albums: ProfileAlbum[] = [];
  for (const [at, file] of files.entries()) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const key = `sha256:${sha256(bytes)}`;
    const first = albums[keys.indexOf(key)];
    const cover = first ? repeated(first) : outcomeOf(await tagger.tag([{ bytes }], options));
    keys.push(key);
    albums.push({ id: String(at + 1), title: titleOf(file), cover });
  }
  const failed = albums.flatMap(({ cover }) => (cover.status === 'failed' ? [cover.error] : []));
  const [error] = failed;
  if (error && albums.every(({ cover }) => cover.status !== 'tagged'))
    throw new SpotiTagsError('cover', describeImages(failed.length, error));
  return {
    artist: name === undefined ? unknownArtist(keys) : { catalog: imagesCatalog, id: name, name },
    tagger: tagger.id,
    ...(tagger.taggers && { taggers: tagger.taggers }),
    albums,
    tags: sumTags(albums, { filter, minCovers }),
  };
}

/**
 * The profile as one of `palette@2`, for models and backgrounds that were made with `sharp`, in Node.js. A few of its tags
 * differ from what `sharp` gives: docs/browser.md says how many, and how often a genre changes with them.
 *
 * @throws SpotiTagsError `invalid-input` for a profile of another tagger.
 */
export function asPaletteProfile(profile: ArtistProfile): ArtistProfile {
  if (profile.tagger === 'palette-canvas@2') return { ...profile, tagger: paletteId };
  throw new SpotiTagsError(
    'invalid-input',
    `asPaletteProfile takes a profile of palette-canvas@2, got one of ${profile.tagger}.`,
  );
}

function repeated({ id }: ProfileAlbum): CoverOutcome {
  return { status: 'repeated', of: id };
}

function outcomeOf([result]: readonly TagResult[]): CoverOutcome {
  if (!result) throw new SpotiTagsError('service', 'The tagger gave no result for a cover.');
  const { tags, error } = result;
  if (!tags) return { status: 'failed', error: { code: error.code, message: error.message } };
  return { status: 'tagged', tags };
}

function titleOf({ name, webkitRelativePath = '' }: ImageFile): string {
  const [folder = '', file = name] = webkitRelativePath.split('/').slice(-2);
  return webkitRelativePath.includes('/') ? imageTitle(file, folder) : imageTitle(name, '');
}
