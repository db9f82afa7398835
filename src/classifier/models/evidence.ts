import type { ArtistProfile, Evidence, ProfileAlbum } from '../../model.ts';
import { correctedTags } from '../../tags/corrections.ts';
import type { TagFilter } from '../../tags/filter.ts';
import { compareCodePoints } from '../../util/order.ts';
import { namesOfAlbum, parseKey } from '../features/features.ts';
import type { SparseRows } from '../features/rows.ts';
import { softmax } from '../fitting/calibration.ts';
import type { LocalModel } from './local-model.ts';

/** A profile as the model sees it: its row, and the score of each genre. */
export interface ScoredRow {
  readonly rows: SparseRows;
  readonly row: number;
  readonly scores: Float64Array;
}

/**
 * What each feature adds to the log odds of the predicted genre g: its part in (s_g − Σ q_c·s_c) / T, where q are the
 * probabilities of the other genres among themselves. For a linear model these contributions, the biases' and the damping's sum up to
 * the log odds plus the entropy of q, so that they are in nats. Only what spoke for the genre is evidence.
 */
export function findEvidence(
  { genres, vocabulary, calibration, fitted, filter }: LocalModel,
  profile: ArtistProfile,
  genre: string | null,
  { rows, row, scores }: ScoredRow,
  limit: number,
): Evidence[] {
  const predicted = genre === null ? -1 : genres.indexOf(genre);
  if (predicted < 0 || genres.length < 2) return [];
  const { temperature } = calibration;
  const rivals = softmax(
    scores.map((score, at) => (at === predicted ? -Infinity : score)),
    temperature,
  );
  const start = rows.starts[row] ?? 0;
  return Array.from(fitted.explain(rows, row, predicted, rivals), (lead, entry) => {
    const key = vocabulary[rows.columns[start + entry] ?? 0] ?? 'tag:';
    return { key, contribution: lead / temperature };
  })
    .filter(({ contribution }) => contribution > 0)
    .sort((a, b) => b.contribution - a.contribution || compareCodePoints(a.key, b.key))
    .slice(0, limit)
    .map(({ key, contribution }) => {
      const { kind, name } = parseKey(key);
      return { kind, name, contribution, albums: albumsWith(kind, name, profile, filter) };
    });
}

function albumsWith(
  kind: Evidence['kind'],
  name: string,
  profile: ArtistProfile,
  filter: TagFilter,
): string[] {
  const has = (album: ProfileAlbum): boolean => {
    if (kind !== 'tag') return namesOfAlbum(kind, album, profile).includes(name);
    if (album.cover.status !== 'tagged') return false;
    return filter.apply(correctedTags(album.cover)).some((tag) => tag.name === name);
  };
  return profile.albums.filter(has).map(({ id }) => id);
}
