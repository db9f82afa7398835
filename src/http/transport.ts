import type { Dispatcher, EnvHttpProxyAgent } from 'undici';
import { SpotiTagsError } from '../errors.ts';
import type { RequestCounter } from '../model.ts';
import { sleep, withDeadline, withSignals } from '../util/waits.ts';
import { Answer, type AnsweredRequest, label } from './answer.ts';
import { BodyTooLarge, readBody } from './body.ts';
import { cooldownEnd, startCooldown } from './cooldown.ts';
import { publicConnector } from './public-network.ts';
import { type Sending, followRedirects } from './redirects.ts';
import { acquireSlot, type RateLimit } from './rate-limit.ts';
import { type Attempt, type WaitBudget, backOff, isUnavailable, retryAfter, withRetries } from './retry.ts';
import { longWaitMs, tellAnswer, tellIfLong, tellWait } from './waiting.ts';
import { quote } from './text.ts';

/** Longest first back-off in milliseconds. */
const firstBackOffMs = 500;

/** How a provider reaches the network. */
export interface HttpOptions {
  /** Replaces the global `fetch`. It then uses its own connections, unless a `dispatcher` is given too. */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * An undici 7 dispatcher, for example for a proxy. The library does not close it.
   * @default an agent of the library, which uses the proxies of HTTP_PROXY, HTTPS_PROXY and NO_PROXY
   */
  readonly dispatcher?: Dispatcher;
}

/** When the transport gives up. A service may also set its own limits. */
export interface TransportLimits {
  /** Largest number of requests for one call of `send`. @default 5 */
  readonly attempts?: number;
  /** Longest total wait for cooldowns and back-off in one call of `send`, in milliseconds. @default 60_000 */
  readonly maxWaitMs?: number;
  /**
   * Timeout of one request in milliseconds, from the first byte sent to the last byte received. @default
   * 30_000
   */
  readonly timeoutMs?: number;
  /** Largest size of an answer in bytes. @default 10_000_000 */
  readonly maxBytes?: number;
  /**
   * Makes the error for addresses of this machine and its network. If absent, such addresses are not refused.
   * @default none
   */
  readonly refusePrivate?: () => SpotiTagsError;
  /** 0 ≤ random() < 1, for jitter. @default Math.random */
  readonly random?: () => number;
}

/** What to do with an answer: return it, or try again because the service throttles or is unavailable. */
export type RetryDecision = 'final' | 'throttled' | 'unavailable';

/** What the transport needs to know about a service. */
export interface Service {
  readonly name: string;
  /** @default by status: 429 is throttled; 500, 502 to 504, and 520 to 530 of proxies are unavailable */
  readonly decide?: (answer: Answer) => RetryDecision;
  /** Milliseconds to wait, if the headers of an answer do not say so. @default exponential back-off */
  readonly retryAfter?: (answer: Answer) => number | undefined;
  /** The service's own message in an answer's body. @default an excerpt of the body */
  readonly message?: (json: unknown) => string | undefined;
  /** Longest first back-off in milliseconds. It doubles with each attempt. @default 500 */
  readonly firstBackOffMs?: number;
}

export interface HttpRequest extends AnsweredRequest {
  readonly service: Service;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  /** Whether it is safe to send the request twice. @default true for GET */
  readonly repeatable?: boolean;
  readonly rateLimit: RateLimit;
  /** Called before the request is sent, each time that it is sent. */
  readonly counter?: RequestCounter | undefined;
  /** Number of items in the request, such as images to tag. The counter gets it. @default 0 */
  readonly items?: number;
  /** The endpoint, as the service groups them for cooldowns, e.g. `artist-albums`. */
  readonly bucket: string;
  readonly signal?: AbortSignal | undefined;
}

/** The decision for a service that uses plain HTTP statuses. */
export function decideByStatus({ status }: Answer): RetryDecision {
  if (status === 429) return 'throttled';
  return isUnavailable(status) ? 'unavailable' : 'final';
}

/**
 * Sends requests. Rate limits, retries and cooldowns are above `fetch`, so that a mocked network exercises
 * them too.
 */
