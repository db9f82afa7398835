import type { PredictionServiceClient } from '@google-cloud/aiplatform';
import { SpotiTagsError } from '../../../errors.ts';
import type { ArtistProfile } from '../../../model.ts';
import { type LazyClient, type VertexOptions, loadAiplatform, predictionClient } from '../client.ts';
import { type VertexCall, callVertex, requestTimeout } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import { type Instance, batchesOf, toValue } from './batches.ts';

/** Requests at once. A deployed model is one machine, more often than not. */
const concurrency = 4;

interface EndpointOptions extends VertexOptions {
  /** The endpoint's full name. */
  readonly endpoint: string;
  readonly tagger: string;
}

/** A model that is deployed, of whatever kind. */
export class VertexEndpoint {
  readonly #who: string;
  readonly #options: EndpointOptions;
  readonly #call: VertexCall;
  readonly #client: LazyClient<PredictionServiceClient>;

  constructor(who: string, options: EndpointOptions) {
    this.#who = who;
    this.#options = options;
    this.#call = {
      what: `Predicting with ${options.endpoint}`,
      project: options.project,
      notFound: 'Check the options endpoint, project and location.',
    };
    this.#client = predictionClient(who, options);
  }

  /** What the model answers to each instance, by the place of its profile. */
  async ask<Answer>(
    instances: readonly Instance[],
    read: (answer: unknown) => Answer,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<number, Answer>> {
    const answers = await inParallel(
      batchesOf(instances),
      concurrency,
      [signal, this.#client.closing],
      (batch, joined) => this.#askBatch(batch, read, joined),
    );
    return new Map(answers.flat());
  }

  /** @throws SpotiTagsError `invalid-input` for a profile of another tagger. */
  checkTagger(profiles: readonly ArtistProfile[]): void {
    const { endpoint, tagger: known } = this.#options;
    for (const { artist, tagger } of profiles) {
      if (tagger === known) continue;
      throw new SpotiTagsError(
        'invalid-input',
        `The model of ${endpoint} knows the tags of ${known}, but the profile of ${artist.name} is by ` +
          `${tagger}. Tag with the tagger of the model, or train a model on the tags of this one.`,
      );
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #askBatch<Answer>(
    batch: readonly Instance[],
    read: (answer: unknown) => Answer,
    signal: AbortSignal,
  ): Promise<[at: number, Answer][]> {
    const { endpoint } = this.#options;
    const { helpers } = await loadAiplatform(this.#who);
    const request = { endpoint, instances: batch.map(toValue) };
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
      const text = `${endpoint} answered ${predictions.length} predictions for ${batch.length} instances.`;
      throw new SpotiTagsError('service', text);
    }
    return batch.map(({ at }, place) => {
      // The same message, typed by two tools of which one allows `undefined`; the helper throws for any but an object.
      const value = predictions[place] as Parameters<typeof helpers.fromValue>[0] | undefined;
      return [at, read(value?.structValue ? helpers.fromValue(value) : undefined)];
    });
  }
}
