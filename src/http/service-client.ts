import type { CallOptions } from '../model.ts';
import { checkOptions, optionsSchema } from '../util/options.ts';
import type { Answer } from './answer.ts';
import { baseUrl } from './options.ts';
import { accountKey } from './process-wide.ts';
import { refusalOf } from './refusal.ts';
import { type HttpOptions, type HttpRequest, type Service, Transport } from './transport.ts';

export interface ServiceClientOptions extends HttpOptions {
  /** How the service's name begins a sentence, and what it says about its answers. */
  readonly service: Service;
  /** Where its paths begin: `https://itunes.apple.com`. */
  readonly baseUrl: string;
  /** Requests per second, evenly spaced, of all clients of the process with the same account. */
  readonly requestsPerSecond: number;
  /** The key or token that the service counts requests by. It appears in no message. @default the host alone */
  readonly credential?: string;
  /** Whom the service counts requests of, if not by host and credential. @default the host and the credential */
  readonly account?: string;
  /** Sent with each request. A credential in a header is a secret if `credential` names it. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** What to do about a refusal, by HTTP status, as full sentences. @default nothing more than the status says */
  readonly advice?: Readonly<Record<number, string>>;
  /** Milliseconds for one request. @default 30_000 */
  readonly timeoutMs?: number;
}

/** One request. Hand on the `signal` and the `counter` of the call. */
export interface ServiceRequest extends CallOptions {
  /** Parameters of the URL; those that are undefined are left out. @default none */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Requests of a bucket cool down together, if the service asks for a pause. @default the path's first part */
  readonly bucket?: string;
  /** Statuses that are handed over, not thrown: `[404]`. @default those of success alone */
  readonly accept?: readonly number[];
}

export interface ServicePost extends ServiceRequest {
  /** Sent as JSON. */
  readonly json: unknown;
  /** Whether sending it twice does no harm. @default false */
  readonly repeatable?: boolean;
  /** Images that it carries to be tagged, for budgets. @default 0 */
  readonly images?: number;
}

/**
 * Talks to one service over HTTP, as a provider should: evenly spaced requests, retries with back-off, cooldowns that
 * the service asks for, budgets, and refusals as errors whose messages carry no secret.
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

  /** @throws SpotiTagsError `invalid-input` for a base URL that is not one of http or https. */
  constructor(options: ServiceClientOptions) {
    this.#options = options;
    this.#baseUrl = checkOptions(optionsSchema({ baseUrl }), { baseUrl: options.baseUrl }).baseUrl;
    const { timeoutMs } = options;
    this.#transport = new Transport(options, timeoutMs === undefined ? {} : { timeoutMs });
  }

  /**
   * @throws SpotiTagsError `unauthorized` (401, 403), `rate-limited` (429, or a pause that takes too long), `invalid-input`
   * (400, 422), `service` for any other refusal, or if the service cannot be reached. For a 404 that means "not found",
   * accept it, and throw `not-found` yourself.
   */
  get(path: string, request: ServiceRequest = {}): Promise<Answer> {
    return this.#send(path, request, { method: 'GET' });
  }

  /** As {@link ServiceClient.get}. A request that is not repeatable is sent again only if the service did not take it. */
  post(path: string, request: ServicePost): Promise<Answer> {
    const { json, repeatable = false, images = 0 } = request;
    return this.#send(path, request, {
      method: 'POST',
      body: JSON.stringify(json),
      repeatable,
      items: images,
    });
  }

  /** Ends what is under way, and releases the connections. */
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
