import type { ArtistProfile, Evidence, ProfileAlbum } from '../../model.ts';
import { correctedTags } from '../../tags/corrections.ts';
import { coverDirection } from '../../tags/embedding.ts';
import type { TagFilter } from '../../tags/filter.ts';
import { compareCodePoints } from '../../util/order.ts';
import { type FeatureKey, parseKey } from '../features/features.ts';
import { decadeOf, wordsOfAlbum } from '../features/profile-words.ts';
import type { SparseRows } from '../features/rows.ts';
import { isOfEdition, partsOfWord } from '../features/words.ts';
import { softmax } from '../fitting/calibration.ts';
import type { LocalModel } from './local-model.ts';

/** A profile as the model sees it: its row, and the score of each genre. */
export interface ScoredRow {
  readonly rows: SparseRows;
  readonly row: number;
  readonly scores: Float64Array;
}

/** What a column adds: to the log odds, in nats, or to a number, in its unit. */
export interface Contribution {
  readonly key: FeatureKey;
  readonly contribution: number;
}

/**
 * What each feature adds to the log odds of the predicted genre g: its part in (s_g − Σ q_c·s_c) / T, where q are the
 * probabilities of the other genres among themselves. Of a genre above several, s_g is the mean of theirs, by their
 * probabilities among themselves. These contributions and the biases' sum up to the log odds plus the
 * entropy of q, so that they are in nats. A word has its own part and those of its parts; an embedding has one for each
 * cover. Only what spoke for the genre is evidence; words of an edition come last.
 */
export function findEvidence(
  model: LocalModel,
  profile: ArtistProfile,
  said: readonly string[],
  scored: ScoredRow,
  limit: number,
): Evidence[] {
  const predicted = new Set(said.map((genre) => model.genres.indexOf(genre)));
  if (predicted.size === 0 || predicted.has(-1) || model.genres.length === predicted.size) return [];
  const pieces = piecesOf(contributions(model, predicted, scored), profile, model.filter);
  return strongestFirst(
    pieces.filter(({ contribution }) => contribution > 0),
    limit,
  );
}

/** The contributions by what people know: tags, words, decades, covers. */
export function piecesOf(
  columns: readonly Contribution[],
  profile: ArtistProfile,
  filter: TagFilter,
): Evidence[] {
  const ofKind = (kind: string) => columns.filter(({ key }) => parseKey(key).kind === kind);
  return [
    ...ofKind('tag').map(named(({ cover }) => tagNames(cover, filter), profile)),
    ...ofKind('sound').map(named(soundNames, profile)),
    ...ofKind('decade').map(named(decadeOf, profile)),
    ...wordEvidence('title', [...ofKind('title'), ...ofKind('title-part')], profile),
    ...wordEvidence('lettering', ofKind('lettering'), profile),
    ...embeddingEvidence(ofKind('embedding'), profile),
  ];
}

/** Words of an edition come last. */
export function strongestFirst(pieces: readonly Evidence[], limit: number): Evidence[] {
  return pieces
    .toSorted(
      (a, b) =>
        Number(a.edition ?? false) - Number(b.edition ?? false) ||
        Math.abs(b.contribution) - Math.abs(a.contribution) ||
        compareCodePoints(a.name, b.name),
    )
    .slice(0, limit);
}

function contributions(
  { vocabulary, calibration: { temperature }, weights, genres }: LocalModel,
  predicted: ReadonlySet<number>,
  { rows, row, scores }: ScoredRow,
): Contribution[] {
  const among = (isIn: boolean) =>
    softmax(
      scores.map((score, at) => (predicted.has(at) === isIn ? score : -Infinity)),
      temperature,
    );
  const [own, rivals] = [among(true), among(false)];
  const start = rows.starts[row] ?? 0;
  return Array.from({ length: (rows.ends[row] ?? 0) - start }, (_, entry) => {
    const column = rows.columns[start + entry] ?? 0;
    const cell = column * genres.length;
    const mean = (shares: Float64Array) =>
      shares.reduce((sum, q, genre) => sum + q * (weights[cell + genre] ?? 0), 0);
    const lead = (rows.values[start + entry] ?? 0) * (mean(own) - mean(rivals));
    return { key: vocabulary[column] ?? 'tag:', contribution: lead / temperature };
  });
}

