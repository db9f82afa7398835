import { http, HttpResponse, type HttpHandler } from 'msw';

/** A release group of {@link FakeMusicBrainz}. */
export interface FakeReleaseGroup {
  readonly id: string;
  readonly title: string;
  /** @default 'Album' */
  readonly 'primary-type'?: string | null;
  /** @default [] */
  readonly 'secondary-types'?: readonly string[];
  /** '1971', '1971-07' or '1971-07-02'. @default '' */
  readonly 'first-release-date'?: string;
  /** Whether there are but bootlegs of it. @default false */
  readonly bootleg?: boolean;
  /** Whether the Cover Art Archive has its front cover; without one, it has nothing of a release group. @default true */
  readonly art?: boolean;
}

/** An artist of {@link FakeMusicBrainz}. */
export interface FakeMusicBrainzArtist {
  readonly id: string;
  readonly name: string;
  readonly disambiguation?: string;
  readonly aliases?: readonly string[];
  readonly tags?: readonly { readonly name: string; readonly count: number }[];
  readonly releaseGroups?: readonly FakeReleaseGroup[];
  /** MBIDs of artists that were merged into this one. */
  readonly merged?: readonly string[];
}

/** What {@link FakeMusicBrainz} knows. */
export interface FakeMusicBrainzOptions {
  /** Searches find them in this order. */
  readonly artists?: readonly FakeMusicBrainzArtist[];
  /** @default 'https://musicbrainz.org/ws/2' */
  readonly apiUrl?: string;
  /** @default 'https://coverartarchive.org' */
  readonly coverArtUrl?: string;
}

const help = 'For usage, please see: https://musicbrainz.org/development/mmd';
const mbid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const storage = 'https://archive.org/download';

/** The smallest JPEG that begins and ends as one. */
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);

/**
 * MusicBrainz's web service and the Cover Art Archive: Lucene queries with their syntax, pages, the rule of the
 * User-Agent, redirects to archive.org. Handlers for MSW. It does not count requests: tests look at their times.
 */
export class FakeMusicBrainz {
  readonly handlers: HttpHandler[];
  readonly #artists: readonly FakeMusicBrainzArtist[];

  constructor({
    artists = [],
    apiUrl = 'https://musicbrainz.org/ws/2',
    coverArtUrl = 'https://coverartarchive.org',
  }: FakeMusicBrainzOptions = {}) {
    this.#artists = artists;
    const get = (path: string, answer: (url: URL, id: string) => Response) =>
      http.get(apiUrl + path, ({ request, params }) => {
        const url = new URL(request.url);
        if (!/^\S+\/\d\S* \( \S+ \)$/.test(request.headers.get('user-agent') ?? ''))
          return refuse(403, 'Your User-Agent is not meaningful.');
        if (url.searchParams.get('fmt') !== 'json') return HttpResponse.xml('<metadata/>');
        return answer(url, String(params['id']));
      });
    this.handlers = [
      get('/artist', (url) => this.#search(url)),
      get('/artist/:id', (_, id) => this.#artist(id)),
      get('/release-group', (url) => this.#releaseGroups(url)),
      http.get(`${coverArtUrl}/release-group/:id`, ({ params }) => this.#art(String(params['id']), 'index')),
      http.get(`${coverArtUrl}/release-group/:id/front-500`, ({ params }) =>
        this.#art(String(params['id']), 'front'),
      ),
      http.get(`${storage}/:item/index.json`, ({ params }) => this.#images(String(params['item']))),
      http.get(`${storage}/:item/:file`, () =>
        HttpResponse.arrayBuffer(jpeg.buffer, { headers: { 'content-type': 'image/jpeg' } }),
      ),
    ];
  }

  #search(url: URL): Response {
    const query = url.searchParams.get('query') ?? '';
    const matches = query === '' ? undefined : parseQuery(query);
    if (!matches) return refuse(400, 'Invalid search query');
    const page = paged(url, this.#artists.filter(matches));
    if (page instanceof Response) return page;
    const artists = page.items.map((artist, at) => ({ ...wireArtist(artist), score: Math.max(1, 100 - at) }));
    return HttpResponse.json({
      created: '2026-01-01T00:00:00.000Z',
      count: page.count,
      offset: page.offset,
      artists,
    });
  }

  #artist(id: string): Response {
    if (!mbid.test(id)) return refuse(400, 'Invalid mbid.');
    const artist = this.#artists.find((one) => one.id === id || one.merged?.includes(id));
    if (!artist) return refuse(404, 'Not Found');
    const { name, disambiguation = '' } = artist;
    return HttpResponse.json({ ...wireArtist({ id: artist.id, name }), disambiguation, isnis: [], ipis: [] });
  }

  #releaseGroups(url: URL): Response {
    const id = url.searchParams.get('artist') ?? '';
    if (!mbid.test(id)) return refuse(400, 'Invalid mbid.');
    const artist = this.#artists.find((one) => one.id === id || one.merged?.includes(id));
    if (!artist) return refuse(404, 'Not Found');
    const types = url.searchParams.get('type')?.split('|');
    const isDefault = url.searchParams.get('release-group-status') === 'website-default';
    const groups = (artist.releaseGroups ?? []).filter(
      ({ 'primary-type': type = 'Album', bootleg = false }) =>
        (types?.includes((type ?? '').toLowerCase()) ?? true) && !(isDefault && bootleg),
    );
    const page = paged(url, groups);
    if (page instanceof Response) return page;
    return HttpResponse.json({
      'release-group-count': page.count,
      'release-group-offset': page.offset,
      'release-groups': page.items.map(({ id: group, title, ...fields }) => ({
        id: group,
        title,
        disambiguation: '',
        'primary-type': fields['primary-type'] === undefined ? 'Album' : fields['primary-type'],
        'secondary-types': fields['secondary-types'] ?? [],
        'secondary-type-ids': [],
        'first-release-date': fields['first-release-date'] ?? '',
      })),
    });
  }

  /** The archive stores images by release: here, each release group has one of the same id. */
  #art(id: string, what: 'index' | 'front'): Response {
    if (!mbid.test(id)) return HttpResponse.html('<p>invalid MBID specified</p>', { status: 400 });
    const group = this.#group(id);
    if (!group || group.art === false)
      return HttpResponse.html(`<p>No cover art found for release group ${id}</p>`, { status: 404 });
    const file = what === 'index' ? 'index.json' : `mbid-${id}-1_thumb500.jpg`;
    return HttpResponse.html('<p>Redirecting …</p>', {
      status: 307,
      headers: { location: `${storage}/mbid-${id}/${file}` },
    });
  }

  #images(item: string): Response {
    const id = item.replace('mbid-', '');
    const image = (at: number, type: string) => ({
      types: [type],
      front: type === 'Front',
      back: type === 'Back',
      approved: true,
      comment: '',
      edit: at,
      id: String(at),
      image: `http://coverartarchive.org/release/${id}/${at}.jpg`,
      thumbnails: Object.fromEntries(
        ['250', '500', '1200'].map((size) => [
          size,
          `http://coverartarchive.org/release/${id}/${at}-${size}.jpg`,
        ]),
      ),
    });
    return HttpResponse.json({
      images: [image(2, 'Back'), image(1, 'Front')],
      release: `https://musicbrainz.org/release/${id}`,
    });
  }

  #group(id: string): FakeReleaseGroup | undefined {
    return this.#artists.flatMap(({ releaseGroups = [] }) => releaseGroups).find((group) => group.id === id);
  }
}

