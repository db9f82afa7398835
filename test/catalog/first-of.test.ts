import { Readable } from 'node:stream';
import {
  firstOf,
  SpotiTagsError,
  type Album,
  type Artist,
  type Catalog,
  type SpotiTagsErrorOptions,
  takeAlbums,
} from 'spotitags';
import { describe, expect, it } from 'vitest';
import { mbidOf, useMusicBrainz } from '../msw/use-musicbrainz.ts';
import { catalogChecks } from '../../src/testing/catalog.ts';
import { runChecks } from '../checks.ts';

const { start } = useMusicBrainz();

/** A catalog of artists by name, which may refuse what it is asked. */
class Shelf implements Catalog {
  readonly asked: string[] = [];
  closed = 0;
  readonly id: string;
  readonly #artists: readonly string[];
  readonly #refuse: (asked: string) => Error | undefined;

  constructor(
    id: string,
    artists: readonly string[],
    refuse: (asked: string) => Error | undefined = () => undefined,
  ) {
    this.id = id;
    this.#artists = artists;
    this.#refuse = refuse;
  }

  findArtist(query: string) {
    this.#ask(query);
    const [artist, ...alternatives] = this.#all().filter(({ name }) => name === query);
    if (artist) return Promise.resolve({ artist, alternatives });
    return Promise.reject(new SpotiTagsError('not-found', `${this.id} has no "${query}".`));
  }

  async *albums({ name }: Artist): AsyncGenerator<Album, void> {
    this.#ask(`albums of ${name}`);
    yield await Promise.resolve({ id: '1', title: `Of ${this.id}` });
  }

  async *artistsOf(source: string): AsyncGenerator<Artist, void> {
    this.#ask(source);
    for (const artist of this.#all()) {
      yield await Promise.resolve(artist);
      this.#ask(`after ${artist.name}`);
    }
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }

  #all(): Artist[] {
    return this.#artists.map((name, at) => ({ catalog: this.id, id: `${name}/${at}`, name }));
  }

  #ask(what: string): void {
    this.asked.push(what);
    const refusal = this.#refuse(what);
    if (refusal) throw refusal;
  }
}

const refusing =
  (code: SpotiTagsError['code'], message: string = code, options: SpotiTagsErrorOptions = {}) =>
  () =>
    new SpotiTagsError(code, message, options);

async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!SpotiTagsError.isInstance(error)) throw new Error(`expected a SpotiTagsError, got ${String(error)}`);
  return error;
}

async function list(catalog: Catalog, source: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of catalog.artistsOf?.(source) ?? []) names.push(name);
  return names;
}

describe.each([
  ['the first', (known: Catalog) => firstOf(known, new Shelf('other', []))],
  ['the second', (known: Catalog) => firstOf(new Shelf('empty', []), known)],
  [
    'the one beside a catalog that is cooling down',
    (known: Catalog) => firstOf(new Shelf('cold', ['Low'], refusing('rate-limited')), known),
  ],
])('firstOf keeps the contract of catalogs where %s answers', (position, together) => {
  const tags = [{ name: 'slowcore', count: 1 }];
  const art = (n: number, has: boolean) => ({ id: mbidOf(100 + n), title: `Album ${n}`, art: has });
  const artists = [
    {
      id: mbidOf(1),
      name: 'Low',
      tags,
      releaseGroups: [art(1, true), art(2, false), art(3, true), art(4, true)],
    },
    { id: mbidOf(2), name: 'Codeine', tags },
    ...[3, 4].map((n) => ({ id: mbidOf(n), name: 'Seam' })),
  ];
  const checks = catalogChecks({
    create: () => together(start(artists).catalog),
    artistCatalog: 'musicbrainz',
    known: { name: 'Low', also: [mbidOf(1)], covers: 3 },
    ambiguous: { name: 'Seam', artists: 2 },
    unknown: 'Qqqq Zzzz',
    source: { name: 'slowcore', artists: 2 },
    ...(position.includes('cooling') && {
      supports: { unknownNames: { no: 'The catalog that is cooling down may have the artist.' } },
    }),
  });
  runChecks(checks);
});

