/** A program as a user would bundle it: tags the folder of invented covers, trains on them, and classifies an artist. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import {
  collect,
  diskStore,
  FolderCatalog,
  memoryStore,
  nearestCentroid,
  readGenreDataset,
  SpotiTags,
} from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';

/** The genre of one of the artists, with the number of artists that were tagged. */
export async function genreOf(artist, root) {
  const folder = await mkdtemp(join(tmpdir(), 'spotitags-bundled-'));
  const catalog = new FolderCatalog({ root, layout: 'genre' });
  const tagger = new PaletteTagger();
  const store = process.env.WITHOUT_STORE ? memoryStore() : await diskStore(join(folder, 'store'));
  const out = join(folder, 'dataset.jsonl');
  const genres = Object.fromEntries((await catalog.genres()).map((genre) => [genre, [{ folder: genre }]]));
  const { artists } = await collect(genres, { catalog, tagger, store, out });
  const examples = [];
  for await (const example of readGenreDataset(out)) examples.push(example);
  const classifier = await nearestCentroid().train(examples);
  const spotiTags = new SpotiTags({ catalog, tagger, store, classifier });
  const { genre } = await spotiTags.classify(artist);
  await spotiTags.close();
  await store.close?.();
  await rm(folder, { recursive: true });
  return `${artists} artists, ${genre}`;
}

if (process.env.COVERS) void genreOf('Hraskelv', process.env.COVERS).then(console.log);
