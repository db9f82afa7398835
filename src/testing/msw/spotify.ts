import { http, HttpResponse, type HttpHandler } from 'msw';

/** An album of {@link FakeSpotify}. */
export interface FakeAlbum {
  readonly id: string;
  readonly name: string;
  readonly release_date?: string;
  readonly images: readonly {
    readonly url: string;
    readonly width: number | null;
    readonly height: number | null;
  }[];
  /** @default 'album' */
  readonly group?: 'album' | 'single' | 'compilation' | 'appears_on';
}

/** An artist of {@link FakeSpotify}. */
export interface FakeArtist {
  /** 22 letters and digits. */
  readonly id: string;
  readonly name: string;
  readonly albums?: readonly FakeAlbum[];
}

/** A playlist of {@link FakeSpotify}. */
export interface FakePlaylist {
  readonly id: string;
  /** As they come over the wire: `{ item }` or `{ track }`, or null. */
  readonly entries: readonly unknown[];
}

/** What {@link FakeSpotify} knows. */
export interface FakeSpotifyOptions {
  readonly artists?: readonly FakeArtist[];
  readonly playlists?: readonly FakePlaylist[];
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The token of a user who owns all the playlists. */
  readonly userToken?: string;
  /** Seconds that a token of client credentials is good for. @default 3600 */
  readonly tokenLifetime?: number;
}

const api = 'https://api.spotify.com/v1';

/**
 * Spotify's Web API as an app in Development Mode meets it since 2026: small pages, required headers, tokens that
 * expire, closed endpoints. Handlers for MSW; `tokensIssued` counts what the accounts service gave out.
 */
export class FakeSpotify {
  readonly handlers: HttpHandler[];
  tokensIssued = 0;
  readonly #options: FakeSpotifyOptions;
  /** When each token expires, in milliseconds since the epoch. */
  readonly #tokens = new Map<string, number>();

  constructor(options: FakeSpotifyOptions = {}) {
    this.#options = options;
    if (options.userToken !== undefined) this.#tokens.set(options.userToken, Infinity);
    this.handlers = [
      http.post('https://accounts.spotify.com/api/token', ({ request }) => this.#issue(request)),
      this.#get('/search', (request) => this.#search(new URL(request.url))),
      this.#get('/artists/:id/albums', (request, id) => this.#albums(new URL(request.url), id)),
      this.#get('/artists/:id', (_, id) => this.#artist(id)),
      this.#get('/playlists/:id/items', (request, id) => this.#playlist(request, id)),
      http.get(`${api}/*`, () => refuse(403, 'Forbidden')),
    ];
  }

  /** Makes every token that was issued invalid, as Spotify may at any time. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  async #issue(request: Request): Promise<Response> {
    const { clientId = 'id', clientSecret = 'secret', tokenLifetime = 3600 } = this.#options;
    const form = new URLSearchParams(await request.text());
    if (form.get('grant_type') !== 'client_credentials')
      return HttpResponse.json({ error: 'unsupported_grant_type' }, { status: 400 });
    if (request.headers.get('authorization') !== `Basic ${btoa(`${clientId}:${clientSecret}`)}`)
      return HttpResponse.json(
        { error: 'invalid_client', error_description: 'Invalid client secret' },
        { status: 400 },
      );
    this.tokensIssued += 1;
    const access_token = `token-${this.tokensIssued}-${crypto.randomUUID()}`;
    this.#tokens.set(access_token, Date.now() + tokenLifetime * 1000);
    return HttpResponse.json({ access_token, token_type: 'Bearer', expires_in: tokenLifetime });
  }

  /** A handler that looks at the token first. */
  #get(path: string, answer: (request: Request, id: string) => Response): HttpHandler {
    return http.get(`${api}${path}`, ({ request, params }) => {
      const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
      if (token === undefined) return refuse(401, 'No token provided');
      const expires = this.#tokens.get(token);
      if (expires === undefined) return refuse(401, 'Invalid access token');
      if (expires <= Date.now()) return refuse(401, 'The access token expired');
      return answer(request, String(params['id']));
    });
  }

