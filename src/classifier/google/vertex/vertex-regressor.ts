import type { ArtistProfile } from '../../../model.ts';
import { checkOptions } from '../../../util/options.ts';
import type { CountOptions } from '../../features/count-tags.ts';
import type { Estimate, EstimateOptions, Regressor } from '../../regressor.ts';
import { readEstimate } from './answers.ts';
import { instancesOf } from './batches.ts';
import { VertexEndpoint } from './endpoint.ts';
import { type VertexRegressorOptions, vertexRegressorOptions } from './options.ts';

/**
 * Asks an AutoML model for tables that was trained on numbers and is deployed to an endpoint of Vertex AI, as `VertexTrainer`
 * trains it. A deployed model is billed while it idles.
 *
 * The service gives the interval. There is no evidence: `evidence` is empty. Throttling and outages are waited out for about
 * 15 seconds.
 */
export class VertexRegressor implements Regressor {
  /** The id of the tagger whose tags it knows. */
  readonly tagger: string;
  /** The endpoint's full name. */
  readonly endpoint: string;
  /** What Google says of its intervals. */
  readonly coverage = 0.95;
  readonly #counting: CountOptions;
  readonly #model: VertexEndpoint;

  /** @throws SpotiTagsError `invalid-input` if an option is not what was expected. */
  constructor(options: VertexRegressorOptions) {
    const settings = checkOptions(vertexRegressorOptions, options);
    const { tagger, endpoint, filter, minCovers } = settings;
    this.tagger = tagger;
    this.endpoint = endpoint;
    this.#counting = { filter, minCovers };
    this.#model = new VertexEndpoint('VertexRegressor', settings);
  }

  /** @throws SpotiTagsError as `VertexClassifier`. A model that says genres is an error of the service. */
  async estimate(
    profiles: readonly ArtistProfile[],
    { evidence, signal }: EstimateOptions = {},
  ): Promise<readonly Estimate[]> {
    signal?.throwIfAborted();
    this.#model.checkTagger(profiles);
    const instances = instancesOf(profiles, this.#counting);
    const read = (answer: unknown) => readEstimate(answer, this.endpoint);
    const estimates = await this.#model.ask(instances, read, signal);
    return instances.flatMap(({ at, text }) => {
      const estimate = estimates.get(at);
      if (!estimate) return [];
      return {
        ...estimate,
        ...(text === '' && {
          reason: 'The profile has no tags that count, so the model was asked without any.',
        }),
        ...(evidence !== undefined && { evidence: [] }),
      };
    });
  }

  /** Ends what is under way, and lets go of the connections. The model stays deployed. */
  close(): Promise<void> {
    return this.#model.close();
  }
}
