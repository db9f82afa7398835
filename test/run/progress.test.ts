import { join } from 'node:path';
import { type Catalog, FolderCatalog, type GenreSources, type Progress, SpotiTags } from 'spotitags';
import { expect, it } from 'vitest';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { folderOf } from '../files.ts';

const names = ['A', 'B', 'C'];
const fake = () => new FakeCatalog(Object.fromEntries(names.map((name) => [name, 2])));

/** What a run reports, in order. */
async function progressOf(genres: GenreSources, catalog: Catalog = fake(), tagger = new FakeTagger()) {
  const seen: Progress[] = [];
  const spotiTags = new SpotiTags({ catalog, tagger });
  for await (const { status } of spotiTags.tagGenres(genres, { onProgress: (one) => seen.push(one) }))
    expect(status).toBeDefined();
  return seen;
}

const totals = (seen: readonly Progress[]) => [...new Set(seen.map(({ artists }) => artists.total))];

it('knows the number of named artists from the start', async () => {
  expect(totals(await progressOf({ a: ['A', { artist: 'B' }, 'Stranger'] }))).toEqual([3]);
});

it('takes the largest number of artists of a genre, until its list ends with fewer', async () => {
  const seen = await progressOf({ a: [{ genre: 'A+B', artists: 8 }, 'C'], b: [{ genre: 'A', artists: 1 }] });
  expect(totals(seen)).toEqual([10, 4]);
  expect(seen.at(-1)?.artists).toMatchObject({ done: 4, found: 4, total: 4, complete: true });
});

it('does not know it while a list says nothing, and does once the list has ended', async () => {
  const seen = await progressOf({ a: [{ playlist: 'A+B' }, 'C'] });
  expect(totals(seen)).toEqual([undefined, 3]);
  expect(totals(await progressOf({ a: [{ genre: 'A' }] }))).toEqual([undefined, 1]);
});

it('counts the artists of a folder before the first is tagged', async () => {
  const root = await folderOf(
    Object.fromEntries(names.map((name) => [join('metal', name, 'one.jpg'), name])),
  );
  const catalog = new FolderCatalog({ root });
  expect(await catalog.countArtists('metal')).toBe(3);
  expect(totals(await progressOf({ metal: [{ folder: 'metal' }] }, catalog))).toEqual([3]);
  expect(totals(await progressOf({ metal: [{ genre: 'metal', artists: 2 }] }, catalog))).toEqual([2]);
  const missing = await progressOf({ metal: [{ folder: 'pop' }, { folder: 'metal' }] }, catalog);
  expect(missing.at(-1)?.artists).toMatchObject({ done: 3, failed: 1, total: 4 });
});

it('reports covers that were sent and not answered, also when nothing else changes', async () => {
  const seen = await progressOf({ a: ['A', 'B'] }, fake(), new FakeTagger(4, 20));
  const pending = seen.map(({ covers }) => covers.pending);
  expect(Math.max(...pending)).toBe(4);
  expect(pending.at(-1)).toBe(0);
  const sent = seen.find(({ covers }) => covers.pending === 4);
  expect(sent).toMatchObject({ artists: { lookedUp: 2, done: 0 }, covers: { found: 4, done: 0 } });
});
