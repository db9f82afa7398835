import { basename } from 'node:path';
import { coverKey } from '../../covers/cover-key.ts';
import type { ArtistProfile, ProfileAlbum, TaggerPart, TaggingFailure, TagResult } from '../../model.ts';
import type { DiskStore } from '../../store/disk/disk-store.ts';
import type { TagStore } from '../../store/store.ts';
import { readCorrections } from '../../store/stored-corrections.ts';
import type { Tagger } from '../../tagger/tagger.ts';
import { correctedTags } from '../../tags/corrections.ts';
import { tagFilter } from '../../tags/filter.ts';
import { sumTags } from '../../tags/sum.ts';
import { type Listing, type TaggedImage, tagSections } from '../terminal/describe-profile.ts';
import { backgroundFor } from './backgrounds.ts';
import type { ImageCover } from './images.ts';

/** An image with its tags, raw and as lists, or with what is wrong with its file. */
export type ListedImage = TaggedImage | { readonly image: string; readonly error: TaggingFailure };

/** Lists the tags of images, each compared with other artists, or with the other covers in the store. */
export async function listImages(
  images: readonly ImageCover[],
  results: readonly TagResult[],
  { tagger, store, ...order }: Omit<Listing, 'background'> & { readonly store: DiskStore | undefined },
): Promise<readonly ListedImage[]> {
  const albums = await albumsOf(images, results, store);
  // The store is read once per tagger, and none of the images counts.
  const backgrounds = new Map<string, ReturnType<typeof backgroundFor>>();
  const background = (part: TaggerPart) => {
    const found = backgrounds.get(part.id) ?? backgroundFor(part, albums, store);
    backgrounds.set(part.id, found);
    return found;
  };
  return Promise.all(
    albums.map(async (album): Promise<ListedImage> => {
      const { id: image, cover } = album;
      if (cover.status === 'failed') return { image, error: cover.error };
      const sections = await tagSections(profileOfImages([album], tagger), { ...order, tagger, background });
      const { words } = cover;
      return { image, tags: correctedTags(cover), ...(words && { words }), sections };
    }),
  );
}

type ImageAlbum = ProfileAlbum & {
  readonly cover: Extract<ProfileAlbum['cover'], { status: 'tagged' | 'failed' }>;
};

/** The images with their tags, as albums. */
export function albumsOf(
  images: readonly ImageCover[],
  results: readonly TagResult[],
  store: TagStore | undefined,
): Promise<ImageAlbum[]> {
  return Promise.all(results.map((result, at) => albumOf(images[at], result, store)));
}

async function albumOf(
  file: ImageCover | undefined,
  { tags, words, error }: TagResult,
  store: TagStore | undefined,
): Promise<ImageAlbum> {
  const name = file?.album ?? '';
  // Without folders, which a page that is passed on need not tell.
  const album = { id: name, title: file && 'path' in file ? basename(file.path) : name };
  if (error)
    return { ...album, cover: { status: 'failed', error: { code: error.code, message: error.message } } };
  const corrections = file && store && (await readCorrections(store, await coverKey(file)));
  return {
    ...album,
    cover: { status: 'tagged', tags, ...(corrections && { corrections }), ...(words && { words }) },
  };
}

/** Images as the covers of one artist. */
export function profileOfImages(albums: readonly ProfileAlbum[], tagger: Tagger): ArtistProfile {
  const [first] = albums;
  return {
    artist: { catalog: 'none', id: first?.id ?? '', name: first?.title ?? '' },
    tagger: tagger.id,
    ...(tagger.taggers && { taggers: tagger.taggers }),
    albums,
    tags: sumTags(albums, { filter: tagFilter() }),
  };
}
