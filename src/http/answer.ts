import { SpotiTagsError, type ErrorCode, type SpotiTagsErrorOptions } from '../errors.ts';
import { type StandardSchema, issuePath } from '../util/standard-schema.ts';
import { excerpt, redact } from './text.ts';

/** What an answer must know of the request. */
export interface AnsweredRequest {
  readonly service: {
    readonly name: string;
    /** The service's own words in an answer's body. @default an excerpt of the body */
    readonly message?: (json: unknown) => string | undefined;
  };
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** What no error may show. */
  readonly secrets: readonly string[];
  /** Whether what it is answered is a secret: no error quotes it then. @default false */
  readonly isAnswerSecret?: boolean;
}

/** `POST https://host/path`: what an error may say of a request. The query may hold anything, so it stays out. */
export function label({ method, url }: Pick<AnsweredRequest, 'method' | 'url'>): string {
  return `${method} ${url.origin}${url.pathname}`;
}

/** What a service answered, read to the end. Its errors carry no secret, whatever the service echoed. */
export class Answer {
  readonly status: number;
  /** Milliseconds the service asks us to stay away. */
  readonly retryAfter: number | undefined;
  readonly bytes: Uint8Array;
  #json: { readonly value: unknown } | undefined;
  readonly #request: AnsweredRequest;

  constructor(request: AnsweredRequest, status: number, retryAfter: number | undefined, bytes: Uint8Array) {
    this.#request = request;
    this.status = status;
    this.retryAfter = retryAfter;
    this.bytes = bytes;
  }

  /** The parsed body; undefined where it is not JSON. */
  get json(): unknown {
    return (this.#json ??= { value: parse(this.#text) }).value;
  }

  get #text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /**
   * The body in the shape that the schema describes.
   * @param schema - of Valibot, Zod, or any other with Standard Schema.
   * @throws SpotiTagsError `service` that says where the body differs.
   */
  read<Output>(schema: StandardSchema<Output>): Output {
    if (this.json === undefined)
      throw this.error('service', 'JSON was expected; is a proxy in between?', { retryable: true });
    const result = schema['~standard'].validate(this.json);
    if (result instanceof Promise) throw new TypeError('The schema of an answer must not be asynchronous.');
    if (!result.issues) return result.value;
    const [issue = { message: 'it is another one' }] = result.issues;
    const place = issuePath(issue);
    throw this.error(
      'service',
      `The answer's shape is not what was expected${place === undefined ? '' : ` at ${place}`}: ${issue.message}.`,
    );
  }

  /** An error about this answer: what was asked, what came back in the service's own words, and the advice. */
  error(code: ErrorCode, advice?: string, options?: SpotiTagsErrorOptions): SpotiTagsError {
    const { service, secrets } = this.#request;
    // Redacted before it is cut, or half a secret could remain.
    const words = excerpt(redact(service.message?.(this.json) ?? this.#excerptOfText(), secrets));
    const said = `${service.name} answered ${this.status} to ${label(this.#request)}${words && `: ${words}`}`;
    const message = advice === undefined ? said : `${said.replace(/\.$/, '')}. ${redact(advice, secrets)}`;
    return new SpotiTagsError(code, message, options);
  }

  /** A parsed body needs no quoting: it is either as expected or its difference is named. */
  #excerptOfText(): string {
    const { isAnswerSecret = false } = this.#request;
    return this.ok && (isAnswerSecret || this.json !== undefined) ? '' : this.#text;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
