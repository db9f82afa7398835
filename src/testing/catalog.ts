import assert from 'node:assert/strict';
import { type Album, type Artist, type Catalog, type Cover, SpotiTagsError, takeAlbums } from 'spotitags';
import type { Check } from './check.ts';

export interface CatalogSubject {
  /** A fresh catalog; every call with the same configuration. */
  readonly create: () => Catalog;
  /**
   * An artist that the catalog has, by the name it has it under. For the checks to mean something it wants
   * `covers` of two or more, and albums without a cover or with a repeated one among them.
   */
  readonly known: {
    readonly name: string;
    /** What else finds the very same artist: its id, URLs. */
    readonly also?: readonly string[];
    /** Number of its distinct covers, two or more. */
    readonly covers: number;
  };
  /** A name that several artists share, and how many. */
  readonly ambiguous?: { readonly name: string; readonly artists: number };
  /** A name that nobody has. */
  readonly unknown: string;
  /** Something to list the artists of, and how many they are: two or more. */
  readonly source?: { readonly name: string; readonly artists: number };
  /** The `catalog` of its artists, where they are those of another catalog, as with `firstOf`. @default its `id` */
  readonly artistCatalog?: string;
  /** Tells covers apart. @default their URL or path */
  readonly coverKey?: (cover: Cover) => string;
}

/** What every catalog promises; see the `Catalog` contract. */
export function catalogChecks(subject: CatalogSubject): Check[] {
  const { create, known, ambiguous, unknown, source } = subject;
  const origin = (catalog: Catalog) => subject.artistCatalog ?? catalog.id;
  const coverKey = subject.coverKey ?? (({ url, path }) => url ?? path ?? assert.fail('give a coverKey'));
  const check = (name: string, use: (catalog: Catalog) => Promise<void>): Check => ({
    name,
    run: async () => {
      const catalog = create();
      try {
        await use(catalog);
      } finally {
        await catalog.close?.();
      }
    },
  });
  const find = async (catalog: Catalog) => (await catalog.findArtist(known.name)).artist;
  const distinct = (albums: readonly Album[]) =>
    new Set(albums.flatMap(({ cover }) => (cover ? [coverKey(cover)] : []))).size;

  return [
    check('has an id, and its artists carry it', async (catalog) => {
      assert.notEqual(catalog.id, '');
      assert.equal((await find(catalog)).catalog, origin(catalog));
    }),
    check('finds an artist by its exact name', async (catalog) => {
      const { artist } = await catalog.findArtist(known.name);
      assert.equal(artist.name, known.name);
      assert.notEqual(artist.id, '');
    }),
    check('finds an artist whatever the case of its name', async (catalog) => {
      assert.deepEqual((await catalog.findArtist(known.name.toUpperCase())).artist, await find(catalog));
      assert.deepEqual((await catalog.findArtist(known.name.toLowerCase())).artist, await find(catalog));
    }),
    ...(known.also ?? []).map((query) =>
      check(`finds the artist by ${query}`, async (catalog) => {
        assert.deepEqual((await catalog.findArtist(query)).artist, await find(catalog));
      }),
    ),
    check('has no alternatives that are the artist itself', async (catalog) => {
      for (const name of [known.name, ambiguous?.name ?? known.name]) {
        const { artist, alternatives } = await catalog.findArtist(name);
        assertDistinct([artist, ...alternatives]);
      }
    }),
    ...(ambiguous
      ? [
          check('names the others of a name that several artists share', async (catalog) => {
            const { artist, alternatives } = await catalog.findArtist(ambiguous.name);
            assert.equal(alternatives.length, ambiguous.artists - 1);
            for (const other of [artist, ...alternatives]) assert.equal(other.catalog, origin(catalog));
          }),
        ]
      : []),
    check('says not-found for an artist nobody knows', async (catalog) => {
      await assert.rejects(catalog.findArtist(unknown), (error) => {
        assert.ok(SpotiTagsError.isInstance(error, 'not-found'), String(error));
        assert.ok(error.message.includes(unknown), 'the message names the query');
        return true;
      });
    }),
    check('lists albums, each once, with covers that name their album', async (catalog) => {
      const albums = await takeAlbums(catalog, await find(catalog), known.covers + 100);
      assertDistinct(albums);
      assert.equal(distinct(albums), known.covers);
      for (const { id, cover } of albums) if (cover) assert.equal(cover.album, id);
    }),
    check('stops at the limit of distinct covers, in the same order', async (catalog) => {
      const artist = await find(catalog);
      const all = await takeAlbums(catalog, artist, known.covers);
      for (let limit = 1; limit <= known.covers; limit += 1) {
        const albums = await takeAlbums(catalog, artist, limit);
        assert.equal(distinct(albums), limit);
        // Whatever came before the last cover is there, repeats and bare albums too, and nothing after it.
        assert.deepEqual(albums, all.slice(0, albums.length));
        assert.equal(distinct(albums.slice(0, -1)), limit - 1);
      }
    }),
    check('rejects with the reason of a signal that is aborted already', async (catalog) => {
      const artist = await find(catalog);
      const { signal, stopped } = aborted();
      await assert.rejects(catalog.findArtist(known.name, { signal }), stopped);
      await assert.rejects(takeAlbums(catalog, artist, 1, { signal }), stopped);
    }),
    check('rejects with the reason of a signal that aborts while it works', async (catalog) => {
      const artist = await find(catalog);
      for (const call of [
        (signal: AbortSignal) => catalog.findArtist(known.name, { signal }),
        (signal: AbortSignal) => takeAlbums(catalog, artist, known.covers, { signal }),
      ]) {
        const controller = new AbortController();
        const reason = new Error('stop');
        const calling = call(controller.signal);
        controller.abort(reason);
        await assert.rejects(calling, (error) => error === reason);
      }
    }),
    check('answers many calls at once as it answers one', async (catalog) => {
      const one = await catalog.findArtist(known.name);
      const many = await Promise.all(Array.from({ length: 5 }, () => catalog.findArtist(known.name)));
      for (const found of many) assert.deepEqual(found, one);
    }),
    ...(source ? sourceChecks(source, origin, check) : []),
    check('closes, twice too', async (catalog) => {
      await find(catalog);
      await catalog.close?.();
      await catalog.close?.();
    }),
  ];
}