export class Transport {
  readonly #options: HttpOptions;
  readonly #limits: Required<Omit<TransportLimits, 'refusePrivate'>> & Pick<TransportLimits, 'refusePrivate'>;
  readonly #closing = new AbortController();
  #agent: Promise<EnvHttpProxyAgent> | undefined;

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
   * Resolves with any answer that would be the same after another attempt, whatever its status.
   * @throws SpotiTagsError `rate-limited` with `retryAt` if the service asks for a longer pause than
   * `maxWaitMs`, `service` if it cannot be reached or stays unavailable.
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

  /** Waits as `send` does before another attempt. For callers that repeat a part of a request. */
  backOff(attempt: number, service: Service, signal?: AbortSignal): Promise<void> {
    const wait = backOff(attempt, service.firstBackOffMs ?? firstBackOffMs, this.#limits.random);
    return withSignals([signal, this.#closing.signal], (joined) => sleep(wait, joined));
  }

  /** Aborts running requests and closes the connections. */
  async close(): Promise<void> {
    this.#closing.abort(new SpotiTagsError('invalid-input', 'This object is closed. Make a new one.'));
    const agent = await this.#agent?.catch(() => undefined);
    await agent?.destroy();
  }

  async #attempt(request: HttpRequest, budget: WaitBudget, signal: AbortSignal): Promise<Attempt<Answer>> {
    const { service, repeatable: isRepeatable = request.method === 'GET' } = request;
    await this.#waitForCapacity(request, budget, signal);
    await request.counter?.count(request.items ?? 0);
    const outcome = await this.#fetch(request, signal);
    if (!(outcome instanceof Answer))
      return { error: outcome, isRepeatable: isRepeatable && outcome.retryable };
    const decision = (service.decide ?? decideByStatus)(outcome);
    if (decision === 'final') {
      // A page of a proxy, or the beginning of an answer whose rest was lost.
      const isCut =
        outcome.ok && request.headers['accept'] === 'application/json' && outcome.json === undefined;
      return isCut ? { error: outcome.notJson(), isRepeatable } : { result: outcome };
    }

    const waitMs = outcome.retryAfter ?? service.retryAfter?.(outcome);
    // One time for both: the error says when the cooldown ends.
    const until = waitMs === undefined ? undefined : Date.now() + waitMs;
    const isCooling = decision === 'throttled' && until !== undefined;
    if (isCooling) await startCooldown(cooldownKey(request), until, signal);
    // The next attempt waits for the cooldown, together with the other requests of the bucket.
    return { error: gaveUp(outcome, decision, until), isRepeatable, waitMs, waitsItself: isCooling };
  }

  /**
   * Waits until the request may be sent: no cooldown, and a free slot. Waiting for cooldowns uses the wait
   * budget.
   */
  async #waitForCapacity(request: HttpRequest, budget: WaitBudget, signal: AbortSignal): Promise<void> {
    const key = cooldownKey(request);
    for (;;) {
      const until = await cooldownEnd(key, signal);
      if (until === 0) {
        await acquireSlot(request.rateLimit, request.service.name, signal);
        // Another request may have been refused while this one waited.
        if ((await cooldownEnd(key, signal)) === 0) return;
        continue;
      }
      const left = until - Date.now();
      const refusal = `${request.service.name} accepts no ${request.bucket} requests ${before(until)}.`;
      if (left > budget.leftMs) {
        const text = `${refusal} Try again after that.`;
        throw new SpotiTagsError('rate-limited', text, { retryable: true, retryAt: until });
      }
      if (left > longWaitMs) tellWait(`${refusal} Waiting until then.`);
      // A little later than allowed: requests at exactly the stated time have been refused again.
      await sleep(left + this.#limits.random() * 1000, signal);
      budget.spend(left);
    }
  }

  /**
   * Sends one request. A network failure is returned because the request may be repeated. Other failures are
   * thrown.
   */
  async #fetch(request: HttpRequest, signal: AbortSignal): Promise<Answer | SpotiTagsError> {
    const { timeoutMs, maxBytes } = this.#limits;
    const failure = (text: string, retryable = true) =>
      new SpotiTagsError(
        'service',
        `${request.service.name}: ${label(request)} ${text.replace(/\.$/, '')}.`,
        { retryable },
      );
    const late = () => failure(`got no full answer within ${timeoutMs / 1000} s`);
    try {
      const waiting = `Waiting for an answer of ${request.service.name}.`;
      return await tellIfLong(waiting, () =>
        withDeadline(timeoutMs, late, signal, (inner) =>
          tellAnswer(`${request.service.name}: ${label(request)}`, async () => {
            const response = await this.#call(request, inner);
            const body = await readBody(response, maxBytes, inner);
            return new Answer(request, response.status, retryAfter(response.headers), body);
          }),
        ),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (SpotiTagsError.isInstance(error)) throw error;
      const refusal = ownError(error);
      if (refusal) throw refusal;
      if (error instanceof BodyTooLarge) throw failure(`answered a body ${error.message}`);
      // Keep only the message of the cause: the objects of a custom `fetch` may hold headers.
      const text = reasons(error);
      return failure(`failed: ${quote(text, request.secrets)}`, !hopeless.test(text));
    }
  }

  async #call(request: HttpRequest, signal: AbortSignal): Promise<Response> {
    const fetch = this.#options.fetch ?? ((...args) => globalThis.fetch(...args));
    const dispatcher = await this.#dispatcher();
    const send = (url: URL, { method, headers, body }: Sending) =>
      fetch(url, {
        method,
        headers,
        signal,
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
        // The built-in fetch accepts the dispatcher of the undici package, but has the types of the version
        // inside Node.
        ...(dispatcher && ({ dispatcher } as object)),
      });
    return followRedirects(request, send, () => request.counter?.count(0));
  }

  async #dispatcher(): Promise<Dispatcher | undefined> {
    const { fetch, dispatcher } = this.#options;
    if (dispatcher ?? fetch) return dispatcher;
    // Imported at the first request, because the import alone takes about 80 ms.
    const { refusePrivate } = this.#limits;
    this.#agent ??= import('undici').then(({ EnvHttpProxyAgent, buildConnector }) => {
      checkProxies();
      return new EnvHttpProxyAgent({
        connections: 32,
        // Of direct connections alone. A proxy looks names up itself, and may be in this network.
        ...(refusePrivate && { connect: publicConnector(buildConnector, refusePrivate) }),
      });
    });
    return this.#agent;
  }
}

