import type { Agent, Dispatcher } from 'undici';
import { SpotiTagsError } from '../errors.ts';
import { Answer, label } from './answer.ts';
import { BodyTooLarge, readBody } from './body.ts';
import { coolDown, cooldownOf } from './cooldown.ts';
import { turn, type Pace } from './rate-limit.ts';
import { announce } from './meter.ts';
import { publicConnector } from './public-network.ts';
import { backOff, retryAfter } from './retry.ts';
import { sleep, withDeadline, withSignals } from '../util/waits.ts';
import { excerpt, redact } from './text.ts';

/** Milliseconds that the first back-off lasts at most. */
const firstBackOff = 500;

/** How a catalog or tagger reaches the network. */
export interface HttpOptions {
  /** Used in place of the global `fetch`. It then brings its own connections, unless a `dispatcher` is given too. */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * An undici 7 dispatcher, for a proxy for example. It stays open when the library closes.
   * @default an `Agent` of the library's own
   */
  readonly dispatcher?: Dispatcher;
}

/** When the transport gives up; each service may have reasons of its own. */
export interface TransportLimits {
  /** Requests made for one call of `send` before it gives up. @default 5 */
  readonly attempts?: number;
  /** Milliseconds spent on cooldowns and back-off before one call of `send` gives up. @default 60_000 */
  readonly maxWait?: number;
  /** Milliseconds for one request, from the first byte out to the last byte in. @default 30_000 */
  readonly timeout?: number;
  /** Bytes of an answer. @default 10_000_000 */
  readonly maxBytes?: number;
  /** Whether addresses of this machine and its own network are refused. @default false */
  readonly publicOnly?: boolean;
  /** 0 ≤ random() < 1, for jitter. @default Math.random */
  readonly random?: () => number;
}

/** What to do with an answer: hand it over, or try again because the service throttles or is not well. */
export type Verdict = 'final' | 'throttled' | 'unavailable';

/** What the transport must know of a service. */
export interface Service {
  readonly name: string;
  /** @default by status: 429 is throttled; 500, 502, 503 and 504 are unavailable */
  readonly verdict?: (answer: Answer) => Verdict;
  /** Milliseconds to stay away, where an answer does not say so itself. @default a back-off */
  readonly retryAfter?: (answer: Answer) => number | undefined;
  /** The service's own words in an answer's body. @default an excerpt of the body */
  readonly message?: (json: unknown) => string | undefined;
  /** Milliseconds that the first back-off lasts at most; it doubles with each attempt. @default 500 */
  readonly backOff?: number;
}

export interface HttpRequest {
  readonly service: Service;
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  /** Whether sending it twice does no harm. @default whether the method is GET */
  readonly repeatable?: boolean;
  readonly pace: Pace;
  /** Images that it has tagged, for whoever counts them. @default 0 */
  readonly images?: number;
  /** The endpoint, as far as the service's cooldowns go, e.g. `artist-albums`. */
  readonly bucket: string;
  /** What no error may show. */
  readonly secrets: readonly string[];
  /** Whether what it is answered is a secret: no error quotes it then. @default false */
  readonly isAnswerSecret?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The verdict on a service that speaks plain HTTP. */
export function verdictByStatus({ status }: Answer): Verdict {
  if (status === 429) return 'throttled';
  return [500, 502, 503, 504].includes(status) ? 'unavailable' : 'final';
}

/** Sends requests; paces, repeats and cools down above `fetch`, where a mocked network exercises it too. */
export class Transport {
  readonly #options: HttpOptions;
  readonly #limits: Required<TransportLimits>;
  readonly #closing = new AbortController();
  #agent: Promise<Agent> | undefined;

  constructor(options: HttpOptions = {}, limits: TransportLimits = {}) {
    this.#options = options;
    this.#limits = {
      attempts: 5,
      maxWait: 60_000,
      timeout: 30_000,
      maxBytes: 10_000_000,
      publicOnly: false,
      random: Math.random,
      ...limits,
    };
  }

