import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import type { Album, Artist, CallOptions } from '../../model.ts';
import { checkOptions } from '../../util/options.ts';
import type { AlbumsOptions, Catalog, FoundArtist, ListOptions } from '../catalog.ts';
import { didYouMean, matchName, sameName, typed } from '../names.ts';
import { readQuery } from '../query.ts';
import { SpotifyApi, type Explain } from './api.ts';
import { credentialNames, spotifyOptions, type SpotifyCatalogOptions } from './options.ts';
import { isSpotifyId, parseReference } from './reference.ts';
import {
  mainArtist,
  toAlbum,
  toArtist,
  wireAlbum,
  wireArtist,
  wirePlaylistEntry,
  wireSearch,
} from './wire.ts';

/** The largest page size for an app in Development Mode. A larger one is an error 400. */
const pageSize = '10';

/**
 * Spotify's catalog over its Web API.
 *
 * The catalog waits for short rate limits. A long one fails at once with `rate-limited` and `retryAt`, and so
 * do later requests to the same endpoint until then. Spotify's terms forbid training models on its content
 * without permission.
 */
export class SpotifyCatalog implements Catalog {
  readonly id = 'spotify';
  readonly requestsPerSecond: number;
  readonly #api: SpotifyApi;
  readonly #market: string | undefined;
  readonly #includeGroups: string;

  /**
   * @throws SpotiTagsError `unauthorized` for a missing credential, `invalid-input` for an invalid option.
   */
  constructor(options: SpotifyCatalogOptions) {
    const settings = checkOptions(spotifyOptions, options, credentialNames);
    const { market, includeGroups, requestsPerSecond } = settings;
    this.requestsPerSecond = requestsPerSecond;
    this.#market = market;
    this.#includeGroups = [...new Set(includeGroups)].join(',');
    this.#api = new SpotifyApi(settings);
  }

  /**
   * Finds an artist by name, id, URI or URL.
   *
   * For a name, it takes a result of that name, one with the same accents first, otherwise one whose name differs
   * only in punctuation, `&` or "The", otherwise the only one whose name differs in a few letters (`isNear`).
   * Spotify always answers something: results of other names are suggestions in the error. `alternatives` are
   * the other results with the same name as the chosen artist.
   */
  async findArtist(query: string, options: CallOptions = {}): Promise<FoundArtist> {
    const text = readQuery(query, 'the name, id or URL of an artist');
    const reference = parseReference(text);
    if (reference && reference.kind !== 'artist')
      throw new SpotiTagsError('invalid-input', `"${text}" is not an artist: ${instead(reference.kind)}.`);
    const id = reference?.id ?? (isSpotifyId(text) ? text : undefined);
    const known = id === undefined ? undefined : await this.#artistById(id, options);
    if (known) return { artist: known, alternatives: [] };
    if (reference) throw new SpotiTagsError('not-found', `Spotify has no artist "${text}".`);
    // A text of 22 letters may be a name instead.
    return this.#artistByName(text, options);
  }

