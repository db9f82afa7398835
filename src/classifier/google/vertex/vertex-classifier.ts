import type { PredictionServiceClient } from '@google-cloud/aiplatform';
import { SpotiTagsError } from '../../../errors.ts';
import type { ArtistProfile, Prediction } from '../../../model.ts';
import { checkSayOptions, sayGenres } from '../../../tags/said-genres.ts';
import { checkOptions } from '../../../util/options.ts';
import type { Classifier, ClassifyOptions } from '../../classifier.ts';
import type { CountOptions } from '../../features/count-tags.ts';
import { readPrediction } from './answers.ts';
import { type Instance, batchesOf, instancesOf, toValue } from './batches.ts';
import { type LazyClient, loadAiplatform, predictionClient } from '../client.ts';
import { type VertexCall, callVertex, requestTimeout } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import { cannotTell } from '../predictions.ts';
import { type VertexClassifierOptions, vertexOptions } from './options.ts';

const who = 'VertexClassifier';
/** Requests at once. A deployed model is one machine, more often than not. */
const concurrency = 4;

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
  readonly #call: VertexCall;
  readonly #counting: CountOptions;
  readonly #client: LazyClient<PredictionServiceClient>;

  /** @throws SpotiTagsError `invalid-input` if an option is not what was expected. */
  constructor(options: VertexClassifierOptions) {
    const settings = checkOptions(vertexOptions, options);
    const { genres, tagger, endpoint, filter, minCovers } = settings;
    this.genres = genres;
    this.tagger = tagger;
    this.endpoint = endpoint;
    this.#counting = { filter, minCovers };
    this.#call = {
      what: `Predicting with ${this.endpoint}`,
      project: settings.project,
      notFound: 'Check the options endpoint, project and location.',
    };
    this.#client = predictionClient(who, settings);
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
    for (const profile of profiles) this.#checkTagger(profile);
    const batches = batchesOf(instancesOf(profiles, this.#counting));
    const answers = await inParallel(batches, concurrency, [signal, this.#client.closing], (batch, joined) =>
      this.#ask(batch, joined),
    );
    const predictions = new Map(answers.flat());
    return profiles.map((_, at) => {
      const prediction = sayGenres(predictions.get(at) ?? cannotTell(this.genres), say);
      return evidence === undefined ? prediction : { ...prediction, evidence: [] };
    });
  }

  /** Ends what is under way, and lets go of the connections. The model stays deployed. */
  close(): Promise<void> {
    return this.#client.close();
  }

  async #ask(batch: readonly Instance[], signal: AbortSignal): Promise<[at: number, Prediction][]> {
    const { helpers } = await loadAiplatform(who);
    const request = { endpoint: this.endpoint, instances: batch.map(toValue) };
    const predictions = await callVertex(
      this.#call,
      async () => {
        const client = await this.#client.get();
        const [response] = await client.predict(request, { timeout: requestTimeout });
        return response.predictions ?? [];
      },
      { signal },
    );
    if (predictions.length !== batch.length) {
      const text = `${this.endpoint} answered ${predictions.length} predictions for ${batch.length} instances.`;
      throw new SpotiTagsError('service', text);
    }
    return batch.map(({ at }, place) => {
      // The same message, typed by two tools of which one allows `undefined`; the helper throws for any but an object.
      const value = predictions[place] as Parameters<typeof helpers.fromValue>[0] | undefined;
      const answer: unknown = value?.structValue ? helpers.fromValue(value) : undefined;
      return [at, readPrediction(answer, this.genres, this.endpoint)];
    });
  }

  #checkTagger({ artist, tagger }: ArtistProfile): void {
    if (tagger === this.tagger) return;
    throw new SpotiTagsError(
      'invalid-input',
      `The model of ${this.endpoint} knows the tags of ${this.tagger}, but the profile of ${artist.name} is by ` +
        `${tagger}. Tag with the tagger of the model, or train a model on the tags of this one.`,
    );
  }
}