  /**
   * Resolves with any answer that repeating the request would not change, whatever its status.
   * @throws SpotiTagsError `rate-limited` with `retryAt` where the service wants to be left alone for longer than
   * `maxWait`, `service` where it cannot be reached or stays unwell.
   */
  send(request: HttpRequest): Promise<Answer> {
    return withSignals([request.signal, this.#closing.signal], (signal) => this.#persist(request, signal));
  }

  /** Waits as `send` does before another attempt, for a caller that repeats a part of a request. */
  backOff(attempt: number, service: Service, signal?: AbortSignal): Promise<void> {
    const wait = backOff(attempt, service.backOff ?? firstBackOff, this.#limits.random);
    return withSignals([signal, this.#closing.signal], (joined) => sleep(wait, joined));
  }

  /** Ends what is under way, and lets go of the connections. */
  async close(): Promise<void> {
    this.#closing.abort(new SpotiTagsError('invalid-input', 'Closed: make a new one to go on'));
    const agent = await this.#agent;
    await agent?.destroy();
  }

  async #persist(request: HttpRequest, signal: AbortSignal): Promise<Answer> {
    const { service, repeatable = request.method === 'GET' } = request;
    const { attempts, maxWait, random } = this.#limits;
    let patience = maxWait;
    for (let attempt = 1; ; attempt += 1) {
      patience -= await this.#admit(request, patience, signal);
      announce(request.images);
      const outcome = await this.#fetch(request, signal);
      const answer = outcome instanceof Answer ? outcome : undefined;
      const verdict = answer ? (service.verdict ?? verdictByStatus)(answer) : 'unavailable';
      if (answer && verdict === 'final') return answer;

      const asked = answer && (answer.retryAfter ?? service.retryAfter?.(answer));
      const cooling = verdict === 'throttled' && asked !== undefined;
      if (cooling) await coolDown(cooldownKey(request), Date.now() + asked);
      const wait = asked ?? backOff(attempt, service.backOff ?? firstBackOff, random);
      if (attempt >= attempts || !repeatable || wait > patience)
        throw outcome instanceof Answer ? gaveUp(outcome, verdict, asked) : outcome;
      if (cooling) continue; // `#admit` waits it out, together with the other requests of the bucket.
      await sleep(wait, signal);
      patience -= wait;
    }
  }

  /** Waits until the request may go: out of cooldown, and its turn. Returns the milliseconds spent on cooldowns. */
  async #admit(request: HttpRequest, patience: number, signal: AbortSignal): Promise<number> {
    const key = cooldownKey(request);
    let waited = 0;
    for (;;) {
      const until = await cooldownOf(key);
      if (until === 0) {
        await turn(request.pace, signal);
        // Another request may have been turned away while this one queued.
        if ((await cooldownOf(key)) === 0) return waited;
        continue;
      }
      const left = until - Date.now();
      if (left > patience - waited) {
        const text = `${request.service.name} still wants no ${request.bucket} requests ${before(until)}`;
        throw new SpotiTagsError('rate-limited', text, { retryable: true, retryAt: until });
      }
      // A little later than allowed: a request on the very tick has earned new bans.
      await sleep(left + this.#limits.random() * 1000, signal);
      waited += left;
    }
  }

  /** One request. A network failure is returned, since it may be repeated; what may not is thrown. */
  async #fetch(request: HttpRequest, signal: AbortSignal): Promise<Answer | SpotiTagsError> {
    const { timeout, maxBytes } = this.#limits;
    const failure = (text: string) =>
      new SpotiTagsError('service', `${request.service.name}: ${label(request)} ${text}`, {
        retryable: true,
      });
    const late = () => failure(`got no full answer within ${timeout / 1000} s`);
    try {
      return await withDeadline(timeout, late, signal, async (inner) => {
        const response = await this.#call(request, inner);
        const body = await readBody(response, maxBytes, inner);
        return new Answer(request, response.status, retryAfter(response.headers.get('retry-after')), body);
      });
    } catch (error) {
      signal.throwIfAborted();
      if (SpotiTagsError.isInstance(error)) throw error;
      const refusal = ownError(error);
      if (refusal) throw refusal;
      if (error instanceof BodyTooLarge) throw failure(`answered a body ${error.message}`);
      // Only the words of the cause are kept: the objects of a foreign `fetch` may hold headers.
      return failure(`failed: ${excerpt(redact(reasons(error), request.secrets))}`);
    }
  }

  async #call({ url, method, headers, body }: HttpRequest, signal: AbortSignal): Promise<Response> {
    const fetch = this.#options.fetch ?? ((...args) => globalThis.fetch(...args));
    const dispatcher = await this.#dispatcher();
    return fetch(url, {
      method,
      headers,
      signal,
      ...(body === undefined ? {} : { body }),
      // The built-in fetch takes the dispatcher of the undici package, but is typed after the one inside Node.
      ...(dispatcher && ({ dispatcher } as object)),
    });
  }

  async #dispatcher(): Promise<Dispatcher | undefined> {
    const { fetch, dispatcher } = this.#options;
    if (dispatcher ?? fetch) return dispatcher;
    // Imported at the first request, since the import alone takes some 80 ms.
    const { publicOnly } = this.#limits;
    this.#agent ??= import('undici').then(
      ({ Agent, buildConnector }) =>
        new Agent({ connections: 32, ...(publicOnly && { connect: publicConnector(buildConnector) }) }),
    );
    return this.#agent;
  }
}

function cooldownKey({ pace, bucket }: HttpRequest): string {
  return `${pace.key} ${bucket}`;
}

function before(until: number): string {
  return `before ${new Date(until).toISOString()} (in ${Math.ceil((until - Date.now()) / 1000)} s)`;
}

function gaveUp(answer: Answer, verdict: Verdict, asked: number | undefined): SpotiTagsError {
  const code = verdict === 'throttled' ? 'rate-limited' : 'service';
  if (asked === undefined) return answer.error(code, 'Try again later.', { retryable: true });
  const retryAt = Date.now() + asked;
  return answer.error(code, `It wants no such request ${before(retryAt)}.`, { retryable: true, retryAt });
}

/** The error of ours behind a failure of `fetch`, which wraps what a connection failed with. */
function ownError(error: unknown): SpotiTagsError | undefined {
  if (!(error instanceof Error)) return undefined;
  return SpotiTagsError.isInstance(error.cause) ? error.cause : ownError(error.cause);
}

/** `fetch failed: connect ECONNREFUSED …`: an error's message and those of its causes. */
function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // An error of several addresses has a code and no message.
  const words = error.message || ('code' in error ? String(error.code) : error.name);
  return error.cause === undefined ? words : `${words}: ${reasons(error.cause)}`;
}