describe('findArtist', () => {
  it('asks one after the other, until one answers', async () => {
    const shelves = [new Shelf('a', []), new Shelf('b', ['Low', 'Low']), new Shelf('c', ['Low'])] as const;
    const { artist, alternatives } = await firstOf(...shelves).findArtist('Low');
    expect([artist, ...alternatives].map(({ catalog, id }) => [catalog, id])).toEqual([
      ['b', 'Low/0'],
      ['b', 'Low/1'],
    ]);
    expect(shelves.map(({ asked }) => asked)).toEqual([['Low'], ['Low'], []]);
  });

  it('asks the next where MusicBrainz has but longer names', async () => {
    const { catalog } = start([{ id: mbidOf(1), name: 'Sun Ra' }]);
    const { artist } = await firstOf(catalog, new Shelf('b', ['Sun'])).findArtist('Sun');
    expect(artist).toMatchObject({ catalog: 'b', name: 'Sun' });
  });

  it('takes an exact name of a later catalog before a near one, and the near one if there is no other', async () => {
    const { catalog } = start([{ id: mbidOf(1), name: 'Wizard' }]);
    const { artist } = await firstOf(catalog, new Shelf('b', ['Wizzard'])).findArtist('Wizzard');
    expect(artist).toMatchObject({ catalog: 'b', name: 'Wizzard' });
    const near = await firstOf(catalog, new Shelf('b', [])).findArtist('Wizzard');
    expect(near).toMatchObject({ artist: { name: 'Wizard' }, isNear: true });
  });

  it('ends its message as a sentence if a catalog asks a question', async () => {
    const { catalog } = start([{ id: mbidOf(1), name: 'Sun Ra' }]);
    const { message } = await failure(firstOf(new Shelf('a', []), catalog).findArtist('Sun'));
    expect(message).toMatch(/Did you mean "Sun Ra"\?$/);
  });

  it.each(['not-found', 'rate-limited', 'invalid-input'] as const)('asks the next after %s', async (code) => {
    const catalog = firstOf(new Shelf('a', ['Low'], refusing(code)), new Shelf('b', ['Low']));
    expect((await catalog.findArtist('Low')).artist.catalog).toBe('b');
  });

  it.each(['unauthorized', 'service', 'over-budget'] as const)('does not hide %s', async (code) => {
    const next = new Shelf('b', ['Low']);
    const catalog = firstOf(new Shelf('a', ['Low'], refusing(code)), next);
    expect(await failure(catalog.findArtist('Low'))).toMatchObject({ code, message: code });
    expect(next.asked).toEqual([]);
  });

  it('does not hide errors of others', async () => {
    const bug = new TypeError('a is not a function');
    const catalog = firstOf(new Shelf('a', [], () => bug), new Shelf('b', ['Low']));
    await expect(catalog.findArtist('Low')).rejects.toBe(bug);
  });

  it('rejects with the reason of its signal, were it an error to pass on', async () => {
    const reason = new SpotiTagsError('not-found', 'stop');
    const signal = AbortSignal.abort(reason);
    const next = new Shelf('b', ['Low']);
    const catalog = firstOf(new Shelf('a', [], refusing('not-found', 'x')), next);
    await expect(catalog.findArtist('Low', { signal })).rejects.toBe(reason);
    expect(next.asked).toEqual([]);
  });

  it('says what all of them said, and not-found only where all had a look', async () => {
    const [empty, cold, colder, unread] = [
      new Shelf('empty', []),
      new Shelf('cold', [], refusing('rate-limited', 'wait.', { retryable: true, retryAt: 2000 })),
      new Shelf('colder', [], refusing('rate-limited', 'wait longer', { retryable: true, retryAt: 9000 })),
      new Shelf('unread', [], refusing('invalid-input', 'not one of our links')),
    ];
    const notFound = await failure(firstOf(unread, empty).findArtist('Low'));
    expect(notFound).toMatchObject({ code: 'not-found', retryable: false });
    expect(notFound.message).toBe(
      'No catalog found an artist "Low". unread: not one of our links; empty: empty has no "Low".',
    );
    const waiting = await failure(firstOf(colder, empty, cold, unread).findArtist('Low'));
    expect(waiting).toMatchObject({ code: 'rate-limited', retryable: true, retryAt: 2000 });
    expect(waiting.message).toContain('colder: wait longer; empty: empty has no "Low"; cold: wait; unread:');
    const [first] = (waiting.cause as AggregateError).errors as unknown[];
    expect(first).toMatchObject({ message: 'wait longer' });
    const unreadToo = new Shelf('unread too', [], refusing('invalid-input', 'not ours either'));
    expect(await failure(firstOf(unread, unreadToo).findArtist('Low'))).toMatchObject({
      code: 'invalid-input',
    });
  });
});

