import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { writeDataset } from '../../src/dataset/dataset.ts';
import { folderOf } from '../files.ts';
import { sampleExamples, samplePictures } from '../report/sample-report.ts';
import { spotitags } from './run.ts';

async function datasetFolder() {
  const examples = sampleExamples({ artists: 4 });
  const folder = await folderOf(await samplePictures(examples));
  const dataset = join(folder, 'genres.jsonl');
  await writeDataset(dataset, 'fake@1', examples);
  return { folder, dataset, out: join(folder, 'report.html') };
}

it('writes a report of a dataset, with its covers and predictions in folds', async () => {
  const { folder, dataset, out } = await datasetFolder();
  const ran = await spotitags(['report', dataset, '--root', folder, '--folds', '2', '--out', out]);
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toMatch(/^Wrote .*report\.html: 8 artists, 16 covers \(16 embedded\), 0\.\d MB\.\n$/u);
  expect(ran.stderr).toContain('The report is for private use.');
  const html = await readFile(out, 'utf8');
  expect(html).toContain('not trained on this artist, in 2 folds.');
});

it('asks a model, and says what is missing', async () => {
  const { folder, dataset, out } = await datasetFolder();
  const model = join(folder, 'model.json');
  expect((await spotitags(['train', dataset, '--out', model])).code).toBe(0);
  const ran = await spotitags(['report', dataset, '--model', model, '--out', out, '--json']);
  expect(ran.stderr).toContain('Note: The covers are shown as swatches of their colors: they are files');
  expect(JSON.parse(ran.stdout)).toMatchObject({ out, artists: 8, embedded: 0, linked: 0 });
  expect(await readFile(out, 'utf8')).toContain('The model was trained on about 100');
});

it('refuses a folder that does not exist, or that has none of the covers', async () => {
  const { folder, dataset, out } = await datasetFolder();
  const other = await folderOf({ 'a.png': 'x' });
  const wrong: readonly (readonly [string, string])[] = [
    [join(folder, 'nope'), `The folder "${join(folder, 'nope')}" does not exist.`],
    [other, `None of the 16 covers is below "${other}" (first: `],
    [join(other, 'a.png'), 'is not a folder. Pass the folder that contains the covers.'],
  ];
  for (const [root, message] of wrong) {
    const ran = await spotitags(['report', dataset, '--root', root, '--out', out]);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(message);
  }
  expect(await readdir(folder)).not.toContain('report.html');
  const none = ['--thumbnails', 'none'];
  expect(await spotitags(['report', dataset, '--root', other, '--out', out, ...none])).toMatchObject({
    code: 0,
  });
});

it('refuses options that contradict each other, and an output that is an input', async () => {
  const { folder, dataset, out } = await datasetFolder();
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--out', out, '--folds', '2', '--model', 'a.json'], 'Type only one of --model and --folds.'],
    [['--out', dataset], 'both are the same file'],
    [['--out', out, '--thumbnails', 'large'], 'Allowed choices are embed, link, none'],
    [[], "required option '--out <file>' not specified"],
  ];
  for (const [options, message] of wrong) {
    const ran = await spotitags(['report', dataset, ...options]);
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toContain(message);
  }
  expect(await readdir(folder)).not.toContain('report.html');
});

it('writes a page about images, and about an artist of a folder, without the folders’ names', async () => {
  const cover = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#802020' } })
    .png()
    .toBuffer();
  const folder = await folderOf({ 'covers/Doom/Sleep/Dopesmoker.png': cover });
  const out = join(folder, 'page.html');
  const image = join(folder, 'covers/Doom/Sleep/Dopesmoker.png');
  const tagged = await spotitags(['tag', '--image', image, '--html', out]);
  expect(tagged).toMatchObject({ code: 0 });
  const page = await readFile(out, 'utf8');
  expect(page).toContain('Dopesmoker');
  expect(page).toContain('data:image/webp');
  expect(page).not.toContain(folder);
  const artist = await spotitags(['tag', 'Sleep', '--root', join(folder, 'covers'), '--html', out, '--json']);
  expect(artist).toMatchObject({ code: 0 });
  expect(JSON.parse(artist.stdout)).toMatchObject({ artist: { name: 'Sleep' } });
  expect(await readFile(out, 'utf8')).toContain('<h1>Sleep</h1>');
  const replaced = await spotitags(['tag', '--image', image, '--html', image]);
  expect(replaced).toMatchObject({ code: 2 });
  expect(replaced.stderr).toContain('both are the same file');
});
