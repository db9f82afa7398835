import type { Classifier } from '../classifier/classifier.ts';
import { withAlbums } from '../classifier/features/parts.ts';
import { isLocalClassifier } from '../classifier/models/local-classifier.ts';
import type { ArtistProfile, CallOptions, GenreExample } from '../model.ts';
import { genresOf } from '../tags/genres.ts';
import { type LabeledPrediction, labeled, measured } from './labeled-prediction.ts';
import { type CoversEvaluation, type Evaluation, evaluatePredictions } from './metrics.ts';
import { sum } from './reliability.ts';

const sizes = [1, 3, 5, 10] as const;
/** Of one choice of covers alone, the accuracy of 68 artists has a standard error of .06. */
const choices = 5;
/** More artists need no second choice. Each choice takes as long as to predict the artists. */
const mostArtists = 1000;

/** Measures a model on the same artists with few of their covers. Models at a service are not asked: each question costs. */
export class ByCovers {
  /** Of each size, what was said of each choice of covers. */
  readonly #predictions = sizes.map(() => Array.from({ length: choices }, (): LabeledPrediction[] => []));
  #artists = 0;

  async add(classifier: Classifier, examples: readonly GenreExample[], options: CallOptions): Promise<void> {
    if (!isLocalClassifier(classifier)) return;
    const chosenAgain = examples.slice(0, Math.max(0, mostArtists - this.#artists));
    this.#artists += examples.length;
    for (const [at, size] of sizes.entries()) {
      for (let choice = 0; choice < choices; choice++) {
        const some = choice === 0 ? examples : chosenAgain;
        if (some.length === 0) break;
        const parts = some.map(({ profile }) => withCovers(profile, size, choice));
        for (const [row, prediction] of (await classifier.classify(parts, options)).entries()) {
          const example = some[row];
          if (example)
            this.#predictions[at]?.[choice]?.push(measured(labeled(genresOf(example), prediction)));
        }
      }
    }
  }

  /** The evaluation of the whole artists, with what was measured here. */
  addTo(whole: Evaluation): Evaluation {
    const few = this.#predictions.flatMap((ofSize, at) => {
      const evaluations = ofSize.filter(({ length }) => length > 0).map((one) => evaluatePredictions(one));
      return evaluations.length === 0 ? [] : meanOf(sizes[at] ?? 'all', evaluations);
    });
    return few.length === 0 ? whole : { ...whole, byCovers: [...few, meanOf('all', [whole])] };
  }
}

/** The figures of all choices, by the number of their artists. Errors of calibration are those of one choice. */
function meanOf(covers: CoversEvaluation['covers'], evaluations: readonly Evaluation[]): CoversEvaluation {
  const artists = sum(evaluations.map((one) => one.artists));
  const of = (figure: (one: Evaluation) => number) =>
    sum(evaluations.map((one) => figure(one) * one.artists)) / artists;
  return {
    covers,
    accuracy: of(({ accuracy }) => accuracy),
    calibrationError: of(({ calibrationError }) => calibrationError),
    calibrationErrorByChance: of(({ calibrationErrorByChance }) => calibrationErrorByChance),
    overconfidence: of(({ overconfidence }) => overconfidence),
  };
}

/** The artist with this number of tagged covers, or the whole artist: an album without a cover would not count as one. */
function withCovers(profile: ArtistProfile, size: number, choice: number): ArtistProfile {
  const tagged = profile.albums.filter(({ cover }) => cover.status === 'tagged');
  const albums = tagged.length > 0 ? tagged : profile.albums;
  if (albums.length <= size) return profile;
  return withAlbums({ ...profile, albums }, size, Math.floor((choice * albums.length) / size / choices));
}
