import { http, HttpResponse, type HttpHandler } from 'msw';

/** A concept that {@link FakeClarifai} sees in an image. */
export interface FakeConcept {
  readonly name: string;
  readonly value: number;
}

/** What {@link FakeClarifai} answers. */
export interface FakeClarifaiOptions {
  /** @default 'pat' */
  readonly pat?: string;
  /** What the model sees: the key is an image's URL, or its base64 text. */
  readonly images?: ReadonlyMap<string, readonly FakeConcept[]>;
  /** Status codes for images that it cannot tag, by the same key. @default 30002 for an unknown URL, 30101 for unknown bytes */
  readonly failures?: ReadonlyMap<string, number>;
}

/** An image that was sent to {@link FakeClarifai}. */
export interface FakeInput {
  readonly id?: string;
  readonly data: { readonly image: { readonly url?: string; readonly base64?: string } };
}

interface FakeRequest {
  readonly inputs: readonly FakeInput[];
  readonly model?: {
    readonly output_info?: {
      readonly output_config?: { readonly max_concepts?: number; readonly min_value?: number };
    };
  };
}

const descriptions = new Map([
  [10000, 'Ok'],
  [10010, 'Mixed Success'],
  [10020, 'Failure'],
  [10030, 'Try again'],
  [11005, 'Throttled'],
  [11009, 'API key not found'],
  [11102, 'Invalid authorization header'],
  [21200, 'Model does not exist'],
  [30002, 'Download failed; check URL'],
  [30101, 'Image decoding failed'],
  [30104, 'Invalid argument'],
]);

/** Clarifai's REST API, as far as an image model's outputs go. Handlers for MSW; `batches` are the inputs it was sent. */
export class FakeClarifai {
  readonly handlers: HttpHandler[];
  readonly batches: (readonly FakeInput[])[] = [];
  readonly #options: FakeClarifaiOptions;

  constructor(options: FakeClarifaiOptions = {}) {
    this.#options = options;
    const model = 'https://api.clarifai.com/v2/users/:user/apps/:app/models/:model';
    this.handlers = [`${model}/outputs`, `${model}/versions/:version/outputs`].map((path) =>
      http.post(path, async ({ request, params }) => {
        const authorization = request.headers.get('authorization');
        if (!authorization?.startsWith('Key ')) return refuse(401, 11102);
        if (authorization !== `Key ${options.pat ?? 'pat'}`) return refuse(401, 11009);
        if (params['model'] !== 'general-image-recognition') return refuse(404, 21200);
        return this.#tag((await request.json()) as FakeRequest);
      }),
    );
  }

  #tag({ inputs, model }: FakeRequest): Response {
    if (inputs.length === 0 || inputs.length > 128) return refuse(400, 30104);
    this.batches.push(inputs);
    const { max_concepts = 20, min_value = 0 } = model?.output_info?.output_config ?? {};
    const outputs = inputs.map((input, at) => {
      const { url, base64 = '' } = input.data.image;
      const key = url ?? base64;
      const code = this.#options.failures?.get(key);
      const seen = code === undefined ? this.#options.images?.get(key) : undefined;
      const concepts = (seen ?? []).filter(({ value }) => value >= min_value).slice(0, max_concepts || 20);
      return {
        id: `output-${at}`,
        status: statusOf(code ?? (seen ? 10000 : url === undefined ? 30101 : 30002)),
        input: { ...input, id: input.id ?? crypto.randomUUID() },
        data: { concepts: concepts.map((concept, n) => ({ id: `ai_${n}`, app_id: 'main', ...concept })) },
      };
    });
    const failed = outputs.filter(({ status }) => status.code !== 10000).length;
    const code = failed === 0 ? 10000 : failed === outputs.length ? 10020 : 10010;
    return HttpResponse.json({ status: statusOf(code), outputs }, { status: code === 10020 ? 400 : 200 });
  }
}

/** A status of Clarifai's, as its answers hold them. */
export function statusOf(code: number): { code: number; description: string } {
  return { code, description: descriptions.get(code) ?? 'Unknown' };
}

/** An answer that refuses the whole request. */
export function refuse(status: number, code: number): Response {
  return HttpResponse.json({ status: statusOf(code), outputs: [] }, { status });
}
