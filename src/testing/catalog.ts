import { type Album, type Artist, type Catalog, type Cover, SpotiTagsError, takeAlbums } from 'spotitags';
import {
  eachOnce,
  equals,
  holds,
  refusingCounter,
  rejects,
  rejectsIfAborted,
  rejectsOnAbort,
  withCode,
} from './assert.ts';
import { type Check, CheckList, type Supports } from './check.ts';

type CatalogFeature = 'artistsOf' | 'sharedNames' | 'unknownNames' | 'interruption' | 'counter';
type Catalogs = CheckList<Catalog, CatalogFeature>;

/** The catalog that {@link catalogChecks} tests. */
export interface CatalogSubject {
  /** Makes a fresh catalog; every call with the same configuration. */
  readonly create: () => Catalog | Promise<Catalog>;
  /**
   * An artist of the catalog, by its name there. Two or more distinct covers make the checks mean something, and so do
   * albums without a cover or with the cover of another album.
   */
  readonly known: {
    readonly name: string;
    /** What else finds the same artist: its id, URLs. */
    readonly also?: readonly string[];
    /** Number of distinct covers, two or more. */
    readonly covers: number;
  };
  /** A name that no artist has. */
  readonly unknown: string;
  /** A name that several artists share, and their number. Needed unless `supports.sharedNames` says no. */
  readonly ambiguous?: { readonly name: string; readonly artists: number };
  /** An argument for `artistsOf`, and its number of artists, two or more. Needed unless `supports.artistsOf` says no. */
  readonly source?: { readonly name: string; readonly artists: number };
  /** What the catalog does not do, with the reason. */
  readonly supports?: Supports<CatalogFeature>;
  /** The `catalog` of its artists, if they belong to another catalog, as with `firstOf`. @default its `id` */
  readonly artistCatalog?: string;
  /** Tells covers apart. @default their URL or path */
  readonly coverKey?: (cover: Cover) => string;
}

/** The rules of the `Catalog` contract. */
export function catalogChecks(subject: CatalogSubject): Check[] {
  const list: Catalogs = new CheckList<Catalog, CatalogFeature>(subject.create, subject.supports);
  artistChecks(list, subject);
  albumChecks(list, subject);
  sourceChecks(list, subject);
  list.rule('answers many calls at once like one call', async (catalog) => {
    const one = await catalog.findArtist(subject.known.name);
    const many = await Promise.all(Array.from({ length: 5 }, () => catalog.findArtist(subject.known.name)));
    for (const found of many)
      equals(found, one, 'Calls at the same time must get the same answer as one call.');
  });
  list.ruleOf('counter', 'tells the counter of its requests', async (catalog) => {
    let requests = 0;
    const count = () => {
      requests += 1;
    };
    const { artist } = await catalog.findArtist(subject.known.name, { counter: { count } });
    holds(requests > 0, '`findArtist` must tell the `counter` of each request. Budgets depend on it.');
    requests = 0;
    await takeAlbums(catalog, artist, 1, { counter: { count } });
    holds(requests > 0, '`albums` must tell the `counter` of each request. Budgets depend on it.');
  });
  list.ruleOf('counter', 'rejects with the error of a counter that refuses a request', async (catalog) => {
    const { counter, isRefusal } = refusingCounter();
    await rejects(
      () => catalog.findArtist(subject.known.name, { counter }),
      '`findArtist` must reject with the error that the `counter` throws, and send nothing.',
      isRefusal,
    );
  });
  list.rule('closes, also twice', async (catalog) => {
    await find(catalog, subject);
    await catalog.close?.();
    await catalog.close?.();
  });
  return list.checks;
}

