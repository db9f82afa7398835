import type * as aiplatform from '@google-cloud/aiplatform';
import type { PredictionServiceClient } from '@google-cloud/aiplatform';
import { SpotiTagsError } from '../../errors.ts';
import { importOptional } from '../../util/optional-package.ts';

/** Where a project's Vertex AI is, and how to reach it. */
export interface VertexOptions {
  /** Google Cloud project, by id or number. */
  readonly project: string;
  /** Region, such as `us-central1`. */
  readonly location: string;
  /**
   * Passed on to the clients of `@google-cloud/aiplatform`, for example for your own credentials. @default the
   * application default credentials
   */
  readonly clientOptions?: Readonly<Record<string, unknown>>;
  /** @default 'rest' */
  readonly transport?: 'rest' | 'grpc';
}

export type Aiplatform = typeof aiplatform;

/** Loaded at the first call: it takes about a second and 160 MB. */
export function loadAiplatform(who: string): Promise<Aiplatform> {
  return importOptional(who, '@google-cloud/aiplatform', () => import('@google-cloud/aiplatform'));
}

/** What the clients of the SDK are made with. */
export function clientOptionsOf({ project, location, clientOptions, transport = 'rest' }: VertexOptions): {
  readonly apiEndpoint: string;
  readonly fallback: boolean;
  readonly projectId: string;
} {
  // The SDK's own business, and typed by it.
  const others: object = clientOptions ?? {};
  return {
    apiEndpoint:
      location === 'global' ? 'aiplatform.googleapis.com' : `${location}-aiplatform.googleapis.com`,
    fallback: transport === 'rest',
    // Or else the SDK asks a server for it that only machines of Google's have, and waits.
    projectId: project,
    ...others,
  };
}

/** The client that predictions are asked of. */
export function predictionClient(who: string, options: VertexOptions): LazyClient<PredictionServiceClient> {
  return new LazyClient(async () => {
    const { PredictionServiceClient: Client } = await loadAiplatform(who);
    return new Client(clientOptionsOf(options));
  });
}

/** What the clients of the SDK have in common. */
interface SdkClient {
  initialize(): Promise<unknown>;
  close(): Promise<void>;
}

/** A client of the SDK that is made at the first call, by which time its package must be there. */
export class LazyClient<Client extends SdkClient> {
  readonly #make: () => Promise<Client>;
  readonly #closing = new AbortController();
  #client: Promise<Client> | undefined;

  constructor(make: () => Promise<Client>) {
    this.#make = make;
  }

  /** Aborts as soon as the client closes. What waits for the client should listen to this too. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** @throws SpotiTagsError `missing-package`, or what the SDK throws where it finds no credentials. */
  get(): Promise<Client> {
    this.#client ??= this.#open().catch((error: unknown) => {
      // The credentials may be there the next time.
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  /** Ends what is under way and releases the connections. */
  async close(): Promise<void> {
    this.#closing.abort(new SpotiTagsError('invalid-input', 'Closed: make a new one to go on.'));
    const client = await this.#client?.catch(() => undefined);
    await client?.close();
  }

  /**
   * A call on a client that cannot start rejects twice, and the second rejection cannot be caught and ends the process. So
   * the client starts here, before its first call.
   */
  async #open(): Promise<Client> {
    const client = await this.#make();
    await client.initialize();
    return client;
  }
}
