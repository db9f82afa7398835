import { SpotiTagsError } from '../../errors.ts';
import type { ArtistProfile } from '../../model.ts';

/** @throws SpotiTagsError `invalid-input`, with both ids, for a profile of another tagger than the model's. */
export function checkTagger(tagger: string, profiles: readonly ArtistProfile[]): void {
  const other = profiles.find((profile) => profile.tagger !== tagger);
  if (!other) return;
  throw new SpotiTagsError(
    'invalid-input',
    `The model knows the tags of ${tagger}, but the profile of ${other.artist.name} is by ${other.tagger}. ` +
      'Tag with the tagger of the model, or train a model on the tags of this one.',
  );
}
