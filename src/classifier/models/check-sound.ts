import { SpotiTagsError } from '../../errors.ts';
import type { ArtistProfile } from '../../model.ts';
import type { FeatureKey } from '../features/features.ts';
import type { Origin } from '../features/origin.ts';

interface KnownSound {
  readonly origin: Pick<Origin, 'sound'>;
  readonly vocabulary: readonly FeatureKey[];
}

/** The id of the sound tagger whose tags the model knows. Undefined if it does not look at sound. */
export function soundOf({ origin, vocabulary }: KnownSound): string | undefined {
  return vocabulary.some((key) => key.startsWith('sound:')) ? origin.sound : undefined;
}

/**
 * A profile without sound is judged by what it has.
 * @throws SpotiTagsError `invalid-input` for a profile of another sound tagger.
 */
export function checkSound(sound: string | undefined, profiles: readonly ArtistProfile[]): void {
  if (sound === undefined) return;
  const other = profiles.find((profile) => profile.sound !== undefined && profile.sound !== sound);
  if (!other) return;
  throw new SpotiTagsError(
    'invalid-input',
    `The model knows the sound tags of ${sound}, but the profile of ${other.artist.name} is by ${other.sound ?? ''}. ` +
      'Use the sound tagger of the model, or train a model on the tags of this one.',
  );
}