function artistChecks(list: Catalogs, subject: CatalogSubject): void {
  const { known, ambiguous, unknown } = subject;

  list.rule('has an `id`, which its artists carry', async (catalog) => {
    holds(catalog.id !== '', '`id` must not be empty.');
    isOwn(await find(catalog, subject), catalog, subject);
  });
  list.rule('finds an artist by its exact name', async (catalog) => {
    const artist = await find(catalog, subject);
    equals(artist.name, known.name, '`findArtist` must find the artist of exactly that name.');
    holds(artist.id !== '', 'The `id` of an artist must not be empty.');
  });
  list.rule('finds an artist by its name in upper and lower case', async (catalog) => {
    const artist = await find(catalog, subject);
    for (const query of [known.name.toUpperCase(), known.name.toLowerCase()]) {
      const found = await catalog.findArtist(query);
      equals(found.artist, artist, `\`findArtist\` must ignore the case of a name. Asked for ${query}.`);
    }
  });
  list.rule('finds an artist by its id and its URLs', async (catalog) => {
    const artist = await find(catalog, subject);
    for (const query of [artist.id, ...(known.also ?? [])]) {
      const found = await catalog.findArtist(query);
      equals(found.artist, artist, `\`findArtist\` must find the same artist by its id. Asked for ${query}.`);
    }
  });
  list.rule('has no alternatives that are the artist itself, and each of them once', async (catalog) => {
    for (const name of [known.name, ambiguous?.name ?? known.name]) {
      const { artist, alternatives } = await catalog.findArtist(name);
      eachOnce([artist, ...alternatives], 'The artist and its `alternatives` must be different artists.');
    }
  });
  list.ruleOf('sharedNames', 'names the other artists of a shared name as alternatives', async (catalog) => {
    holds(ambiguous !== undefined, missing('ambiguous', 'sharedNames'));
    const { artist, alternatives } = await catalog.findArtist(ambiguous.name);
    equals(
      alternatives.length,
      ambiguous.artists - 1,
      '`alternatives` must name all others of a shared name.',
    );
    for (const one of [artist, ...alternatives]) isOwn(one, catalog, subject);
  });
  list.ruleOf(
    'unknownNames',
    'rejects with `not-found` for an unknown name, and says the name',
    async (catalog) => {
      await rejects(
        () => catalog.findArtist(unknown),
        '`findArtist` must reject with the code `not-found` and a message that says the query.',
        (error) => SpotiTagsError.isInstance(error, 'not-found') && error.message.includes(unknown),
      );
    },
  );
  list.rule('`findArtist` rejects with the reason of a signal that is aborted already', (catalog) =>
    rejectsIfAborted((signal) => catalog.findArtist(known.name, { signal }), 'findArtist'),
  );
  list.ruleOf('interruption', '`findArtist` rejects with the reason of a signal that aborts', (catalog) =>
    rejectsOnAbort((signal) => catalog.findArtist(known.name, { signal }), 'findArtist'),
  );
}

function albumChecks(list: Catalogs, subject: CatalogSubject): void {
  const { known } = subject;
  const coverKey = subject.coverKey ?? keyOfCover;
  const distinct = (albums: readonly Album[]) =>
    new Set(albums.flatMap(({ cover }) => (cover ? [coverKey(cover)] : []))).size;

  list.rule('lists albums, each once, with covers that name their album', async (catalog) => {
    const albums = await listed(catalog.albums(await find(catalog, subject)));
    eachOnce(albums, '`albums` must yield each album once.');
    equals(distinct(albums), known.covers, '`albums` must yield all distinct covers of the artist.');
    for (const { id, cover } of albums)
      if (cover) equals(cover.album, id, 'The `album` of a cover must be the id of its album.');
  });
  list.rule('yields the same albums in the same order to a caller that stops early', async (catalog) => {
    const artist = await find(catalog, subject);
    const all = await listed(catalog.albums(artist));
    for (let covers = 1; covers <= known.covers; covers += 1) {
      const albums = await takeAlbums(catalog, artist, covers);
      equals(
        distinct(albums),
        covers,
        '`albums` must yield as many distinct covers as its option `covers` asks for.',
      );
      equals(
        albums,
        all.slice(0, albums.length),
        '`albums` must keep its order, whatever `covers` asks for.',
      );
      equals(distinct(albums.slice(0, -1)), covers - 1, '`albums` must yield albums one by one.');
    }
  });
  list.rule('refuses an artist of another catalog before the first album', async (catalog) => {
    const artist = { ...(await find(catalog, subject)), catalog: 'another-catalog' };
    await rejects(
      () => listed(catalog.albums(artist)),
      '`albums` must reject with the code `invalid-input` for an artist of another catalog.',
      withCode('invalid-input'),
    );
  });
  list.rule('`albums` ends with the reason of a signal that is aborted already', async (catalog) => {
    const artist = await find(catalog, subject);
    await rejectsIfAborted((signal) => listed(catalog.albums(artist, { signal })), 'albums');
  });
  list.ruleOf('interruption', '`albums` ends with the reason of a signal that aborts', async (catalog) => {
    const artist = await find(catalog, subject);
    await rejectsOnAbort((signal) => listed(catalog.albums(artist, { signal })), 'albums');
  });
}