  /** See {@link Catalog.albums}. Covers are the same if Spotify gives them the same URL. */
  async *albums(artist: Artist, options: AlbumsOptions = {}): AsyncGenerator<Album, void, undefined> {
    if (artist.catalog !== this.id || !isSpotifyId(artist.id)) {
      const origin = `${artist.catalog}:${artist.id}`;
      throw new SpotiTagsError('invalid-input', `"${artist.name}" (${origin}) is not an artist of Spotify.`);
    }
    const first = this.#api.url(`/artists/${artist.id}/albums`, {
      include_groups: this.#includeGroups,
      market: this.#market,
      limit: pageSize,
    });
    const seen = new Set<string>();
    for await (const page of this.#api.pages(first, 'artist-albums', options)) {
      for (const item of page.read(v.object({ items: v.array(v.nullable(wireAlbum)) })).items) {
        // Pages shift if a release is added meanwhile, and may repeat an album.
        if (!item || seen.has(item.id)) continue;
        seen.add(item.id);
        options.signal?.throwIfAborted();
        yield toAlbum(item);
      }
    }
  }

  /**
   * The artists of a playlist (URL, URI or id), each once: the main artist of each track, which is the first
   * one, because guests may play another genre. Podcast episodes, local files, withdrawn tracks and
   * "Various Artists" are left out.
   * @throws SpotiTagsError `unauthorized` if the token is not one of the playlist's owner or of a
   * collaborator; `not-found` if there is no such playlist, or if it is one of Spotify's own.
   */
  async *artistsOf(source: string, options: ListOptions = {}): AsyncGenerator<Artist, void, undefined> {
    const id = playlistId(readQuery(source, 'the id, URI or URL of a playlist'));
    const first = this.#api.url(`/playlists/${id}/items`, { market: this.#market, limit: '50' });
    const seen = new Set<string>();
    for await (const page of this.#api.pages(first, 'playlist-items', options, explainPlaylist)) {
      for (const entry of page.read(v.object({ items: v.array(v.nullable(wirePlaylistEntry)) })).items) {
        const artist = entry ? mainArtist(entry) : undefined;
        if (!artist || seen.has(artist.id)) continue;
        seen.add(artist.id);
        options.signal?.throwIfAborted();
        yield artist;
      }
    }
  }

  /** Closes the connections. Running calls and later calls fail. */
  close(): Promise<void> {
    return this.#api.close();
  }

  async #artistById(id: string, options: CallOptions): Promise<Artist | undefined> {
    const isMissing: Explain = (status) =>
      status === 400 || status === 404 ? { code: 'not-found', advice: '' } : undefined;
    try {
      const answer = await this.#api.get(this.#api.url(`/artists/${id}`), 'artist', options, isMissing);
      return toArtist(answer.read(wireArtist));
    } catch (error) {
      if (SpotiTagsError.isInstance(error, 'not-found')) return undefined;
      throw error;
    }
  }

  /**
   * The field filter is used first. Without it, ten results are soon full of artists with songs or genres of
   * that name. If it finds no artist of that name, a free search follows, which corrects typing errors.
   */
  async #artistByName(name: string, options: CallOptions): Promise<FoundArtist> {
    const filtered = await this.#search(`artist:"${typed(name).replaceAll('"', ' ')}"`, options);
    const isNamed = filtered.some((hit) => sameName(hit.name, name));
    const hits = isNamed ? filtered : [...(await this.#search(typed(name), options)), ...filtered];
    const match = matchName(name, hits);
    if (match.found) {
      const { found, alternatives, isNear } = match;
      return { artist: found, alternatives, ...(isNear && { isNear }) };
    }
    const text = `Spotify has no artist "${name}".${didYouMean(match.suggestions)}`;
    throw new SpotiTagsError('not-found', text);
  }

  async #search(q: string, options: CallOptions): Promise<Artist[]> {
    const url = this.#api.url('/search', { q, type: 'artist', limit: pageSize, market: this.#market });
    const answer = await this.#api.get(url, 'search', options);
    return answer.read(wireSearch).artists.items.flatMap((hit) => (hit ? [toArtist(hit)] : []));
  }
}

function playlistId(source: string): string {
  const reference = parseReference(source);
  if (reference?.kind === 'playlist') return reference.id;
  if (!reference && isSpotifyId(source)) return source;
  throw new SpotiTagsError(
    'invalid-input',
    `"${source}" is not a playlist. Pass its id, its URI or its URL, https://open.spotify.com/playlist/….`,
  );
}

function instead(kind: string): string {
  return kind === 'playlist'
    ? 'it is a playlist. Use `artistsOf` to list its artists'
    : `its kind is "${kind}". Pass the name, id or URL of an artist`;
}

const explainPlaylist: Explain = (status) => {
  if (status === 403)
    return {
      code: 'unauthorized',
      advice:
        "Since 2026 Spotify shows a playlist's tracks to its owner and collaborators only. Pass `accessToken` with a " +
        "token of such a user (client credentials are never enough), or list the artists' names instead.",
    };
  if (status === 404)
    return {
      code: 'not-found',
      advice:
        "There is no such playlist, or it is one of Spotify's own, which apps may not read. List the artists' names " +
        'instead, or copy it into a playlist of your own.',
    };
  return undefined;
};
