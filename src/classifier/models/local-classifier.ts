import { checkLength } from '../../errors.ts';
import type { ArtistProfile, Prediction } from '../../model.ts';
import { GenreTree } from '../../tags/genre-tree.ts';
import { type SayOptions, checkSayOptions, sayGenres } from '../../tags/said-genres.ts';
import { compareCodePoints } from '../../util/order.ts';
import type { Classifier, ClassifyOptions, Trainer } from '../classifier.ts';
import { featureCounter, kindCounter } from '../features/count-features.ts';
import { type FeatureRow, featureRows } from '../features/feature-rows.ts';
import { profileReader } from '../features/read-profiles.ts';
import type { SparseRows } from '../features/rows.ts';
import { probabilities } from '../fitting/calibration.ts';
import { checkSound, soundOf } from './check-sound.ts';
import { checkTagger } from './check-tagger.ts';
import { type ScoredRow, findEvidence } from './evidence.ts';
import type { LocalModel } from './local-model.ts';
import type { ModelFile } from './model-contents.ts';
import { packModel } from './model-file.ts';
import { profileWarnings } from './profile-warnings.ts';
import { scoreSources } from './score-sources.ts';

/** A classifier that runs on this machine. To keep it: `JSON.stringify(classifier)`, then `loadClassifier`. */
export interface LocalClassifier extends Classifier {
  /** The id of the tagger whose tags it knows. */
  readonly tagger: string;
  /** Tags that training found to say nothing, because every genre has them alike. */
  readonly stopTags: readonly string[];
  /** From its root to the genre itself: `['metal', 'doom metal']`. A genre alone if the model was trained without a tree. */
  pathOf(genre: string): readonly string[];
  /**
   * What profiles have of the features that the model looks at, also if training has not seen them: what a model that was
   * exported by `spotitags/export` reads.
   */
  featureRows(profiles: readonly ArtistProfile[]): FeatureRow[];
  toJSON(): ModelFile;
}

export function isLocalClassifier(classifier: Classifier): classifier is LocalClassifier {
  return 'toJSON' in classifier && 'stopTags' in classifier;
}

/** Trains a classifier on this machine. */
export type LocalTrainer = Trainer<LocalClassifier>;

export function localClassifier(model: LocalModel): LocalClassifier {
  const { genres, stopTags } = model;
  const { tagger } = model.origin;
  const sound = soundOf(model);
  const count = featureCounter(model.features, kindCounter(model));
  const read = profileReader(model, count);
  const warningsOf = profileWarnings(model, 'the probabilities may be far too high');
  const tree = new GenreTree(new Map(model.parents ?? []));

  const classifyAll = (
    profiles: readonly ArtistProfile[],
    limit: number | undefined,
    say: SayOptions,
  ): Prediction[] => {
    checkTagger(tagger, profiles);
    checkSound(sound, profiles);
    // At another level, it is the probability there that may be too low.
    const asked = say.level === undefined ? say : { minProbability: model.minProbability, ...say };
    const scored = scoreEach(model, read(profiles));
    return scored.map((row, at) => {
      const profile = profiles[at];
      const { rows, row: place, scores } = row;
      const isKnown = (rows.ends[place] ?? 0) > (rows.starts[place] ?? 0);
      const prediction = sayGenres(predict(model, scores, isKnown), asked, tree);
      if (!profile) return prediction;
      const warnings = warningsOf(profile);
      // Copied only if there is something to add, because this runs for every artist.
      const warned = warnings.length > 0 ? { ...prediction, warnings } : prediction;
      if (limit === undefined) return warned;
      return {
        ...warned,
        evidence: findEvidence(
          model,
          profile,
          learnedOf(prediction, say.level === undefined ? noTree : tree),
          row,
          limit,
        ),
      };
    });
  };

  return {
    genres,
    tagger,
    ...(sound !== undefined && { sound }),
    stopTags,
    pathOf: (genre) => tree.pathOf(genre),
    classify: (profiles, { evidence, signal, ...say }: ClassifyOptions = {}) =>
      Promise.resolve().then(() => {
        signal?.throwIfAborted();
        if (evidence !== undefined) checkLength('evidence', evidence);
        checkSayOptions(say);
        return classifyAll(profiles, evidence, say);
      }),
    featureRows(profiles) {
      checkTagger(tagger, profiles);
      checkSound(sound, profiles);
      return featureRows(profiles, count);
    },
    toJSON: () => packModel(model),
  };
}

const noTree = new GenreTree(new Map());

/** The learned genres that are what was said, or kinds of it. */
function learnedOf({ genre, scores }: Prediction, tree: GenreTree): string[] {
  if (genre === null) return [];
  return scores.map((score) => score.genre).filter((learned) => tree.pathOf(learned).includes(genre));
}

function scoreEach(model: LocalModel, read: SparseRows): ScoredRow[] {
  const { rows, scores } = scoreSources(model, read);
  const genres = model.genres.length;
  return Array.from({ length: rows.length }, (_, row) => ({
    rows,
    row,
    scores: scores.subarray(row * genres, (row + 1) * genres),
  }));
}

/** @param known - whether the profile has anything that training had. */
export function predict(
  { genres, calibration, minProbability }: Pick<LocalModel, 'genres' | 'calibration' | 'minProbability'>,
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
