/**
 * A catalog of your own, checked against the rules that every catalog keeps. Runs without a test runner.
 * Run it with `npx tsx examples/catalog-suite.ts`.
 */
import {
  type Album,
  type Artist,
  type CallOptions,
  type Catalog,
  type FoundArtist,
  SpotiTagsError,
} from 'spotitags';
import { catalogChecks } from 'spotitags/testing';

/** Albums by artist. An album without a file has no cover. */
const shelf = new Map<string, readonly { readonly title: string; readonly file?: string }[]>([
  [
    'Sleep',
    [
      { title: 'Dopesmoker', file: 'dopesmoker.jpg' },
      { title: 'Live' },
      { title: 'Clarity', file: 'clarity.jpg' },
    ],
  ],
  ['Om', [{ title: 'Pilgrimage', file: 'pilgrimage.jpg' }]],
]);

/** A catalog of the albums above. */
class ShelfCatalog implements Catalog {
  readonly id = 'shelf';

  async findArtist(query: string, { signal }: CallOptions = {}): Promise<FoundArtist> {
    signal?.throwIfAborted();
    const name = [...shelf.keys()].find((known) => known.toLowerCase() === query.trim().toLowerCase());
    if (name === undefined) throw new SpotiTagsError('not-found', `The shelf has no artist "${query}".`);
    return Promise.resolve({ artist: { catalog: this.id, id: name, name }, alternatives: [] });
  }

  async *albums({ catalog, id }: Artist, { signal }: CallOptions = {}): AsyncGenerator<Album, void> {
    signal?.throwIfAborted();
    if (catalog !== this.id) {
      const text = `The artist is from the catalog ${catalog}. Find the artist with findArtist() of this catalog.`;
      throw new SpotiTagsError('invalid-input', text);
    }
    for (const { title, file } of shelf.get(id) ?? []) {
      const album = { id: `${id}/${title}`, title };
      yield await Promise.resolve(
        file === undefined ? album : { ...album, cover: { path: file, album: album.id } },
      );
    }
  }
}

const checks = catalogChecks({
  create: () => new ShelfCatalog(),
  known: { name: 'Sleep', covers: 2 },
  unknown: 'Stranger',
  supports: {
    artistsOf: { no: 'A shelf has no lists.' },
    sharedNames: { no: 'Each name stands there once.' },
    interruption: { no: 'It answers at once.' },
    counter: { no: 'It sends no requests.' },
  },
});
for (const { name, skip, run } of checks) {
  if (skip === undefined) await run();
  console.log(skip === undefined ? `✓ ${name}` : `– ${name}: ${skip}`);
}
