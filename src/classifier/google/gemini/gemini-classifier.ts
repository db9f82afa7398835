import type { PredictionServiceClient } from '@google-cloud/aiplatform';
import { SpotiTagsError } from '../../../errors.ts';
import type { ArtistProfile, Prediction } from '../../../model.ts';
import { checkSayOptions, sayGenres } from '../../../tags/said-genres.ts';
import { checkOptions } from '../../../util/options.ts';
import type { Classifier, ClassifyOptions } from '../../classifier.ts';
import { type LazyClient, predictionClient } from '../client.ts';
import { type VertexCall, callVertex, requestTimeout } from '../errors.ts';
import { readAnswer } from './answer.ts';
import { type Facts, type GeminiSettings, factsOf, requestOf } from './request.ts';
import { inParallel } from '../in-parallel.ts';
import { cannotTell } from '../predictions.ts';
import { type GeminiClassifierOptions, geminiOptions } from './options.ts';

/** Requests at once. */
const concurrency = 8;

/**
 * Asks Gemini for an artist's genre out of a list, without any training: it is told an artist's tags and titles of
 * albums, never the artist's name. One request a profile, each of which is billed.
 *
 * It takes the tags of any tagger. Probabilities are what the model says itself: they are not calibrated. There is no
 * evidence: `evidence` is empty. It says genres and never estimates numbers, because it is not trained: for numbers, use
 * `ridgeRegression` or `VertexTrainer`. Throttling and outages are waited out for about 15 seconds.
 */
export class GeminiClassifier implements Classifier {
  readonly genres: readonly string[];
  /** The id that messages name. */
  readonly #model: string;
  readonly #settings: GeminiSettings;
  readonly #call: VertexCall;
  readonly #client: LazyClient<PredictionServiceClient>;

  /** @throws SpotiTagsError `invalid-input` if an option is not what was expected. */
  constructor(options: GeminiClassifierOptions) {
    const settings = checkOptions(geminiOptions, options);
    const { project, location, model, genres } = settings;
    this.genres = genres;
    this.#model = model;
    this.#settings = {
      ...settings,
      model: `projects/${project}/locations/${location}/publishers/google/models/${model}`,
    };
    this.#call = {
      what: `Asking ${model}`,
      project,
      notFound: `Check the option model, and that the location ${location} has it: "global" has most.`,
    };
    this.#client = predictionClient('GeminiClassifier', settings);
  }

  /**
   * An answer that is blocked, cut off, or not what was asked for gives `genre: null` and the `reason`: the other answers
   * are paid for.
   * @throws SpotiTagsError `service` if waiting did not help; `rate-limited`, `unauthorized`, `invalid-input` or `missing-package` as `VertexClassifier`.
   */
  async classify(
    profiles: readonly ArtistProfile[],
    { evidence, signal, ...say }: ClassifyOptions = {},
  ): Promise<readonly Prediction[]> {
    signal?.throwIfAborted();
    checkSayOptions(say);
    const facts = profiles.map((profile) => factsOf(profile, this.#settings));
    const predictions = await inParallel(
      facts,
      concurrency,
      [signal, this.#client.closing],
      (known, joined) => (known ? this.#ask(known, joined) : Promise.resolve(cannotTell(this.genres))),
    );
    return predictions.map((prediction) => {
      const said = sayGenres(prediction, say);
      return evidence === undefined ? said : { ...said, evidence: [] };
    });
  }

  /** Ends what is under way, and lets go of the connections. */
  close(): Promise<void> {
    return this.#client.close();
  }

  async #ask(facts: Facts, signal: AbortSignal): Promise<Prediction> {
    const request = requestOf(facts, this.#settings);
    const response = await callVertex(
      this.#call,
      async () => {
        const client = await this.#client.get();
        const [answer] = await client.generateContent(request, { timeout: requestTimeout });
        return answer;
      },
      { signal },
    );
    try {
      return readAnswer(response, this.genres, this.#model);
    } catch (error) {
      if (SpotiTagsError.isInstance(error, 'service')) return cannotTell(this.genres, error.message);
      throw error;
    }
  }
}
