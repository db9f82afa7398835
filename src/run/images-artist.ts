import type { Artist, TaggingFailure } from '../model.ts';
import { imagesCatalog } from '../tags/images-catalog.ts';
import { sha256 } from '../util/sha256.ts';

/**
 * Artists without a name are told apart by their covers: folds and similar artists compare ids.
 * @param keys - of the covers.
 */
export function unknownArtist(keys: readonly string[]): Artist {
  return { catalog: imagesCatalog, id: sha256(JSON.stringify(keys)).slice(0, 16), name: 'unknown artist' };
}

/** Why a profile has no tags. @param first - the failure of the first image. */
export function describeImages(failed: number, { message }: TaggingFailure): string {
  return failed === 1 ? message : `None of the ${failed} images could be tagged. The first error: ${message}`;
}
