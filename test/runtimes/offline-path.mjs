/** The README's path without a key and a network, in one program. Argument: a folder for the store. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import {
  FolderCatalog,
  SpotiTags,
  aggregateGenres,
  collect,
  diskStore,
  loadClassifier,
  nearestCentroid,
  readGenreDataset,
} from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { writeReport } from 'spotitags/report';

const folder = process.argv[2];
const root = 'node_modules/spotitags/examples/covers';
const catalog = new FolderCatalog({ root, layout: 'genre' });
const tagger = new PaletteTagger();
const store = await diskStore(folder);
const dataset = join(folder, 'dataset.jsonl');

const genres = Object.fromEntries((await catalog.genres()).map((genre) => [genre, [{ folder: genre }]]));
const { artists } = await collect(genres, { catalog, tagger, store, out: dataset });
const examples = [];
for await (const example of readGenreDataset(dataset)) examples.push(example);
const top = aggregateGenres(examples).relevant(Object.keys(genres)[0], 1)[0].name;

const model = await nearestCentroid().train(examples);
const classifier = loadClassifier(JSON.stringify(model));
const spotiTags = new SpotiTags({ catalog, tagger, store, classifier });
const { genre } = await spotiTags.classify('Hraskelv');

const report = join(folder, 'report.html');
await writeReport(report, { examples });
const html = await readFile(report, 'utf8');
await spotiTags.close();
await store.close();
if (artists !== 15 || genre !== 'basalt drone' || !existsSync(dataset) || !html.includes('Hraskelv')) {
  throw new Error(JSON.stringify({ artists, genre, report: html.length }));
}
console.log(`15 artists, ${top}, ${genre}, report of ${Math.round(html.length / 1000)} kB`);
