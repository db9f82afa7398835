import type { ArtistProfile, Prediction } from '../../../model.ts';
import { checkSayOptions, sayGenres } from '../../../tags/said-genres.ts';
import { checkOptions } from '../../../util/options.ts';
import type { Classifier, ClassifyOptions } from '../../classifier.ts';
import type { CountOptions } from '../../features/count-tags.ts';
import { cannotTell } from '../predictions.ts';
import { readPrediction } from './answers.ts';
import { instancesOf } from './batches.ts';
import { VertexEndpoint } from './endpoint.ts';
import { type VertexClassifierOptions, vertexOptions } from './options.ts';

/**
 * Asks a model that is deployed to an endpoint of Vertex AI: one of AutoML for tables, or of BigQuery ML, that was
 * trained on a column `tags`, as `VertexTrainer` and `writeCsv` write them. A deployed model is billed while it idles.
 *
 * Its probabilities are not calibrated, and it has no evidence to give: `evidence` is empty. Throttling and outages are
 * waited out for about 15 seconds.
 */
export class VertexClassifier implements Classifier {
  readonly genres: readonly string[];
  /** The id of the tagger whose tags it knows. */
  readonly tagger: string;
  /** The endpoint's full name. */
  readonly endpoint: string;
  readonly #counting: CountOptions;
  readonly #model: VertexEndpoint;

  /** @throws SpotiTagsError `invalid-input` if an option is not what was expected. */
  constructor(options: VertexClassifierOptions) {
    const settings = checkOptions(vertexOptions, options);
    const { genres, tagger, endpoint, filter, minCovers } = settings;
    this.genres = genres;
    this.tagger = tagger;
    this.endpoint = endpoint;
    this.#counting = { filter, minCovers };
    this.#model = new VertexEndpoint('VertexClassifier', settings);
  }

  /**
   * @throws SpotiTagsError `invalid-input` for a profile of another tagger, for one whose tags are more than a request
   * takes, for an endpoint that is not there, and for a model of other genres; `unauthorized` where credentials or a
   * permission are missing; `rate-limited` or `service` where waiting did not help; `missing-package`.
   */
  async classify(
    profiles: readonly ArtistProfile[],
    { evidence, signal, ...say }: ClassifyOptions = {},
  ): Promise<readonly Prediction[]> {
    signal?.throwIfAborted();
    checkSayOptions(say);
    this.#model.checkTagger(profiles);
    const instances = instancesOf(profiles, this.#counting).filter(({ text }) => text !== '');
    const read = (answer: unknown) => readPrediction(answer, this.genres, this.endpoint);
    const predictions = await this.#model.ask(instances, read, signal);
    return profiles.map((_, at) => {
      const prediction = sayGenres(predictions.get(at) ?? cannotTell(this.genres), say);
      return evidence === undefined ? prediction : { ...prediction, evidence: [] };
    });
  }

  /** Ends what is under way, and lets go of the connections. The model stays deployed. */
  close(): Promise<void> {
    return this.#model.close();
  }
}
