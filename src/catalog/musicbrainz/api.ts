import * as v from 'valibot';
import packageJson from '../../../package.json' with { type: 'json' };
import type { Answer } from '../../http/answer.ts';
import { ServiceClient } from '../../http/service-client.ts';
import { decideByStatus, type RetryDecision, type Service } from '../../http/transport.ts';
import type { CallOptions } from '../../model.ts';
import type { ListOptions } from '../catalog.ts';
import { isOfficial, type MusicBrainzSettings } from './options.ts';
import {
  wireArtist,
  wireError,
  wireImages,
  wireReleaseGroups,
  wireSearch,
  type WireArtist,
  type WireImage,
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

/** MusicBrainz's web service and the Cover Art Archive: identified requests, pages, refusals as errors. */
export class MusicBrainzApi {
  readonly #settings: MusicBrainzSettings;
  readonly #webService: ServiceClient;
  readonly #coverArt: ServiceClient;

  constructor(settings: MusicBrainzSettings) {
    const { contact, apiUrl, requestsPerSecond, coverArtUrl, coverArtRequestsPerSecond } = settings;
    const from = settings.outgoingAddress === undefined ? '' : ` from ${settings.outgoingAddress}`;
    this.#settings = settings;
    // https://musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting
    const headers = { 'user-agent': `spotitags/${packageJson.version} ( ${contact} )` };
    const advice = { 403: 'It may have blocked this program or this IP address.' };
    this.#webService = new ServiceClient({
      ...settings,
      ...{ service: musicBrainz, baseUrl: apiUrl, requestsPerSecond, headers, advice },
      // Requests are counted by IP address, at all host names of the service together.
      account: (isOfficial(apiUrl) ? 'musicbrainz.org' : new URL(apiUrl).host) + from,
    });
    this.#coverArt = new ServiceClient({
      ...settings,
      ...{ service: coverArtArchive, baseUrl: coverArtUrl, headers, advice },
      requestsPerSecond: coverArtRequestsPerSecond,
      account: new URL(coverArtUrl).host + from,
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#webService.close(), this.#coverArt.close()]);
  }

  /** The artist with the MBID, or the artist that it was merged into. */
  async artist(id: string, options: CallOptions): Promise<WireArtist | undefined> {
    const answer = await this.#ask(`/artist/${id}`, {}, { ...options, accept: [400, 404] });
    return answer.ok ? answer.read(wireArtist) : undefined;
  }

  /** The results of a query, page by page, at most `most` artists. */
  async *search(
    query: string,
    most: number,
    options: ListOptions,
  ): AsyncGenerator<readonly WireArtist[], void> {
    for (let offset = 0; offset < most;) {
      const found = await this.#page('/artist', { query, ...page(offset, most) }, wireSearch, options);
      if (!found) return;
      const { count, artists } = found;
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
      const parameters = { ...filter, ...page(groups.length) };
      const call = { ...options, accept: [404] };
      const answer = await this.#page('/release-group', parameters, wireReleaseGroups, call);
      if (!answer) return undefined;
      const { 'release-group-count': count, 'release-groups': found } = answer;
      for (const group of found) groups.push(group);
      if (found.length === 0 || groups.length >= count) break;
    }
    return groups;
  }

  /**
   * The URL of the release group's front cover, 500 pixels wide if there is such a thumbnail. Undefined if the
   * archive has no front cover.
   */
  async frontCover(releaseGroup: string, options: CallOptions): Promise<string | undefined> {
    // The list of images, which redirects to a small file at archive.org: the cover itself stays where it is.
    const path = `/release-group/${releaseGroup}`;
    const answer = await this.#coverArt.get(path, { ...options, accept: [404] });
    if (!answer.ok) return undefined;
    const image = answer.read(wireImages).images.find(({ front }) => front);
    return image && `${this.#settings.coverArtUrl}${path}/${frontFile(image)}`;
  }

  /** A page of a list, or undefined for a status that `accept` has. A page that the memory has is not asked for. */
  async #page<T>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    schema: v.GenericSchema<unknown, T>,
    { pages, ...options }: ListOptions & { readonly accept?: readonly number[] },
  ): Promise<T | undefined> {
    const key = `${path}?${new URLSearchParams(parameters).toString()}`;
    const kept = v.safeParse(schema, await pages?.get(key), { abortEarly: true });
    if (kept.success) return kept.output;
    const answer = await this.#ask(path, parameters, options);
    if (!answer.ok) return undefined;
    const read = answer.read(schema);
    await pages?.set(key, answer.json);
    return read;
  }

  #ask(
    path: string,
    parameters: Readonly<Record<string, string>>,
    options: CallOptions & { readonly accept?: readonly number[] },
  ): Promise<Answer> {
    const query = { ...parameters, fmt: 'json' };
    return this.#webService.get(path, { ...options, query, bucket: 'web-service' });
  }
}

function page(offset: number, most = Infinity) {
  return { limit: String(Math.min(pageSize, most - offset)), offset: String(offset) };
}

/** Thumbnails are missing if they could not be made. Old lists call those of 500 pixels "large". */
function frontFile({ thumbnails }: WireImage): string {
  if (!thumbnails || thumbnails['500'] || thumbnails.large) return 'front-500';
  return thumbnails['1200'] ? 'front-1200' : 'front';
}
