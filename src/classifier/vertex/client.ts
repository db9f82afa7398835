import { SpotiTagsError } from '../../errors.ts';
import { importPeer } from '../../peer.ts';

/** Where a project's Vertex AI is, and how to reach it. */
export interface VertexOptions {
  /** Google Cloud project, by id or number. */
  readonly project: string;
  /** Region, such as `us-central1`. */
  readonly location: string;
  /**
   * Passed on to the clients of `@google-cloud/aiplatform`, for credentials of one's own for example. @default the
   * application default credentials
   */
  readonly clientOptions?: Readonly<Record<string, unknown>>;
  /** @default 'rest' */
  readonly transport?: 'rest' | 'grpc';
}

export type Aiplatform = typeof import('@google-cloud/aiplatform');

/** Loaded at the first call: it takes about a second and 160 MB. */
export function loadAiplatform(who: string): Promise<Aiplatform> {
  return importPeer(who, '@google-cloud/aiplatform', () => import('@google-cloud/aiplatform'));
}

/** What the clients of the SDK are made with. */
export function clientOptionsOf({
  location,
  clientOptions,
  transport = 'rest',
}: VertexOptions): Readonly<Record<string, unknown>> {
  return {
    apiEndpoint: `${location}-aiplatform.googleapis.com`,
    fallback: transport === 'rest',
    ...clientOptions,
  };
}

/** @throws SpotiTagsError `invalid-input` for a project or location that cannot be one. */
export function checkPlace({ project, location }: VertexOptions): void {
  for (const [name, value] of Object.entries({ project, location })) {
    if (!/^[a-z0-9](?:[a-z0-9.:-]*[a-z0-9])?$/u.test(value)) {
      throw new SpotiTagsError(
        'invalid-input',
        `${name} must be the id of a Google Cloud ${name}, such as ${name === 'project' ? '"my-project"' : '"us-central1"'}, got ${JSON.stringify(value)}.`,
      );
    }
  }
}
