import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeArtistReport } from '../../src/report/index.ts';
import { folderOf } from '../files.ts';
import { sampleExamples, samplePictures, samplePredictions } from './sample-report.ts';

it('shows one artist: the covers, their tags, and what a classifier says of them', async () => {
  const examples = sampleExamples();
  const root = await folderOf(await samplePictures(examples));
  const path = join(root, 'artist.html');
  const [example] = examples;
  const prediction = samplePredictions(examples)[1]?.prediction;
  if (!example || !prediction) throw new Error('There is no example.');
  const { profile } = example;
  const summary = await writeArtistReport(path, { profile, prediction, root });
  const html = await readFile(path, 'utf8');
  expect(summary).toMatchObject({ artists: 1, covers: 2, embedded: 2, bytes: Buffer.byteLength(html) });
  expect(html).toContain('<h1>doom metal 0</h1>');
  expect(html).toContain('The model says <b>doom metal</b> with 80\u00a0%.');
  expect(html).toContain('Failed: The image cannot be decoded.');
  const ids = new Set(Array.from(html.matchAll(/ id="([^"]+)"/gu), ([, id]) => id));
  for (const [, target] of html.matchAll(/ href="#([^"]+)"/gu)) expect(ids, target).toContain(target);
});

it('finds images by the id of their album, and tells no path', async () => {
  const examples = sampleExamples({ sourceOf: () => undefined });
  const files = await samplePictures(sampleExamples());
  const root = await folderOf(files);
  const path = join(root, 'artist.html');
  const [example] = examples;
  if (!example) throw new Error('There is no example.');
  const images = new Map([['doom-metal-0-0', { path: join(root, 'doom-metal-0-0.png') }]]);
  const summary = await writeArtistReport(path, { profile: example.profile, images, title: '2 images' });
  expect(summary).toMatchObject({ embedded: 1 });
  expect(await readFile(path, 'utf8')).not.toContain(root);
});
