import type { Classifier } from '../classifier/classifier.ts';
import { withAlbums } from '../classifier/features/parts.ts';
import { isLocalClassifier } from '../classifier/models/local-classifier.ts';
import type { ArtistProfile, CallOptions, GenreExample } from '../model.ts';
import { genresOf } from '../tags/genres.ts';
import { type LabeledPrediction, labeled, measured } from './labeled-prediction.ts';
import { type CoversEvaluation, type Evaluation, evaluatePredictions } from './metrics.ts';

const sizes = [1, 3, 5, 10] as const;

/** Measures a model on the same artists with few of their covers. Models at a service are not asked: each question costs. */
export class ByCovers {
  readonly #predictions = sizes.map((): LabeledPrediction[] => []);

  async add(classifier: Classifier, examples: readonly GenreExample[], options: CallOptions): Promise<void> {
    if (!isLocalClassifier(classifier)) return;
    for (const [at, size] of sizes.entries()) {
      const parts = examples.map(({ profile }) => withCovers(profile, size));
      for (const [row, prediction] of (await classifier.classify(parts, options)).entries()) {
        const example = examples[row];
        if (example) this.#predictions[at]?.push(measured(labeled(genresOf(example), prediction)));
      }
    }
  }

  /** The evaluation of the whole artists, with what was measured here. */
  addTo(whole: Evaluation): Evaluation {
    const rowOf = (covers: CoversEvaluation['covers'], evaluation: Evaluation): CoversEvaluation => {
      const { accuracy, calibrationError, calibrationErrorByChance, overconfidence } = evaluation;
      return { covers, accuracy, calibrationError, calibrationErrorByChance, overconfidence };
    };
    const few = this.#predictions.flatMap((predictions, at) =>
      predictions.length === 0 ? [] : rowOf(sizes[at] ?? 'all', evaluatePredictions(predictions)),
    );
    return few.length === 0 ? whole : { ...whole, byCovers: [...few, rowOf('all', whole)] };
  }
}

/** The artist with this number of tagged covers, or the whole artist: an album without a cover would not count as one. */
function withCovers(profile: ArtistProfile, size: number): ArtistProfile {
  const albums = profile.albums.filter(({ cover }) => cover.status === 'tagged');
  if (albums.length === 0) return withAlbums(profile, size);
  return albums.length > size ? withAlbums({ ...profile, albums }, size) : profile;
}
