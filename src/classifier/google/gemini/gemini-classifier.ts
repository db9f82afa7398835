import type { PredictionServiceClient } from '@google-cloud/aiplatform';
import { SpotiTagsError, wholeNumber } from '../../../errors.ts';
import type { ArtistProfile, Prediction } from '../../../model.ts';
import { type TagFilter, tagFilter } from '../../../tags/filter.ts';
import type { Classifier, ClassifyOptions } from '../../classifier.ts';
import { type LazyClient, type VertexOptions, checkPlace, predictionClient } from '../client.ts';
import { type VertexCall, callVertex, requestTimeout } from '../errors.ts';
import { readAnswer } from './answer.ts';
import { type Facts, type GeminiSettings, factsOf, requestOf } from './request.ts';
import { inParallel } from '../in-parallel.ts';
import { cannotTell, sortGenres } from '../predictions.ts';

/** Requests at once. */
const concurrency = 8;

export interface GeminiClassifierOptions extends VertexOptions {
  /** The genres to choose from. */
  readonly genres: readonly string[];
  /**
   * A model of Gemini's, by its id; see
   * https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions for when each is withdrawn, and
   * use the location `global` for one that a region lacks.
   * @default 'gemini-3.1-flash-lite'
   */
  readonly model?: string;
  /** Which tags of a cover count. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count. @default 1 */
  readonly minCovers?: number;
  /** How many of an artist's tags are told, heaviest first. @default 100 */
  readonly maxTags?: number;
  /** Whether the titles of albums are told: a model may know artists by them, covers or not. @default true */
  readonly titles?: boolean;
  /**
   * 0 to 2; 0 for answers that vary least. `null` does not send it: models from Gemini 3.5 Flash-Lite on ignore it, and
   * later ones may refuse it. @default 0
   */
  readonly temperature?: number | null;
}

/**
 * Asks Gemini for an artist's genre out of a list, without any training: it is told an artist's tags and titles of
 * albums, never the artist's name. One request a profile, each of which is billed.
 *
 * It takes the tags of any tagger. Probabilities are what the model says itself: they are not calibrated. There is no
 * evidence: `evidence` is empty. Throttling and outages are waited out for about 15 seconds.
 */
export class GeminiClassifier implements Classifier {
  readonly genres: readonly string[];
  readonly #settings: GeminiSettings;
  readonly #call: VertexCall;
  readonly #client: LazyClient<PredictionServiceClient>;

  /** @throws SpotiTagsError `invalid-input` for an option that is not what was expected. */
  constructor(options: GeminiClassifierOptions) {
    checkPlace(options);
    const { project, location, model = 'gemini-3.1-flash-lite', temperature = 0 } = options;
    this.genres = sortGenres(options.genres);
    this.#settings = {
      model: `projects/${project}/locations/${location}/publishers/google/models/${checkModel(model)}`,
      genres: this.genres,
      filter: options.filter ?? tagFilter(),
      minCovers: wholeNumber('minCovers', options.minCovers ?? 1),
      maxTags: wholeNumber('maxTags', options.maxTags ?? 100),
      titles: options.titles ?? true,
      temperature: checkTemperature(temperature),
    };
    this.#call = {
      what: `Asking ${model}`,
      project,
      notFound: `Check the option model, and that the location ${location} has it: "global" has most.`,
    };
    this.#client = predictionClient('GeminiClassifier', options);
  }

  /**
   * @throws SpotiTagsError `service` for an answer that is not what was asked for, or where waiting did not help;
   * `rate-limited`, `unauthorized`, `invalid-input` or `missing-package` as `VertexClassifier`.
   */
  async classify(
    profiles: readonly ArtistProfile[],
    { evidence, signal }: ClassifyOptions = {},
  ): Promise<readonly Prediction[]> {
    signal?.throwIfAborted();
    const facts = profiles.map((profile) => factsOf(profile, this.#settings));
    const predictions = await inParallel(
      facts,
      concurrency,
      [signal, this.#client.closing],
      (known, joined) => (known ? this.#ask(known, joined) : Promise.resolve(cannotTell(this.genres))),
    );
    return evidence === undefined
      ? predictions
      : predictions.map((prediction) => ({ ...prediction, evidence: [] }));
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
    return readAnswer(response, this.genres, this.#settings.model);
  }
}

function checkModel(model: string): string {
  if (/^[a-z0-9][\w.@-]*$/u.test(model)) return model;
  throw new SpotiTagsError(
    'invalid-input',
    `model must be the id of a model of Gemini's, such as "gemini-3.1-flash-lite", got ${JSON.stringify(model)}.`,
  );
}

function checkTemperature(temperature: number | null): number | null {
  if (temperature === null || (temperature >= 0 && temperature <= 2)) return temperature;
  throw new SpotiTagsError('invalid-input', `temperature must lie in 0..2, got ${temperature}.`);
}
