import { SpotiTagsError } from '../../errors.ts';
import type { ArtistProfile } from '../../model.ts';
import type { SpotiTags } from '../../spotitags.ts';
import { counted } from '../../util/plural.ts';
import { type Io, printable } from '../terminal/io.ts';
import type { ImageCover } from './images.ts';
import { tagging } from './tag-artist.ts';

/** Images that could not be tagged are named, and the answer is about the others. */
export async function profileOfImages(
  spotiTags: SpotiTags,
  images: readonly ImageCover[],
  io: Io,
  fail: (code: number) => void,
): Promise<ArtistProfile> {
  const { signal } = io;
  const profile = await tagging(counted(images.length, 'image'), io, () =>
    spotiTags.profileOf(images, { signal }).catch((error: unknown) => {
      if (!SpotiTagsError.isInstance(error, 'cover')) throw error;
      throw new SpotiTagsError('cover', `${images[0]?.album ?? ''}: ${error.message}`, { cause: error });
    }),
  );
  for (const [at, { cover }] of profile.albums.entries()) {
    if (cover.status !== 'failed') continue;
    io.stderr.fail(`${printable(images[at]?.album ?? '')}: ${printable(cover.error.message)}\n`);
    fail(1);
  }
  return profile;
}