  #search(url: URL): Response {
    const { artists = [] } = this.#options;
    const q = url.searchParams.get('q') ?? '';
    if (q === '') return refuse(400, 'No search query');
    if (url.searchParams.get('type') !== 'artist') return refuse(400, 'Bad search type field');
    const filter = /^artist:"(.*)"$/.exec(q)?.[1];
    const wanted = words(filter ?? q);
    const hits = artists.filter(({ name }) => {
      const own = words(name);
      // Freely, a few letters in common will do; with the field filter all words must be there.
      if (filter === undefined)
        return wanted.some((word) => own.some((other) => other.slice(0, 4) === word.slice(0, 4)));
      return wanted.length > 0 ? wanted.every((word) => own.includes(word)) : name.includes(filter.trim());
    });
    const page = paged(url, hits.map(wireArtist), 10, 5);
    return page instanceof Response ? page : HttpResponse.json({ artists: page });
  }

  #artist(id: string): Response {
    if (!isId(id)) return refuse(400, 'Invalid base62 id');
    const artist = this.#options.artists?.find((one) => one.id === id);
    return artist ? HttpResponse.json(wireArtist(artist)) : refuse(404, 'Resource not found');
  }

  #albums(url: URL, id: string): Response {
    if (!isId(id)) return refuse(400, 'Invalid base62 id');
    const artist = this.#options.artists?.find((one) => one.id === id);
    if (!artist) return refuse(404, 'Resource not found');
    const groups = url.searchParams.get('include_groups')?.split(',');
    const albums = (artist.albums ?? []).filter(({ group = 'album' }) => groups?.includes(group) ?? true);
    const items = albums.map(({ group = 'album', ...album }) => ({
      ...album,
      album_type: group === 'appears_on' ? 'album' : group,
      artists: [simpleArtist(artist)],
      type: 'album',
      uri: `spotify:album:${album.id}`,
    }));
    const page = paged(url, items, 10, 5);
    return page instanceof Response ? page : HttpResponse.json(page);
  }

  #playlist(request: Request, id: string): Response {
    // Spotify's own playlists do not exist for new apps; others are for their owners' eyes.
    if (id.startsWith('37i9dQZF1')) return refuse(404, 'Resource not found');
    if (request.headers.get('authorization') !== `Bearer ${this.#options.userToken ?? ''}`)
      return new HttpResponse(null, { status: 403 });
    const playlist = this.#options.playlists?.find((one) => one.id === id);
    if (!playlist) return refuse(404, 'Resource not found');
    const page = paged(new URL(request.url), playlist.entries, 50, 20);
    return page instanceof Response ? page : HttpResponse.json(page);
  }
}

function refuse(status: number, message: string): Response {
  return HttpResponse.json({ error: { status, message } }, { status });
}

function paged(url: URL, all: readonly unknown[], most: number, usual: number): object {
  const limit = Number(url.searchParams.get('limit') ?? usual);
  const offset = Number(url.searchParams.get('offset') ?? 0);
  if (!Number.isInteger(limit) || limit < 0 || limit > most) return refuse(400, 'Invalid limit');
  if (!Number.isInteger(offset) || offset < 0) return refuse(400, 'Invalid offset');
  const to = (start: number) => {
    const other = new URL(url);
    other.searchParams.set('offset', String(start));
    other.searchParams.set('limit', String(limit));
    return other.href;
  };
  return {
    href: url.href,
    items: all.slice(offset, offset + limit),
    limit,
    next: offset + limit < all.length ? to(offset + limit) : null,
    offset,
    previous: offset > 0 ? to(Math.max(0, offset - limit)) : null,
    total: all.length,
  };
}

function simpleArtist({ id, name }: FakeArtist) {
  return {
    external_urls: { spotify: `https://open.spotify.com/artist/${id}` },
    href: `${api}/artists/${id}`,
    id,
    name,
    type: 'artist',
    uri: `spotify:artist:${id}`,
  };
}

/** Without genres, followers and popularity, which apps in Development Mode do not get. */
function wireArtist(artist: FakeArtist) {
  return { ...simpleArtist(artist), images: [] };
}

function isId(text: string): boolean {
  return /^[0-9A-Za-z]{22}$/.test(text);
}

function words(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
