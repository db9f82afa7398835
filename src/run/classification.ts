import type { ArtistProfile, Evidence, Prediction } from '../model.ts';

/** Evidence with the titles of its albums. */
export interface TitledEvidence extends Evidence {
  /** The titles of `albums`, in the same order. */
  readonly titles: readonly string[];
}

/** A prediction about one artist, and the profile that it was made of. */
export interface Classification extends Prediction {
  readonly evidence: readonly TitledEvidence[];
  readonly profile: ArtistProfile;
}

export function withTitles(prediction: Prediction, profile: ArtistProfile): Classification {
  const titles = new Map(profile.albums.map(({ id, title }) => [id, title]));
  const evidence = (prediction.evidence ?? []).map((piece) => ({
    ...piece,
    titles: piece.albums.map((id) => titles.get(id) ?? ''),
  }));
  return { ...prediction, evidence, profile };
}