/** A proxy without `http://` would fail each request with an error that does not name it. The value may hold a password. */
function checkProxies(): void {
  for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) {
    const value = process.env[name] ?? '';
    if (value === '' || (URL.canParse(value) && /^https?:$/u.test(new URL(value).protocol))) continue;
    const text = `The variable ${name} must be the http or https URL of a proxy, such as http://proxy.example:3128.`;
    throw new SpotiTagsError('invalid-input', text);
  }
}

/** What `fetch` says of a redirect that leads nowhere, each time. */
const hopeless = /redirect count exceeded|URL scheme must be|Invalid URL|bad port/iu;

function cooldownKey({ rateLimit, bucket }: HttpRequest): string {
  return `${rateLimit.key} ${bucket}`;
}

function before(until: number): string {
  return `before ${new Date(until).toISOString()} (in ${Math.ceil((until - Date.now()) / 1000)} s)`;
}

function gaveUp(answer: Answer, decision: RetryDecision, retryAt: number | undefined): SpotiTagsError {
  const code = decision === 'throttled' ? 'rate-limited' : 'service';
  if (retryAt === undefined) return answer.error(code, 'Try again later.', { retryable: true });
  return answer.error(code, `It accepts no such request ${before(retryAt)}.`, { retryable: true, retryAt });
}

/** The library's own error behind a failure of `fetch`, which wraps the error of the connection. */
function ownError(error: unknown): SpotiTagsError | undefined {
  if (!(error instanceof Error)) return undefined;
  return SpotiTagsError.isInstance(error.cause) ? error.cause : ownError(error.cause);
}

/** `fetch failed: connect ECONNREFUSED …`: the messages of an error and its causes. */
function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // An error of several addresses has a code, but no message.
  const words = error.message || ('code' in error ? String(error.code) : error.name);
  return error.cause === undefined ? words : `${words}: ${reasons(error.cause)}`;
}
