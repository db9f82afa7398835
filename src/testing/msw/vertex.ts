import { http, HttpResponse, type HttpHandler } from 'msw';

/** What an endpoint is sent for one profile. */
export interface FakeInstance {
  readonly tags: string;
}

/** A schema as it goes over the wire: types are numbers of `google.cloud.aiplatform.v1.Type`. */
interface FakeSchema {
  readonly type: number;
  readonly enum?: readonly string[];
  readonly items?: FakeSchema;
  readonly properties?: Readonly<Record<string, FakeSchema>>;
  readonly required?: readonly string[];
}

/** A request for Gemini, as far as the fake reads it. */
export interface FakePrompt {
  readonly systemInstruction: { readonly parts: readonly { readonly text: string }[] };
  readonly contents: readonly {
    readonly role: string;
    readonly parts: readonly { readonly text: string }[];
  }[];
  readonly generationConfig: {
    readonly temperature?: number;
    readonly responseMimeType: string;
    readonly responseSchema: FakeSchema;
  };
}

/** What {@link FakeVertex} answers. */
export interface FakeVertexOptions {
  /** What the deployed model says of an instance. */
  readonly predict?: (instance: FakeInstance) => unknown;
  /** How many predictions each answer lacks. @default 0 */
  readonly missing?: number;
  /** The text that Gemini answers, or a whole answer. */
  readonly generate?: (prompt: FakePrompt) => unknown;
  /** Milliseconds that an answer takes. @default 0 */
  readonly delay?: number;
  /** The endpoint that predicts. @default 'projects/my-project/locations/us-central1/endpoints/42' */
  readonly endpoint?: string;
}

export const place = { project: 'my-project', location: 'us-central1' } as const;
export const endpointName = 'projects/my-project/locations/us-central1/endpoints/42';

/** Credentials of a user, which the SDK changes for a token at Google's OAuth server. */
export const credentials = {
  type: 'authorized_user',
  client_id: 'client',
  client_secret: 'secret',
  refresh_token: 'refresh',
} as const;
const accessToken = 'ya29.fake-token';

/**
 * Vertex AI's REST API, as far as predictions go, and the OAuth server before it. Handlers for MSW; `batches` and
 * `prompts` are what it was sent. Gemini answers in any project.
 */
export class FakeVertex {
  readonly handlers: HttpHandler[];
  /** The endpoint that predicts, by its full name. */
  readonly endpoint: string;
  /** The credentials that are taken: `clientOptions: { credentials }`, or a file that GOOGLE_APPLICATION_CREDENTIALS names. */
  readonly credentials = credentials;
  readonly batches: (readonly FakeInstance[])[] = [];
  readonly prompts: FakePrompt[] = [];
  readonly urls: string[] = [];
  /** Bytes of each request for predictions. */
  readonly sizes: number[] = [];
  mostRunning = 0;
  #running = 0;
  readonly #options: FakeVertexOptions;

  constructor(options: FakeVertexOptions = {}) {
    this.#options = options;
    this.endpoint = options.endpoint ?? endpointName;
    this.handlers = [
      http.post('https://oauth2.googleapis.com/token', async ({ request }) => {
        const sent = new URLSearchParams(await request.text());
        return sent.get('refresh_token') === credentials.refresh_token
          ? HttpResponse.json({ access_token: accessToken, expires_in: 3600, token_type: 'Bearer' })
          : HttpResponse.json({ error: 'invalid_grant', error_description: 'Bad Request' }, { status: 400 });
      }),
      http.post(vertexUrl, async ({ request }) => {
        this.urls.push(request.url);
        if (request.headers.get('authorization') !== `Bearer ${accessToken}`)
          return refuse(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
        this.#running += 1;
        this.mostRunning = Math.max(this.mostRunning, this.#running);
        await new Promise((resolve) => setTimeout(resolve, options.delay ?? 0));
        this.#running -= 1;
        return this.#answer(new URL(request.url).pathname, await request.text());
      }),
    ];
  }

  #answer(path: string, body: string): Response {
    if (path === `/v1/${this.endpoint}:predict`) return this.#predict(body);
    if (path.endsWith('/publishers/google/models/gemini-3.1-flash-lite:generateContent'))
      return this.#generate(JSON.parse(body) as FakePrompt);
    return refuse(404, 'NOT_FOUND', `${path} is not found.`);
  }

  #predict(body: string): Response {
    this.sizes.push(Buffer.byteLength(body));
    if (Buffer.byteLength(body) > 1_500_000)
      return refuse(400, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit: 1500000 bytes.');
    const { instances } = JSON.parse(body) as { instances: FakeInstance[] };
    this.batches.push(instances);
    const { predict, missing = 0 } = this.#options;
    const predictions = instances.slice(missing).map((instance) => predict?.(instance));
    return HttpResponse.json({ predictions, deployedModelId: '7' });
  }

  #generate(prompt: FakePrompt): Response {
    this.prompts.push(prompt);
    const said = this.#options.generate?.(prompt);
    return HttpResponse.json(typeof said === 'string' ? candidate(said) : (said as object));
  }
}

/** Any region's, and the global one. */
export const vertexUrl = /^https:\/\/(?:[\w-]+-)?aiplatform\.googleapis\.com\/v1\//u;

/** An answer of one candidate. */
export function candidate(text: string, finishReason = 'STOP') {
  return {
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] }, finishReason }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    modelVersion: 'gemini-3.1-flash-lite',
  };
}

/** An error, as Google's REST APIs answer it. */
export function refuse(code: number, status: string, message: string): Response {
  return HttpResponse.json({ error: { code, status, message, details: [] } }, { status: code });
}