/** @param namesOf - what an album has. */
function named(
  namesOf: (album: ProfileAlbum) => readonly string[],
  { albums }: ArtistProfile,
): (column: Contribution) => Evidence {
  const albumsWith = new Map<string, string[]>();
  for (const album of albums) {
    for (const name of new Set(namesOf(album))) {
      const known = albumsWith.get(name);
      if (known) known.push(album.id);
      else albumsWith.set(name, [album.id]);
    }
  }
  return ({ key, contribution }) => {
    const { kind, name } = parseKey(key);
    return {
      kind: kind === 'decade' || kind === 'sound' ? kind : 'tag',
      name,
      contribution,
      albums: albumsWith.get(name) ?? [],
    };
  };
}

function tagNames(cover: ProfileAlbum['cover'], filter: TagFilter): readonly string[] {
  return cover.status === 'tagged' ? filter.apply(correctedTags(cover)).map(({ name }) => name) : [];
}

function soundNames({ sound }: ProfileAlbum): readonly string[] {
  return sound?.status === 'tagged' ? sound.tags.map(({ name }) => name) : [];
}

/** Gives what parts of words contribute to the words that have them, in proportion to the albums with each word. */
function wordEvidence(
  kind: 'title' | 'lettering',
  columns: readonly Contribution[],
  profile: ArtistProfile,
): Evidence[] {
  if (columns.length === 0) return [];
  const albumsOf = new Map<string, string[]>();
  for (const album of profile.albums) {
    for (const word of wordsOfAlbum(kind, album, profile)) {
      albumsOf.set(word, [...(albumsOf.get(word) ?? []), album.id]);
    }
  }
  const words = Array.from(albumsOf, ([word, albums]) => ({
    word,
    albums,
    parts: new Set(partsOfWord(word)),
  }));
  const totals = new Map<string, number>();
  for (const { parts, albums } of words) {
    for (const part of parts) totals.set(part, (totals.get(part) ?? 0) + albums.length);
  }
  const byName = new Map(columns.map(({ key, contribution }) => [key, contribution]));
  const partKind = kind === 'title' ? 'title-part' : kind;
  return words.map(({ word, albums, parts }) => {
    let contribution = kind === 'title' ? (byName.get(`title:${word}`) ?? 0) : 0;
    for (const part of parts) {
      const ofPart = byName.get(`${partKind}:${part}`) ?? 0;
      contribution += (ofPart * albums.length) / (totals.get(part) ?? 1);
    }
    return { kind, name: word, contribution, albums, ...(isOfEdition(word) && { edition: true as const }) };
  });
}

/** The embedding of an artist is a sum over the covers: each cover has a share in what its numbers add. */
function embeddingEvidence(columns: readonly Contribution[], { albums }: ArtistProfile): Evidence[] {
  if (columns.length === 0) return [];
  const vectors = albums.flatMap(({ id, title, cover }) => {
    const vector = coverDirection(cover);
    return vector ? { id, title, vector } : [];
  });
  // The share of a cover in a number of the sum is its own number over the sum.
  const factors = columns.map(({ key, contribution }) => {
    const at = Number(parseKey(key).name);
    const whole = vectors.reduce((sum, { vector }) => sum + (vector[at] ?? 0), 0);
    return { at, factor: whole === 0 ? 0 : contribution / whole };
  });
  return vectors.map(({ id, title, vector }) => {
    const sum = factors.reduce((total, { at, factor }) => total + factor * (vector[at] ?? 0), 0);
    return { kind: 'embedding', name: title, contribution: sum, albums: [id] };
  });
}
