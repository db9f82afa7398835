import * as v from 'valibot';
import packageJson from '../../../package.json' with { type: 'json' };
import { withSignals } from '../../util/waits.ts';
import type { SpotiTagsError } from '../../errors.ts';
import type { Answer } from '../../http/answer.ts';
import type { CallOptions } from '../../model.ts';
import { accountKey } from '../../http/process-wide.ts';
import {
  Transport,
  decideByStatus,
  type HttpRequest,
  type Service,
  type RetryDecision,
} from '../../http/transport.ts';
import { isOfficial, type MusicBrainzSettings } from './options.ts';
import {
  wireArtist,
  wireError,
  wireImages,
  wireReleaseGroups,
  wireSearch,
  type WireArtist,
  type WireReleaseGroup,
} from './wire.ts';

/** The largest page size of a request. */
const pageSize = 100;

/** No artist has more release groups, except Various Artists. */
const mostReleaseGroups = 10_000;

/** Both services answer 503 to clients that send too many requests. */
function decide(answer: Answer): RetryDecision {
  return answer.status === 503 ? 'throttled' : decideByStatus(answer);
}

const musicBrainz: Service = {
  name: 'MusicBrainz',
  decide,
  message: (json) => (v.is(wireError, json) ? json.error : undefined),
  // An IP address that sent too many requests stays blocked until its average is below the limit.
  firstBackOffMs: 2000,
};

const coverArtArchive: Service = { name: 'The Cover Art Archive', decide };

/** A service, its rate limit, and its cooldown bucket. */
type Host = Pick<HttpRequest, 'service' | 'rateLimit' | 'bucket'>;

/**
 * MusicBrainz's web service and the Cover Art Archive: requests with identification and rate limits, pages,
 * refusals as errors.
 */
export class MusicBrainzApi {
  readonly #transport: Transport;
  readonly #settings: MusicBrainzSettings;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #webService: Host;
  readonly #coverArt: Host;

  constructor(settings: MusicBrainzSettings) {
    const { contact, apiUrl, requestsPerSecond, coverArtUrl, coverArtRequestsPerSecond } = settings;
    this.#settings = settings;
    this.#transport = new Transport(settings);
    // https://musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting
    this.#headers = {
      'user-agent': `spotitags/${packageJson.version} ( ${contact} )`,
      accept: 'application/json',
    };
    // Requests are counted by IP address, over all callers in this process and all host names of the service.
    const host = isOfficial(apiUrl) ? 'musicbrainz.org' : new URL(apiUrl).host;
    this.#webService = {
      service: musicBrainz,
      rateLimit: { key: accountKey(host, ''), perSecond: requestsPerSecond },
      bucket: 'web-service',
    };
    this.#coverArt = {
      service: coverArtArchive,
      rateLimit: { key: accountKey(new URL(coverArtUrl).host, ''), perSecond: coverArtRequestsPerSecond },
      bucket: 'cover-art',
    };
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  /** The artist with the MBID, or the artist that it was merged into. */
  async artist(id: string, options: CallOptions): Promise<WireArtist | undefined> {
    const answer = await this.#ask(`/artist/${id}`, {}, options);
    if (answer.status === 400 || answer.status === 404) return undefined;
    return read(answer, wireArtist);
  }

  /** The results of a query, page by page, at most `most` artists. */
  async *search(
    query: string,
    most: number,
    options: CallOptions,
  ): AsyncGenerator<readonly WireArtist[], void> {
    for (let offset = 0; offset < most;) {
      const answer = await this.#ask('/artist', { query, ...page(offset, most) }, options);
      const { count, artists } = read(answer, wireSearch);
      yield artists;
      offset += artists.length;
      if (artists.length === 0 || offset >= count) return;
    }
  }

  /**
   * All release groups of the artist with one of the types, without those that have only bootlegs and
   * promotional copies. Undefined if there is no such artist.
   */
  async releaseGroups(
    artist: string,
    types: readonly string[],
    options: CallOptions,
  ): Promise<readonly WireReleaseGroup[] | undefined> {
    const groups: WireReleaseGroup[] = [];
    const filter = { artist, type: types.join('|'), 'release-group-status': 'website-default' };
    while (groups.length < mostReleaseGroups) {
      const answer = await this.#ask('/release-group', { ...filter, ...page(groups.length) }, options);
      if (answer.status === 404) return undefined;
      const { 'release-group-count': count, 'release-groups': found } = read(answer, wireReleaseGroups);
      groups.push(...found);
      if (found.length === 0 || groups.length >= count) break;
    }
    return groups;
  }

  /**
   * The URLs of the release groups' front covers, 500 pixels wide. Undefined if the archive has none. All
   * requests run at the same time, and the first failure ends the others.
   */
  frontCovers(
    releaseGroups: readonly string[],
    options: CallOptions,
  ): Promise<readonly (string | undefined)[]> {
    const failing = new AbortController();
    const fail = (error: unknown) => {
      failing.abort(error);
      throw error;
    };
    return withSignals([options.signal, failing.signal], (signal) =>
      Promise.all(releaseGroups.map((id) => this.#frontCover(id, { ...options, signal }).catch(fail))),
    );
  }

  async #frontCover(releaseGroup: string, options: CallOptions): Promise<string | undefined> {
    // The list of images redirects to a small file at archive.org. The cover itself is not downloaded.
    const url = new URL(`${this.#settings.coverArtUrl}/release-group/${releaseGroup}`);
    const answer = await this.#get(this.#coverArt, url, options);
    if (answer.status === 404) return undefined;
    const hasFront = read(answer, wireImages).images.some(({ front }) => front);
    return hasFront ? `${url.href}/front-500` : undefined;
  }

  #ask(path: string, parameters: Readonly<Record<string, string>>, options: CallOptions): Promise<Answer> {
    const url = new URL(this.#settings.apiUrl + path);
    for (const [name, value] of Object.entries({ ...parameters, fmt: 'json' }))
      url.searchParams.set(name, value);
    return this.#get(this.#webService, url, options);
  }

  /** Also resolves with refusals. */
  #get(host: Host, url: URL, { signal, counter }: CallOptions): Promise<Answer> {
    return this.#transport.send({
      ...host,
      method: 'GET',
      url,
      headers: this.#headers,
      secrets: [],
      counter,
      signal,
    });
  }
}

function page(offset: number, most = Infinity) {
  return { limit: String(Math.min(pageSize, most - offset)), offset: String(offset) };
}

function read<Schema extends v.GenericSchema>(answer: Answer, schema: Schema): v.InferOutput<Schema> {
  if (answer.ok) return answer.read(schema);
  throw refusal(answer);
}

function refusal(answer: Answer): SpotiTagsError {
  const { status } = answer;
  if (status === 403)
    return answer.error('unauthorized', 'It may have blocked this program or this IP address.');
  return answer.error(status === 400 ? 'invalid-input' : 'service', undefined, { retryable: status >= 500 });
}
