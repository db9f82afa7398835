import type {
  DatasetServiceClient,
  EndpointServiceClient,
  PipelineServiceClient,
} from '@google-cloud/aiplatform';
import * as v from 'valibot';
import { SpotiTagsError } from '../../../errors.ts';
import type { CallOptions } from '../../../model.ts';
import {
  type Aiplatform,
  LazyClient,
  type VertexOptions,
  clientOptionsOf,
  loadAiplatform,
} from '../client.ts';
import { callVertex, vertexError } from '../errors.ts';

const who = 'VertexTrainer';

/** Codes of gRPC that are an answer for a step, not a failure. */
export const notFound = 5;
export const alreadyExists = 6;

/** The SDK's class, as the library below the SDK types it. */
type OperationRequests = new (fields: {
  readonly name: string;
}) => Parameters<EndpointServiceClient['operationsClient']['getOperation']>[0];

/** The state of work at the service. */
export type WorkState =
  /** `detail` is the service's own word, if it has one. */
  | { readonly state: 'running'; readonly detail?: string }
  | { readonly state: 'done'; readonly resource: string }
  | { readonly state: 'failed'; readonly error: SpotiTagsError };

/** The state of a long-running operation, with the bytes of its answer. */
export type OperationState =
  Exclude<WorkState, { state: 'done' }> | { readonly state: 'done'; readonly answer: Uint8Array };

/**
 * The services that training needs, always over gRPC, not by the option `transport`: over REST, the SDK polls operations
 * at a path that is not there.
 */
export class VertexService {
  /** `projects/…/locations/…` */
  readonly parent: string;
  readonly datasets: LazyClient<DatasetServiceClient>;
  readonly pipelines: LazyClient<PipelineServiceClient>;
  readonly endpoints: LazyClient<EndpointServiceClient>;
  readonly #project: string;

  constructor(options: VertexOptions) {
    this.parent = `projects/${options.project}/locations/${options.location}`;
    this.#project = options.project;
    const settings = { ...clientOptionsOf(options), fallback: false };
    this.datasets = new LazyClient(async () => new (await this.sdk()).DatasetServiceClient(settings));
    this.pipelines = new LazyClient(async () => new (await this.sdk()).PipelineServiceClient(settings));
    this.endpoints = new LazyClient(async () => new (await this.sdk()).EndpointServiceClient(settings));
  }

  sdk(): Promise<Aiplatform> {
    return loadAiplatform(who);
  }

  /** A request that may be sent twice. */
  read<T>(what: string, request: () => Promise<T>, options?: CallOptions): Promise<T> {
    return callVertex(this.#describe(what), request, options);
  }

  /** A request that makes something. It is repeated only if the service certainly did not act on it. */
  make<T>(what: string, request: () => Promise<T>, options?: CallOptions): Promise<T> {
    return callVertex({ ...this.#describe(what), repeatable: false }, request, options);
  }

  /** What the service says went wrong with work that it had begun. */
  failure(what: string, error: unknown): SpotiTagsError {
    return vertexError(this.#describe(what), error);
  }

  /** The state of a long-running operation; undefined if the service no longer knows it. */
  async operation(what: string, name: string, options?: CallOptions): Promise<OperationState | undefined> {
    const operation = await this.read(
      `${what}: reading ${name}`,
      async () => {
        const { operationsClient } = await this.endpoints.get();
        const { longrunning } = (await this.sdk()).protos.google;
        const GetOperationRequest: OperationRequests = longrunning.GetOperationRequest;
        // The SDK would repeat it for ten minutes, and ignore an abort.
        const request = operationsClient.getOperation(new GetOperationRequest({ name }), { retry: null });
        return unless(notFound, request);
      },
      options,
    );
    const state = operation?.[0];
    if (!state) return undefined;
    if (!state.done) return { state: 'running' };
    if (state.error) {
      const { code, message } = state.error;
      const error = Object.assign(new Error(message ?? ''), { code });
      return { state: 'failed', error: this.failure(what, error) };
    }
    const { value } = state.response ?? {};
    return { state: 'done', answer: value instanceof Uint8Array ? value : new Uint8Array() };
  }

  /** For Cloud Storage, which has the same credentials. */
  accessToken(options?: CallOptions): Promise<string> {
    return this.read(
      'Getting an access token',
      async () => {
        const client = await this.datasets.get();
        const token = await client.auth.getAccessToken();
        if (token) return token;
        throw new SpotiTagsError(
          'unauthorized',
          'The credentials give no access token for Cloud Storage. Run `gcloud auth application-default login`.',
        );
      },
      options,
    );
  }

  /** Ends what is under way and releases the connections. */
  async close(): Promise<void> {
    await Promise.all([this.datasets.close(), this.pipelines.close(), this.endpoints.close()]);
  }

  #describe(what: string) {
    return {
      what,
      project: this.#project,
      notFound:
        'Check the options project and location. If something that was made before has been deleted since, train ' +
        'under another name.',
    };
  }
}

const grpcError = v.object({ code: v.number() });

/** As the promise, or undefined if it rejects with the code. */
export async function unless<T>(code: number, promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (v.is(grpcError, error) && error.code === code) return undefined;
    throw error;
  }
}