function sourceChecks(
  source: { readonly name: string; readonly artists: number },
  origin: (catalog: Catalog) => string,
  check: (name: string, use: (catalog: Catalog) => Promise<void>) => Check,
): Check[] {
  const artistsOf = (catalog: Catalog, signal?: AbortSignal) =>
    catalog.artistsOf?.(source.name, signal ? { signal } : {}) ?? assert.fail('has no artistsOf');

  return [
    check('lists the artists of a source, each once', async (catalog) => {
      const artists: Artist[] = [];
      for await (const artist of artistsOf(catalog)) artists.push(artist);
      assert.equal(artists.length, source.artists);
      assertDistinct(artists);
      for (const artist of artists) assert.equal(artist.catalog, origin(catalog));
    }),
    check('lists artists whose albums it can list', async (catalog) => {
      for await (const artist of artistsOf(catalog)) {
        await takeAlbums(catalog, artist, 1);
        break;
      }
    }),
    check('lets go when a loop over artists is left early', async (catalog) => {
      for await (const artist of artistsOf(catalog)) {
        assert.notEqual(artist.id, '');
        break;
      }
      const artists: Artist[] = [];
      for await (const artist of artistsOf(catalog)) artists.push(artist);
      assert.equal(artists.length, source.artists);
    }),
    check('ends a loop over artists with the reason of its signal', async (catalog) => {
      const { signal, stopped } = aborted();
      await assert.rejects(async () => {
        for await (const artist of artistsOf(catalog, signal)) assert.fail(`yielded ${artist.name}`);
      }, stopped);
      const controller = new AbortController();
      const reason = new Error('stop');
      await assert.rejects(
        async () => {
          for await (const artist of artistsOf(catalog, controller.signal)) {
            assert.ok(!controller.signal.aborted, `yielded ${artist.name} after the abort`);
            controller.abort(reason);
          }
        },
        (error) => error === reason,
      );
    }),
  ];
}

function assertDistinct(things: readonly { readonly id: string }[]): void {
  assert.equal(new Set(things.map(({ id }) => id)).size, things.length, 'an id occurs twice');
}

function aborted() {
  const reason = new Error('stop');
  return { signal: AbortSignal.abort(reason), stopped: (error: unknown) => error === reason };
}