describe('albums', () => {
  const [a, b] = [new Shelf('a', ['Low']), new Shelf('b', ['Low', 'Codeine'])];

  it('come from the catalog that knew the artist', async () => {
    const catalog = firstOf(a, b);
    for (const [name, title] of [
      ['Low', 'Of a'],
      ['Codeine', 'Of b'],
    ] as const) {
      const { artist } = await catalog.findArtist(name);
      expect(await takeAlbums(catalog, artist, 1)).toMatchObject([{ title }]);
    }
  });

  it('are not looked for elsewhere while that one is cooling down', async () => {
    const cold = new Shelf('cold', ['Low'], (asked) =>
      asked.startsWith('albums') ? new SpotiTagsError('rate-limited', 'wait') : undefined,
    );
    const next = new Shelf('b', ['Low']);
    const catalog = firstOf(cold, next);
    const { artist } = await catalog.findArtist('Low');
    await expect(takeAlbums(catalog, artist, 1)).rejects.toMatchObject({ code: 'rate-limited' });
    expect(next.asked).toEqual([]);
  });

  it('of an artist of another catalog are refused, with the catalogs that there are', async () => {
    const stranger = { catalog: 'folder', id: 'metal/Sleep', name: 'Sleep' };
    const error = await failure(takeAlbums(firstOf(a, b), stranger, 1));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toBe('"Sleep" is an artist of the catalog "folder". The catalogs are: a, b.');
  });
});

describe('artistsOf', () => {
  it('passes over those that cannot, have none or are cooling down', async () => {
    const unable: Catalog = {
      id: 'unable',
      findArtist: () => Promise.reject(new SpotiTagsError('not-found', 'x')),
      albums: () => Readable.from([]),
    };
    const catalog = firstOf(
      unable,
      new Shelf('empty', []),
      new Shelf('cold', ['X'], refusing('rate-limited')),
      new Shelf('b', ['Low', 'Codeine']),
      new Shelf('c', ['Seam']),
    );
    expect(await list(catalog, 'slowcore')).toEqual(['Low', 'Codeine']);
    expect('artistsOf' in firstOf(unable)).toBe(false);
  });

  it('is of one catalog, once it has begun', async () => {
    const breaking = new Shelf('a', ['Low', 'Codeine'], (asked) =>
      asked === 'after Low' ? new SpotiTagsError('rate-limited', 'wait') : undefined,
    );
    const next = new Shelf('b', ['Seam']);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { name } of firstOf(breaking, next).artistsOf?.('slowcore') ?? []) seen.push(name);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'rate-limited' });
    expect([seen, next.asked]).toEqual([['Low'], []]);
  });

  it('says what all of them said, and nothing of empty lists', async () => {
    const cold = new Shelf('cold', [], refusing('rate-limited', 'wait'));
    const unread = new Shelf('unread', [], refusing('invalid-input', 'no tag'));
    expect(await failure(list(firstOf(unread, cold), 'x'))).toMatchObject({
      code: 'rate-limited',
      message: 'No catalog found artists of "x". unread: no tag; cold: wait.',
    });
    expect(await list(firstOf(new Shelf('a', []), new Shelf('b', [])), 'x')).toEqual([]);
  });
});

describe('the whole', () => {
  it('has an id of its parts, and the paces of all that have one', () => {
    const [fast, slow] = [
      { id: 'fast', requestsPerSecond: 10 } as Catalog,
      { id: 'slow', requestsPerSecond: 1 } as Catalog,
    ];
    const together = firstOf(fast, new Shelf('shelf', []), slow);
    expect([together.id, together.requestsPerSecond]).toEqual(['first-of(fast,shelf,slow)', 11]);
    expect(firstOf(new Shelf('shelf', [])).requestsPerSecond).toBeUndefined();
  });

  it('is flat: parts of parts answer for themselves', async () => {
    const [a, b, c] = [new Shelf('a', []), new Shelf('b', ['Low']), new Shelf('c', [])];
    const nested = firstOf(a, firstOf(b, c));
    expect(nested.id).toBe('first-of(a,b,c)');
    const { artist } = await nested.findArtist('Low');
    expect(await takeAlbums(nested, artist, 1)).toMatchObject([{ title: 'Of b' }]);
  });

  it('is of one catalog or more, each of an id of its own', () => {
    // @ts-expect-error no catalog is given
    expect(() => firstOf()).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    const twice = () => firstOf(new Shelf('a', []), new Shelf('b', []), new Shelf('a', []));
    expect(twice).toThrow(/"a"/);
  });

  it('closes all, whatever one of them does', async () => {
    const [a, b] = [new Shelf('a', []), new Shelf('b', [])];
    const broken: Catalog = {
      ...({ id: 'broken' } as Catalog),
      close: () => {
        throw new Error('stuck');
      },
    };
    await firstOf(a, b).close?.();
    await expect(firstOf(a, broken, b).close?.()).rejects.toThrow('stuck');
    expect([a.closed, b.closed]).toEqual([2, 2]);
  });
});
