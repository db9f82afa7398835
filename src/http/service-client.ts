import type { CallOptions } from '../model.ts';
import { checkOptions, optionsSchema } from '../util/options.ts';
import type { Answer } from './answer.ts';
import { baseUrl } from './options.ts';
import { accountKey } from './process-wide.ts';
import { refusalOf } from './refusal.ts';
import { type HttpOptions, type HttpRequest, type Service, Transport } from './transport.ts';

export interface ServiceClientOptions extends HttpOptions {
  /** The service's name, as it begins a sentence, and how its answers are read. */
  readonly service: Service;
  /** The start of all its URLs: `https://itunes.apple.com`. */
  readonly baseUrl: string;
  /** Requests per second, evenly spaced, over all clients of the process with the same account. */
  readonly requestsPerSecond: number;
  /**
   * The key or token by which the service counts requests. No message contains it. @default the host alone
   */
  readonly credential?: string;
  /** What the service counts requests by, if not by host and credential. @default the host and the credential */
  readonly account?: string;
  /**
   * Sent with each request. A credential in a header is redacted only if `credential` has the same value.
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** What to do about a refusal, by HTTP status, as full sentences. @default none */
  readonly advice?: Readonly<Record<number, string>>;
  /** Timeout of one request in milliseconds. @default 30_000 */
  readonly timeoutMs?: number;
}

/** One request. Pass on the `signal` and the `counter` of the call. */
export interface ServiceRequest extends CallOptions {
  /** Parameters of the URL. Undefined ones are left out. @default none */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /**
   * Requests with the same bucket share a cooldown if the service asks for a pause. @default the path's first
   * part
   */
  readonly bucket?: string;
  /** Statuses that are returned instead of thrown: `[404]`. @default only those of success */
  readonly accept?: readonly number[];
}

export interface ServicePost extends ServiceRequest {
  /** The body, sent as JSON. */
  readonly json: unknown;
  /** Whether it is safe to send the request twice. @default false */
  readonly repeatable?: boolean;
  /** Number of images in the request that the service tags and bills, 0 for other requests. Budgets depend on it. */
  readonly images: number;
}

/**
 * Talks to one service over HTTP: evenly spaced requests, retries with back-off, cooldowns that the service
 * asks for, budgets, and refusals as errors whose messages contain no secrets.
 *
 * ```ts
 * const client = new ServiceClient({ service: { name: 'iTunes' }, baseUrl: 'https://itunes.apple.com', requestsPerSecond: 0.3 });
 * const answer = await client.get('/search', { query: { term: 'Sleep' }, signal, counter });
 * const { results } = answer.read(schema);
 * ```
 */
export class ServiceClient {
  readonly #options: ServiceClientOptions;
  readonly #baseUrl: string;
  readonly #transport: Transport;

  /** @throws SpotiTagsError `invalid-input` for a base URL that is not http or https. */
  constructor(options: ServiceClientOptions) {
    this.#options = options;
    this.#baseUrl = checkOptions(optionsSchema({ baseUrl }), { baseUrl: options.baseUrl }).baseUrl;
    const { timeoutMs } = options;
    this.#transport = new Transport(options, timeoutMs === undefined ? {} : { timeoutMs });
  }

  /**
   * @throws SpotiTagsError `unauthorized` (401, 403), `rate-limited` (429, or a pause that is too long), `invalid-input`
   * (400, 422), or `service` for any other refusal, or if the service cannot be reached. For a 404 that means "not
   * found", accept it, and throw `not-found` yourself.
   */
  get(path: string, request: ServiceRequest = {}): Promise<Answer> {
    return this.#send(path, request, { method: 'GET' });
  }

  /**
   * Like {@link ServiceClient.get}. A request that is not repeatable is sent again only if the service did
   * not accept it.
   */
  post(path: string, request: ServicePost): Promise<Answer> {
    const { json, repeatable = false, images } = request;
    return this.#send(path, request, {
      method: 'POST',
      body: JSON.stringify(json),
      repeatable,
      items: images,
    });
  }

  /** Aborts running requests and closes the connections. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  async #send(
    path: string,
    { query = {}, bucket = path.split('/')[1] ?? '', accept = [], signal, counter }: ServiceRequest,
    how: Pick<HttpRequest, 'method' | 'body' | 'repeatable' | 'items'>,
  ): Promise<Answer> {
    const { service, requestsPerSecond, credential, account, headers, advice } = this.#options;
    const url = new URL(this.#baseUrl + path);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const answer = await this.#transport.send({
      ...how,
      service,
      url,
      headers: {
        accept: 'application/json',
        ...(how.body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      rateLimit: { key: accountKey(account ?? url.host, credential ?? ''), perSecond: requestsPerSecond },
      bucket: `${service.name}:${bucket}`,
      secrets: credential === undefined ? [] : [credential],
      signal,
      counter,
    });
    if (answer.ok || accept.includes(answer.status)) return answer;
    throw refusalOf(answer, advice);
  }
}
