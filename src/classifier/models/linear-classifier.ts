import { SpotiTagsError } from '../../errors.ts';
import type { ArtistProfile, Evidence, Prediction, ProfileAlbum } from '../../model.ts';
import { correctedTags } from '../../tags/corrections.ts';
import type { TagFilter } from '../../tags/filter.ts';
import { compareCodePoints } from '../../util/order.ts';
import { type Calibration, probabilities, softmax } from '../fitting/calibration.ts';
import type { Classifier, ClassifyOptions, Trainer } from '../classifier.ts';
import {
  type Feature,
  type FeatureKey,
  countFeatures,
  namesOfAlbum,
  parseKey,
} from '../features/features.ts';
import { type ModelFile, type ModelKind, packModel, unpackModel } from './model-file.ts';
import { RowsBuilder, type SparseRows } from '../features/rows.ts';
import { scoreRows } from '../fitting/scores.ts';
import { type Transform, transformRows } from '../features/transform.ts';

/** A classifier that runs in this process, and can be kept: `JSON.stringify(classifier)`, then `loadClassifier`. */
export interface LocalClassifier extends Classifier {
  /** The id of the tagger whose tags it knows. */
  readonly tagger: string;
  /** Tags found in training to say nothing, because every genre has them alike. */
  readonly stopTags: readonly string[];
  toJSON(): ModelFile;
}

export type LocalTrainer = Trainer<LocalClassifier>;

/** Everything an local model knows. */
export interface LinearModel {
  readonly kind: ModelKind;
  readonly tagger: string;
  readonly features: readonly Feature[];
  readonly filter: TagFilter;
  readonly minCovers: number;
  /** Below it, the likeliest genre is not said. */
  readonly minProbability: number;
  readonly stopTags: readonly string[];
  readonly genres: readonly string[];
  readonly vocabulary: readonly FeatureKey[];
  readonly transform: Transform;
  /** `weights[column * genres + genre]` */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly calibration: Calibration;
}

export function linearClassifier(model: LinearModel): LocalClassifier {
  const { genres, tagger, stopTags } = model;
  const columnOf = indexVocabulary(model.vocabulary);

  const featuresOf = (profiles: readonly ArtistProfile[]): SparseRows => {
    const rows = new RowsBuilder();
    for (const profile of profiles) {
      if (profile.tagger !== tagger) throw otherTagger(tagger, profile);
      for (const { kind, counts } of countFeatures(profile, model.features, model)) {
        const ofKind = columnOf[kind];
        for (const { name, weight } of counts) {
          const column = ofKind.get(name);
          if (column !== undefined) rows.push(column, weight);
        }
      }
      rows.endRow();
    }
    return transformRows(model.transform, rows.rows());
  };

  const classifyAll = (profiles: readonly ArtistProfile[], evidence: number | undefined): Prediction[] => {
    const rows = featuresOf(profiles);
    const allScores = scoreRows(rows, model);
    return profiles.map((profile, row) => {
      const [start, end] = [rows.starts[row] ?? 0, rows.ends[row] ?? 0];
      const scores = allScores.subarray(row * genres.length, (row + 1) * genres.length);
      const prediction = predict(model, scores, end > start);
      if (evidence === undefined) return prediction;
      const features = {
        columns: rows.columns.subarray(start, end),
        values: rows.values.subarray(start, end),
      };
      return { ...prediction, evidence: explain(model, profile, prediction, features, scores, evidence) };
    });
  };

  return {
    genres,
    tagger,
    stopTags,
    classify: (profiles, { evidence, signal }: ClassifyOptions = {}) =>
      Promise.resolve().then(() => {
        signal?.throwIfAborted();
        return classifyAll(profiles, evidence);
      }),
    toJSON: () => packModel(model),
  };
}

function predict(
  { genres, calibration, minProbability }: LinearModel,
  scores: Float64Array,
  known: boolean,
): Prediction {
  const chances = known ? probabilities(scores, calibration) : calibration.prior;
  const ranked = genres
    .map((genre, at) => ({ genre, probability: chances[at] ?? 0 }))
    .sort((a, b) => b.probability - a.probability || compareCodePoints(a.genre, b.genre));
  const [likeliest] = ranked;
  const isSaid = known && likeliest !== undefined && likeliest.probability >= minProbability;
  return { genre: isSaid ? likeliest.genre : null, scores: ranked, calibrated: known };
}

/**
 * What each tag adds to the log odds of the predicted genre g: value / T · (w_g − Σ q_c·w_c), where q are the
 * probabilities of the other genres among themselves. These contributions and the biases' sum up to the log odds plus
 * the entropy of q, so that they are in nats. Only what spoke for the genre is evidence.
 */
function explain(
  model: LinearModel,
  profile: ArtistProfile,
  { genre }: Prediction,
  { columns, values }: Pick<SparseRows, 'columns' | 'values'>,
  scores: Float64Array,
  limit: number,
): Evidence[] {
  const { genres, weights, vocabulary, calibration } = model;
  const predicted = genre === null ? -1 : genres.indexOf(genre);
  if (predicted < 0 || genres.length < 2) return [];
  const rivals = softmax(
    scores.map((score, at) => (at === predicted ? -Infinity : score)),
    calibration.temperature,
  );
  return Array.from(columns)
    .map((column, entry) => {
      const at = column * genres.length;
      const elsewhere = rivals.reduce((sum, q, rival) => sum + q * (weights[at + rival] ?? 0), 0);
      const lead = (weights[at + predicted] ?? 0) - elsewhere;
      const contribution = ((values[entry] ?? 0) * lead) / calibration.temperature;
      return { key: vocabulary[column] ?? 'tag:', contribution };
    })
    .filter(({ contribution }) => contribution > 0)
    .sort((a, b) => b.contribution - a.contribution || compareCodePoints(a.key, b.key))
    .slice(0, limit)
    .map(({ key, contribution }) => {
      const { kind, name } = parseKey(key);
      return { kind, name, contribution, albums: albumsWith(kind, name, profile, model.filter) };
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

/** The column of each name, by kind: looked up for every tag of every artist. */
function indexVocabulary(
  vocabulary: readonly FeatureKey[],
): Record<Feature['kind'], ReadonlyMap<string, number>> {
  const columns = {
    tag: new Map<string, number>(),
    title: new Map<string, number>(),
    decade: new Map<string, number>(),
  };
  for (const [column, key] of vocabulary.entries()) {
    const { kind, name } = parseKey(key);
    columns[kind].set(name, column);
  }
  return columns;
}

function otherTagger(tagger: string, profile: ArtistProfile): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `The model knows the tags of ${tagger}, but the profile of ${profile.artist.name} is by ${profile.tagger}. ` +
      'Tag with the tagger of the model, or train a model on the tags of this one.',
  );
}

/**
 * Reads a model back from its JSON text: `loadClassifier(await readFile('model.json', 'utf8'))`.
 *
 * @param options.filter - needed for a model that was trained with a filter of one's own: one of the same id.
 * @throws SpotiTagsError `invalid-input` for text that is no model, was cut or changed, is of another version, or was
 * trained with another filter.
 */
export function loadClassifier(
  json: string,
  { filter }: { readonly filter?: TagFilter } = {},
): LocalClassifier {
  return linearClassifier(unpackModel(json, filter));
}
