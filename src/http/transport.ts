import type { Agent, Dispatcher } from 'undici';
import { SpotiTagsError } from '../errors.ts';
import type { RequestCounter } from '../model.ts';
import { sleep, withDeadline, withSignals } from '../util/waits.ts';
import { Answer, type AnsweredRequest, label } from './answer.ts';
import { BodyTooLarge, readBody } from './body.ts';
import { cooldownEnd, startCooldown } from './cooldown.ts';
import { publicConnector } from './public-network.ts';
import { acquireSlot, type RateLimit } from './rate-limit.ts';
import { type Attempt, type WaitBudget, backOff, retryAfter, withRetries } from './retry.ts';
import { excerpt, redact } from './text.ts';

/** Milliseconds that the first back-off lasts at most. */
const firstBackOffMs = 500;

/** How a provider reaches the network. */
export interface HttpOptions {
  /** Used in place of the global `fetch`. It then brings its own connections, unless a `dispatcher` is given too. */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * An undici 7 dispatcher, for a proxy for example. It stays open when the library closes.
   * @default an `Agent` of the library
   */
  readonly dispatcher?: Dispatcher;
}

/** When the transport gives up; each service may have reasons of its own. */
export interface TransportLimits {
  /** Requests made for one call of `send` before it gives up. @default 5 */
  readonly attempts?: number;
  /** Milliseconds spent on cooldowns and back-off before one call of `send` gives up. @default 60_000 */
  readonly maxWaitMs?: number;
  /** Milliseconds for one request, from the first byte out to the last byte in. @default 30_000 */
  readonly timeoutMs?: number;
  /** Bytes of an answer. @default 10_000_000 */
  readonly maxBytes?: number;
  /** Refuses addresses of this machine and its network, with the error that it returns. @default none is refused */
  readonly refusePrivate?: () => SpotiTagsError;
  /** 0 ≤ random() < 1, for jitter. @default Math.random */
  readonly random?: () => number;
}

/** What to do with an answer: hand it over, or try again because the service throttles or is not well. */
export type RetryDecision = 'final' | 'throttled' | 'unavailable';

/** What the transport must know of a service. */
export interface Service {
  readonly name: string;
  /** @default by status: 429 is throttled; 500, 502, 503 and 504 are unavailable */
  readonly decide?: (answer: Answer) => RetryDecision;
  /** Milliseconds to stay away, if an answer does not say so itself. @default a back-off */
  readonly retryAfter?: (answer: Answer) => number | undefined;
  /** The service's own words in an answer's body. @default an excerpt of the body */
  readonly message?: (json: unknown) => string | undefined;
  /** Milliseconds that the first back-off lasts at most; it doubles with each attempt. @default 500 */
  readonly firstBackOffMs?: number;
}

export interface HttpRequest extends AnsweredRequest {
  readonly service: Service;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  /** Whether sending it twice does no harm. @default whether the method is GET */
  readonly repeatable?: boolean;
  readonly rateLimit: RateLimit;
  /** Told before the request is sent, and before it is sent again. */
  readonly counter?: RequestCounter | undefined;
  /** Items that the request carries, such as images to tag: what the counter is told. @default 0 */
  readonly items?: number;
  /** The endpoint, as far as the service's cooldowns go, e.g. `artist-albums`. */
  readonly bucket: string;
  readonly signal?: AbortSignal | undefined;
}

/** The decision for a service that speaks plain HTTP. */
export function decideByStatus({ status }: Answer): RetryDecision {
  if (status === 429) return 'throttled';
  return [500, 502, 503, 504].includes(status) ? 'unavailable' : 'final';
}

/** Sends requests. Rate limits, retries and cooldowns lie above `fetch`, so that a mocked network exercises them too. */
export class Transport {
  readonly #options: HttpOptions;
  readonly #limits: Required<Omit<TransportLimits, 'refusePrivate'>> & Pick<TransportLimits, 'refusePrivate'>;
  readonly #closing = new AbortController();
  #agent: Promise<Agent> | undefined;