function sourceChecks(list: Catalogs, subject: CatalogSubject): void {
  const artistsOf = (catalog: Catalog, signal?: AbortSignal) => {
    holds(subject.source !== undefined, missing('source', 'artistsOf'));
    const artists = catalog.artistsOf?.(subject.source.name, signal && { signal });
    holds(artists !== undefined, 'The catalog has no `artistsOf`: declare it in `supports`.');
    return artists;
  };
  const listsAll = async (catalog: Catalog) => {
    const artists = await listed(artistsOf(catalog));
    equals(artists.length, subject.source?.artists, '`artistsOf` must yield all artists of the source.');
    const count = await catalog.countArtists?.(subject.source?.name ?? '');
    equals(count ?? artists.length, artists.length, '`countArtists` must count what `artistsOf` yields.');
    return artists;
  };

  list.rule('has `artistsOf`, unless `supports` says no', (catalog) => {
    const declared = list.reason('artistsOf') === undefined;
    equals(
      'artistsOf' in catalog,
      declared,
      '`artistsOf` must be there exactly if `supports` does not say no.',
    );
  });
  list.ruleOf('artistsOf', 'lists the artists of a source, each once', async (catalog) => {
    const artists = await listsAll(catalog);
    eachOnce(artists, '`artistsOf` must yield each artist once.');
    for (const artist of artists) isOwn(artist, catalog, subject);
  });
  list.ruleOf('artistsOf', 'lists artists whose albums it can list', async (catalog) => {
    for await (const artist of artistsOf(catalog)) {
      await takeAlbums(catalog, artist, 1);
      break;
    }
  });
  list.ruleOf('artistsOf', 'lists all artists again after a loop that was left early', async (catalog) => {
    for await (const artist of artistsOf(catalog)) {
      holds(artist.id !== '', 'The `id` of an artist must not be empty.');
      break;
    }
    await listsAll(catalog);
  });
  list.ruleOf(
    'artistsOf',
    '`artistsOf` ends with the reason of a signal that is aborted already',
    (catalog) => rejectsIfAborted((signal) => listed(artistsOf(catalog, signal)), 'artistsOf'),
  );
  list.ruleOf(
    'artistsOf',
    '`artistsOf` ends with the reason of a signal that aborts in the loop',
    async (catalog) => {
      const controller = new AbortController();
      const reason = new Error('The check aborted it in the loop.');
      await rejects(
        async () => {
          for await (const artist of artistsOf(catalog, controller.signal)) {
            holds(
              !controller.signal.aborted,
              `\`artistsOf\` must yield nothing after the abort. Got ${artist.name}.`,
            );
            controller.abort(reason);
          }
        },
        '`artistsOf` must end with the reason of its signal.',
        (error) => error === reason,
      );
    },
  );
}

async function find(catalog: Catalog, { known }: CatalogSubject): Promise<Artist> {
  return (await catalog.findArtist(known.name)).artist;
}

function isOwn(artist: Artist, { id }: Catalog, { artistCatalog = id }: CatalogSubject): void {
  equals(artist.catalog, artistCatalog, 'The `catalog` of an artist must be the `id` of its catalog.');
}

function keyOfCover({ url, path }: Cover): string {
  const key = url ?? path;
  holds(key !== undefined, 'The subject needs a `coverKey`, since a cover has neither `url` nor `path`.');
  return key;
}

function missing(member: string, feature: CatalogFeature): string {
  return `The subject needs \`${member}\`, or \`supports: { ${feature}: { no: 'the reason' } }\`.`;
}

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
