import * as v from 'valibot';
import { SpotiTagsError, type ErrorCode } from '../../errors.ts';
import { Answer } from '../../http/answer.ts';
import type { CallOptions } from '../../model.ts';
import type { ListOptions } from '../catalog.ts';
import { isCredential } from '../../http/options.ts';
import { accountKey } from '../../http/process-wide.ts';
import { refusalOf } from '../../http/refusal.ts';
import type { RateLimit } from '../../http/rate-limit.ts';
import { Transport, type Service } from '../../http/transport.ts';
import { accountOf, type SpotifyCredentials } from './credentials.ts';
import { officialUrl, type CheckedSpotifyOptions } from './options.ts';
import { TokenSource, type Token } from './token.ts';
import { wireError, wireToken, wireTokenError } from './wire.ts';

/** What a refused request means for the caller. Undefined: the status decides. */
export type Explain = (status: number) => { readonly code: ErrorCode; readonly advice: string } | undefined;

/** No artist or playlist has more pages: playlists have at most 10,000 entries. */
const mostPages = 1000;

/** Milliseconds to wait if a quota is used up and Spotify does not say for how long. */
const quotaPause = 10 * 60_000;

const spotify: Service = {
  name: 'Spotify',
  // No back-off is long enough for a used-up quota, and more requests prolong it.
  retryAfter: (answer) => (reasonOf(answer.json) === 'QUOTA_EXCEEDED' ? quotaPause : undefined),
  message: (json) => {
    if (v.is(wireError, json)) return [json.error.message, json.error.reason].filter(Boolean).join(' ');
    if (v.is(wireTokenError, json)) return [json.error, json.error_description].filter(Boolean).join(': ');
    return undefined;
  },
};

/** Spotify's Web API: authorized requests, pages, and refusals as errors. */
export class SpotifyApi {
  readonly #transport: Transport;
  readonly #tokens: TokenSource;
  readonly #credentials: SpotifyCredentials;
  readonly #apiUrl: string;
  readonly #accountsUrl: string;
  readonly #rateLimit: RateLimit;

  constructor(options: CheckedSpotifyOptions) {
    this.#credentials = options;
    this.#apiUrl = options.apiUrl;
    this.#accountsUrl = options.accountsUrl;
    const key = accountKey(new URL(this.#apiUrl).host, accountOf(options));
    this.#rateLimit = { key, perSecond: options.requestsPerSecond };
    this.#transport = new Transport(options);
    this.#tokens = new TokenSource((options) => this.#issue(options));
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  url(path: string, parameters: Readonly<Record<string, string | undefined>> = {}): URL {
    const url = new URL(this.#apiUrl + path);
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, value);
    return url;
  }

  /**
   * Sends a request, and once more with a new token if the old one is refused. Also resolves with refusals.
   */
  async ask(url: URL, bucket: string, options: CallOptions = {}): Promise<Answer> {
    const token = await this.#tokens.get(options);
    const answer = await this.#authorized(url, bucket, token, options);
    if (answer.status !== 401) return answer;
    this.#tokens.forget(token);
    return this.#authorized(url, bucket, await this.#tokens.get(options), options);
  }

  /** Sends a request, and throws if Spotify refuses it. */
  async get(url: URL, bucket: string, options: CallOptions = {}, explain?: Explain): Promise<Answer> {
    const answer = await this.ask(url, bucket, options);
    if (answer.ok) return answer;
    throw refusal(answer, explain);
  }

  /** All pages, from the first one along `next`. A page that the memory has is not asked for. */
  async *pages(
    first: URL,
    bucket: string,
    options: ListOptions = {},
    explain?: Explain,
  ): AsyncGenerator<Answer> {
    const seen = new Set<string>();
    for (let url: URL | undefined = first; url;) {
      const page: URL = url;
      const kept = await options.pages?.get(page.href);
      const answer: Answer =
        kept === undefined ? await this.get(page, bucket, options, explain) : keptAnswer(page, kept);
      seen.add(page.href);
      const { next } = answer.read(v.object({ next: v.nullish(v.string()) }));
      yield answer;
      url = next ? this.#follow(answer, next) : undefined;
      if (url && (seen.has(url.href) || seen.size >= mostPages))
        throw answer.error('service', 'Its list of pages does not end.');
      // Kept after it was read and followed: a page that is wrong is asked for again.
      if (kept === undefined) await options.pages?.set(page.href, answer.json);
    }
  }

  #follow(answer: Answer, next: string): URL {
    const url = URL.canParse(next) ? new URL(next) : undefined;
    // The token is sent to this URL, so it must be on the same host.
    if (url?.origin === new URL(this.#apiUrl).origin) return url;
    // Behind a proxy, Spotify names its own host.
    if (url?.href.startsWith(`${officialUrl}/`))
      return new URL(this.#apiUrl + url.href.slice(officialUrl.length));
    throw answer.error('service', 'The URL of the next page is not on the same host.');
  }

  async #authorized(
    url: URL,
    bucket: string,
    token: string,
    { signal, counter }: CallOptions,
  ): Promise<Answer> {
    return this.#transport.send({
      service: spotify,
      method: 'GET',
      url,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      rateLimit: this.#rateLimit,
      bucket: `spotify:${bucket}`,
      secrets: [token],
      counter,
      signal,
    });
  }

  async #issue({ signal, counter }: CallOptions): Promise<Token> {
    const { clientId, clientSecret, accessToken } = this.#credentials;
    if (accessToken !== undefined) return { value: await provided(accessToken) };
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const answer = await this.#transport.send({
      service: spotify,
      method: 'POST',
      url: new URL(`${this.#accountsUrl}/api/token`),
      headers: { authorization: `Basic ${basic}`, accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      repeatable: true,
      rateLimit: this.#rateLimit,
      bucket: 'spotify:token',
      secrets: [clientSecret, basic],
      isAnswerSecret: true,
      counter,
      signal,
    });
    if (!answer.ok) {
      const advice = 'Check clientId and clientSecret (SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET).';
      throw refusal(answer, (status) => (status < 429 ? { code: 'unauthorized', advice } : undefined));
    }
    const { access_token, expires_in } = answer.read(wireToken);
    if (!isCredential(access_token)) throw answer.error('service', 'The answer has no usable access token.');
    return { value: access_token, lifetime: expires_in };
  }
}

function keptAnswer(url: URL, page: unknown): Answer {
  const request = { service: spotify, method: 'GET', url, secrets: [] } as const;
  return new Answer(request, 200, undefined, Buffer.from(JSON.stringify(page)));
}

function refusal(answer: Answer, explain?: Explain): SpotiTagsError {
  const explained = explain?.(answer.status);
  if (explained) return answer.error(explained.code, explained.advice);
  if (answer.status === 404) return answer.error('not-found');
  return refusalOf(answer, {
    401: 'Spotify refused the access token, and also a new one. Check the credentials.',
    403: 'The app or its token has no permission for this request.',
    429: 'Try again later.',
  });
}

function reasonOf(json: unknown): string | undefined {
  return v.is(wireError, json) ? (json.error.reason ?? undefined) : undefined;
}

async function provided(accessToken: () => Promise<string>): Promise<string> {
  let token: unknown;
  try {
    token = await accessToken();
  } catch (cause) {
    throw new SpotiTagsError('unauthorized', 'The accessToken function failed. See `cause`.', { cause });
  }
  if (isCredential(token)) return token;
  throw new SpotiTagsError(
    'unauthorized',
    'The accessToken function did not return a token. It must return a non-empty string.',
  );
}
