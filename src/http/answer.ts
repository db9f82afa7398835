import { SpotiTagsError, type ErrorCode, type SpotiTagsErrorOptions } from '../errors.ts';
import { type StandardSchema, issuePath, validate } from '../util/standard-schema.ts';
import { containsSecret, quote, redact, redactDeep } from './text.ts';

/** What an answer needs to know about its request. */
export interface AnsweredRequest {
  readonly service: {
    readonly name: string;
    /** The service's own words in an answer's body. @default an excerpt of the body */
    readonly message?: (json: unknown) => string | undefined;
  };
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Values that no error message may contain. */
  readonly secrets: readonly string[];
  /** Whether the answer itself is a secret. If so, no error quotes it. @default false */
  readonly isAnswerSecret?: boolean;
}

/**
 * `POST https://host/path`: the part of a request that an error may show. The query may contain anything, so
 * it is left out.
 */
export function label({ method, url }: Pick<AnsweredRequest, 'method' | 'url'>): string {
  return `${method} ${url.origin}${url.pathname}`;
}

/** A complete answer of a service. Its errors contain no secrets, even if the service repeated them. */
export class Answer {
  readonly status: number;
  /** Milliseconds that the service asks clients to wait. */
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

  /**
   * The parsed body, or undefined if it is not JSON. If the service repeated a secret in it, the secret is removed, because
   * names, tags and URLs are kept and published.
   */
  get json(): unknown {
    return (this.#json ??= { value: this.#parsed() }).value;
  }

  #parsed(): unknown {
    const text = this.#text;
    const { secrets } = this.#request;
    const value = parse(text);
    return containsSecret(text, secrets) ? redactDeep(value, secrets) : value;
  }

  get #text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /**
   * The body, in the shape that the schema describes.
   * @param schema - a schema of Valibot, Zod or any other library that supports Standard Schema.
   * @throws SpotiTagsError `service` that says where the body differs.
   */
  read<Output>(schema: StandardSchema<Output>): Output {
    if (this.json === undefined) throw this.notJson();
    const result = validate(schema, this.json);
    if (result instanceof Promise) throw new TypeError('The schema of an answer must not be asynchronous.');
    if (!result.issues) return result.value;
    const [issue = { message: 'it has another shape' }] = result.issues;
    const place = issuePath(issue);
    throw this.error(
      'service',
      `The answer's shape is not what was expected${place === undefined ? '' : ` at ${place}`}: ${issue.message}.`,
    );
  }

  /** The error of a body that is not JSON. */
  notJson(): SpotiTagsError {
    const advice = 'The answer is not JSON. Check whether a proxy is in between.';
    return this.error('service', advice, { retryable: true });
  }

  /** An error about this answer: the request, the service's own message, and the advice. */
  error(code: ErrorCode, advice?: string, options?: SpotiTagsErrorOptions): SpotiTagsError {
    const { service, isAnswerSecret = false } = this.#request;
    const secrets = [...this.#request.secrets, ...(isAnswerSecret ? tokensOf(this.json) : [])];
    const words = quote(service.message?.(this.json) ?? this.#excerptOfText(), secrets);
    const said = `${service.name} answered ${this.status} to ${label(this.#request)}${words && `: ${words}`}`;
    const message = advice === undefined ? said : `${said.replace(/\.$/, '')}. ${redact(advice, secrets)}`;
    return new SpotiTagsError(code, message, options);
  }

  /**
   * A parsed body of a success is not quoted: either it has the expected shape, or the error names the difference. An answer
   * that is a secret is not quoted whatever its status is.
   */
  #excerptOfText(): string {
    const { isAnswerSecret = false } = this.#request;
    return isAnswerSecret || (this.ok && this.json !== undefined) ? '' : this.#text;
  }
}

/** The tokens in an answer that is a secret. Its message may repeat them. */
function tokensOf(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]: [string, unknown]) =>
    /token|secret|key|password/iu.test(name) && typeof value === 'string' ? value : [],
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