function refuse(status: number, error: string): Response {
  return HttpResponse.json({ error, help }, { status });
}

function paged<Item>(url: URL, all: readonly Item[]) {
  const limit = Number(url.searchParams.get('limit') ?? 25);
  const offset = Number(url.searchParams.get('offset') ?? 0);
  if (![limit, offset].every((number) => Number.isInteger(number) && number >= 0))
    return refuse(400, "The 'limit' and 'offset' parameters must be positive integers");
  return { items: all.slice(offset, offset + Math.min(limit, 100)), offset, count: all.length };
}

/** Searches leave out what is empty. */
function wireArtist({ id, name, disambiguation, aliases, tags }: FakeMusicBrainzArtist) {
  return {
    id,
    type: 'Group',
    'type-id': 'e431f5f6-b5d2-343d-8b36-72607fffb74b',
    name,
    'sort-name': name,
    ...(disambiguation ? { disambiguation } : {}),
    'life-span': { ended: null },
    ...(aliases
      ? { aliases: aliases.map((alias) => ({ name: alias, 'sort-name': alias, type: null })) }
      : {}),
    ...(tags ? { tags } : {}),
  };
}

type Matches = (artist: FakeMusicBrainzArtist) => boolean;

const fields: ReadonlyMap<string, (artist: FakeMusicBrainzArtist) => readonly string[]> = new Map([
  ['artist', ({ name }: FakeMusicBrainzArtist) => [name]],
  ['alias', ({ aliases = [] }: FakeMusicBrainzArtist) => aliases],
  ['tag', ({ tags = [] }: FakeMusicBrainzArtist) => tags.map(({ name }) => name)],
]);

/** `field:"a phrase"` and `field:(word AND word~1)`; undefined for syntax errors. */
function parseQuery(query: string): Matches | undefined {
  const [, field = '', quoted, group] =
    /^(\w+):(?:"((?:[^"\\]|\\.)*)"|\(([^()"/\\!+\-&|^?:*[\]{}]+)\))$/su.exec(query) ?? [];
  const valuesOf = fields.get(field);
  if (!valuesOf) return undefined;
  if (quoted !== undefined) {
    const wanted = tokens(quoted.replaceAll(/\\(.)/gsu, '$1'));
    return (artist) => valuesOf(artist).some((value) => hasPhrase(tokens(value), wanted));
  }
  const words = (group ?? '').split(' AND ').map((word) => /^(\S+?)(?:~([12]))?$/u.exec(word) ?? []);
  if (words.some(([, word]) => word === undefined)) return undefined;
  return (artist) =>
    valuesOf(artist).some((value) =>
      words.every(([, word = '', edits = '0']) =>
        tokens(value).some((token) => distance(token, word) <= Number(edits)),
      ),
    );
}

/** Words without accents; a Chinese or Japanese letter is one, and so is what stands for itself, such as "!!!". */
function tokens(text: string): string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return (
    folded.match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]\p{M}*|[\p{L}\p{M}\p{N}]+/gu) ??
    folded.match(/\S+/gu) ??
    []
  );
}

function hasPhrase(all: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length > 0 && all.some((_, at) => wanted.every((word, n) => all[at + n] === word));
}

/** Letters that are added, left out, changed or swapped with the next. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const cost = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        isSwapped ? at(i - 2, j - 2) + 1 : Infinity,
      );
      rows[i]?.splice(j, 1, cost);
    }
  return at(a.length, b.length);
}