  constructor(options: HttpOptions = {}, limits: TransportLimits = {}) {
    this.#options = options;
    this.#limits = {
      attempts: 5,
      maxWaitMs: 60_000,
      timeoutMs: 30_000,
      maxBytes: 10_000_000,
      random: Math.random,
      ...limits,
    };
  }

  /**
   * Resolves with any answer that repeating the request would not change, whatever its status.
   * @throws SpotiTagsError `rate-limited` with `retryAt` if the service wants to be left alone for longer than
   * `maxWaitMs`, `service` if it cannot be reached or stays unwell.
   */
  send(request: HttpRequest): Promise<Answer> {
    const { attempts, maxWaitMs, random } = this.#limits;
    const firstBackOff = request.service.firstBackOffMs ?? firstBackOffMs;
    return withSignals([request.signal, this.#closing.signal], (signal) =>
      withRetries({ attempts, maxWaitMs, firstBackOffMs: firstBackOff, random, signal }, (budget) =>
        this.#attempt(request, budget, signal),
      ),
    );
  }

  /** Waits as `send` does before another attempt, for a caller that repeats a part of a request. */
  backOff(attempt: number, service: Service, signal?: AbortSignal): Promise<void> {
    const wait = backOff(attempt, service.firstBackOffMs ?? firstBackOffMs, this.#limits.random);
    return withSignals([signal, this.#closing.signal], (joined) => sleep(wait, joined));
  }

  /** Ends what is under way, and releases the connections. */
  async close(): Promise<void> {
    this.#closing.abort(new SpotiTagsError('invalid-input', 'Closed: make a new one to go on.'));
    const agent = await this.#agent;
    await agent?.destroy();
  }

  async #attempt(request: HttpRequest, budget: WaitBudget, signal: AbortSignal): Promise<Attempt<Answer>> {
    const { service, repeatable: isRepeatable = request.method === 'GET' } = request;
    await this.#waitForCapacity(request, budget, signal);
    request.counter?.count(request.items ?? 0);
    const outcome = await this.#fetch(request, signal);
    if (!(outcome instanceof Answer)) return { error: outcome, isRepeatable };
    const decision = (service.decide ?? decideByStatus)(outcome);
    if (decision === 'final') return { result: outcome };

    const waitMs = outcome.retryAfter ?? service.retryAfter?.(outcome);
    const isCooling = decision === 'throttled' && waitMs !== undefined;
    if (isCooling) await startCooldown(cooldownKey(request), Date.now() + waitMs);
    // The next attempt waits for the cooldown, together with the other requests of the bucket.
    return { error: gaveUp(outcome, decision, waitMs), isRepeatable, waitMs, waitsItself: isCooling };
  }

  /** Waits until the request may go: no cooldown, and a free slot. Cooldowns are taken off the budget. */
  async #waitForCapacity(request: HttpRequest, budget: WaitBudget, signal: AbortSignal): Promise<void> {
    const key = cooldownKey(request);
    for (;;) {
      const until = await cooldownEnd(key);
      if (until === 0) {
        await acquireSlot(request.rateLimit, signal);
        // Another request may have been turned away while this one queued.
        if ((await cooldownEnd(key)) === 0) return;
        continue;
      }
      const left = until - Date.now();
      if (left > budget.leftMs) {
        const text = `${request.service.name} still wants no ${request.bucket} requests ${before(until)}.`;
        throw new SpotiTagsError('rate-limited', text, { retryable: true, retryAt: until });
      }
      // A little later than allowed: a request on the very tick has earned new bans.
      await sleep(left + this.#limits.random() * 1000, signal);
      budget.spend(left);
    }
  }

  /** One request. A network failure is returned, since it may be repeated; what may not is thrown. */
  async #fetch(request: HttpRequest, signal: AbortSignal): Promise<Answer | SpotiTagsError> {
    const { timeoutMs, maxBytes } = this.#limits;
    const failure = (text: string) =>
      new SpotiTagsError('service', `${request.service.name}: ${label(request)} ${text}`, {
        retryable: true,
      });
    const late = () => failure(`got no full answer within ${timeoutMs / 1000} s`);
    try {
      return await withDeadline(timeoutMs, late, signal, async (inner) => {
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
    const { refusePrivate } = this.#limits;
    this.#agent ??= import('undici').then(
      ({ Agent, buildConnector }) =>
        new Agent({
          connections: 32,
          ...(refusePrivate && { connect: publicConnector(buildConnector, refusePrivate) }),
        }),
    );
    return this.#agent;
  }
}

function cooldownKey({ rateLimit, bucket }: HttpRequest): string {
  return `${rateLimit.key} ${bucket}`;
}

function before(until: number): string {
  return `before ${new Date(until).toISOString()} (in ${Math.ceil((until - Date.now()) / 1000)} s)`;
}

function gaveUp(answer: Answer, decision: RetryDecision, asked: number | undefined): SpotiTagsError {
  const code = decision === 'throttled' ? 'rate-limited' : 'service';
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
