import type * as MusicMetadata from 'music-metadata';
import { SpotiTagsError } from '../errors.ts';
import { importOptional } from '../util/optional-package.ts';
import { imageFormat } from './format.ts';
import { type EmbeddedPicture, readWmaPictures } from './wma-pictures.ts';

/** Pictures inside music files that are not covers. */
const notCover =
  /back|artist|band|performer|composer|lyricist|conductor|icon|leaflet|media|logo|screen|fish/iu;

/**
 * The cover inside a music file: the picture that is declared as the front, or else the first that is not declared as something
 * else. What a picture is, its bytes say, because the declared format is often wrong.
 * @throws SpotiTagsError `cover` for a file without such a picture, or that cannot be read; `missing-package` without
 * `music-metadata`.
 */
export async function readEmbeddedPicture(path: string): Promise<Uint8Array> {
  const { parseFile } = await loadMusicMetadata('The picture inside a music file');
  let pictures: readonly EmbeddedPicture[];
  try {
    const { common, native } = await parseFile(path, { duration: false, skipPostHeaders: true });
    pictures = 'asf' in native ? await readWmaPictures(path) : (common.picture ?? []);
  } catch (cause) {
    throw new SpotiTagsError('cover', 'The music file with the image cannot be read: it is damaged.', {
      cause,
    });
  }
  const images = pictures.filter(({ data, type = '' }) => isImage(data) && !notCover.test(type));
  const front = images.find(({ type }) => /front/iu.test(type ?? '')) ?? images[0];
  if (front) return front.data;
  throw new SpotiTagsError('cover', 'There is no image in the music file.');
}

function isImage(bytes: Uint8Array): boolean {
  try {
    imageFormat(bytes);
    return true;
  } catch {
    return false;
  }
}

export function loadMusicMetadata(who: string): Promise<Pick<typeof MusicMetadata, 'parseFile'>> {
  return importOptional(who, 'music-metadata', () => import('music-metadata'));
}
