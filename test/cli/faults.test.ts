import { join } from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { readDataset, writeDataset } from 'spotitags';
import { beforeEach, expect, it } from 'vitest';
import { separable, withEmbeddings } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

let root = '';
beforeEach(async () => {
  root = await folderOf({
    'Sleep/Dopesmoker/01.mp3': '',
    't.csv': 'artist,target\nA,b\n',
    'cut.json': '{"a":',
  });
  await writeDataset(join(root, 'd.jsonl'), 'fake@1', separable(4));
});

it.each([
  [['queue', '--queue', 'redis://localhost:6379/0'], /^Type spotitags queue status\|drain\|clean\.\n$/u],
  [['store', '--store', 'x'], /^Type spotitags store stats\|prune\|export\|repair\.\n$/u],
  [['store', 'stat'], /^There is no command stat\. Did you mean "stats"\? Type spotitags store/u],
  [['tag', 'Sleep', '--tagger', './missing.mjs'], /^The module \.\/missing\.mjs does not exist\.\n$/u],
])('%j is wrong usage, and says what is right', async (argv, message) => {
  const { code, stderr } = await spotitags(argv);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

it('a folder of music files that has no covers leads to the catalog for them', async () => {
  const { stderr } = await spotitags(['tag', 'Om', '--root', root]);
  expect(stderr).toMatch(/The folder has music files\. For your own music, type --catalog library\.\n$/u);
});

it('errors about a CSV file of targets show CSV, and those about models the file and the command', async () => {
  const [dataset, model] = [join(root, 'd.jsonl'), join(root, 'm.json')];
  const train = ['train', dataset, '--out', model];
  const { stderr } = await spotitags([...train, '--target', join(root, 't.csv')]);
  expect(stderr).toMatch(/t\.csv, row 2: got "A,b"\. Expected an artist and a number, such as Sleep,1992,/u);
  expect(stderr).not.toContain('{');
  await spotitags(train);
  const wrongKind = await spotitags(['estimate', '--image', 'a.jpg', '--model', model]);
  expect(wrongKind.stderr).toMatch(
    /^The model \S+m\.json cannot be read: it is a classifier.* Type spotitags classify\.\n$/u,
  );
  const cut = await spotitags(['classify', 'Sleep', '--model', join(root, 'cut.json')]);
  expect(cut.stderr).toMatch(/^The model \S+cut\.json cannot be read: it is not JSON, or was cut off/u);
});

it('a folder where a file is expected is named, and what to type', async () => {
  const dataset = join(root, 'd.jsonl');
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['compare', root], `${root} is a folder. Give the name of a dataset file, such as dataset.jsonl.`],
    [['classify', 'Sleep', '--model', root], `The model ${root} is a folder. Give the name of a file.`],
    [['compare', dataset, '--filter', root], `The filter ${root} is a folder.`],
    [['compare', dataset, '--genre-map', root], `The genre map ${root} is a folder.`],
    [
      ['train', dataset, '--out', join(root, 'm.json'), '--target', root],
      `The file of targets ${root} is a folder.`,
    ],
    [
      ['collect', root, '--out', join(root, 'c.jsonl')],
      `The file of genres ${root} is a folder. To collect the folders in it, type spotitags collect --root ${root} --out dataset.jsonl\n`,
    ],
  ];
  for (const [argv, message] of wrong) {
    const { code, stderr } = await spotitags(argv);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
  }
  const csv = join(root, 'folder.csv');
  await mkdir(csv);
  const converted = await spotitags(['convert', csv, join(root, 'e.jsonl'), '--by', 'fake@1']);
  expect(converted.stderr).toContain(`${csv} is a folder. Give the name of a CSV file, such as genres.csv.`);
  await expect(readDataset(root).next()).rejects.toMatchObject({ code: 'invalid-input' });
});

it('evaluate --target says how many artists there are if they are too few for its folds', async () => {
  const targets = join(root, 'targets.json');
  const examples = separable(4).map(({ profile }, at) => [profile.artist.name, at]);
  await writeFile(targets, JSON.stringify(Object.fromEntries(examples)));
  const { stderr } = await spotitags(['evaluate', join(root, 'd.jsonl'), '--target', targets]);
  expect(stderr).toMatch(
    /^There are 8 artists, too few to test in 5 folds: .* needs 9\. Collect more artists\.\n$/u,
  );
});

it('a file that is not a dataset, and arguments in the other order, are named', async () => {
  const [dataset, other, cut] = ['d.jsonl', 'package.json', 'cut.jsonl'].map((name) => join(root, name));
  await writeFile(other ?? '', '{\n  "name": "x"\n}\n');
  await writeFile(cut ?? '', '{"format":"spotitags-dataset","ver');
  const wrong: readonly (readonly [readonly (string | undefined)[], string])[] = [
    [['compare', other], 'package.json is not a dataset, which begins with {"format":"spotitags-dataset"'],
    [['compare', cut], 'cut.jsonl, line 1: this is not JSON. Was the line cut?'],
    [['similar', dataset, 'Gojira'], `The artist comes first: spotitags similar Gojira ${dataset}\n`],
  ];
  for (const [argv, message] of wrong) {
    const { code, stderr } = await spotitags(argv.map((word = '') => word));
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
  }
});

it('a folder of artists without genres is collected with a file that gives them one', async () => {
  const image = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#802020' } })
    .png()
    .toBuffer();
  const covers = await folderOf({ 'Sleep/a.png': image, 'Om/a.png': image });
  const options = ['--root', covers, '--layout', 'artist', '--out', join(root, 'all.jsonl')];
  const without = await spotitags(['collect', ...options]);
  expect(without.code).toBe(2);
  const [, text = ''] =
    /(\{.*\}), and type spotitags collect all\.json --root \S+ --layout artist/u.exec(without.stderr) ?? [];
  const file = join(root, 'all.json');
  await writeFile(file, text);
  const store = ['--store', join(root, 'store')];
  expect(await spotitags(['collect', file, ...options, ...store])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 artists') as unknown,
  });
});

it.each(['embedding', 'lettering,sound', 'decades'])(
  'a model of %s of a dataset without them is refused, and so are figures of it',
  async (features) => {
    const dataset = join(root, 'd.jsonl');
    for (const argv of [
      ['train', dataset, '--out', join(root, 'm.json')],
      ['evaluate', dataset],
      ['evaluate', dataset, '--test-share', '0.25'],
    ]) {
      const { code, stdout, stderr } = await spotitags([...argv, '--features', features]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(
        /^\S+d\.jsonl has no \w+(?: and no sound tags)?\. .*other features: tags, titles\.$/mu,
      );
    }
  },
);

it('a model of features that some artists have is trained', async () => {
  const [dataset, model] = [join(root, 'e.jsonl'), join(root, 'm.json')];
  const examples = separable(4).map(({ genre, profile }, at) => ({
    genre,
    profile: at === 0 ? withEmbeddings(profile, [0.6, 0.8]) : profile,
  }));
  await writeDataset(dataset, 'fake@1', examples);
  for (const features of ['embedding', 'tags,lettering'])
    expect(await spotitags(['train', dataset, '--out', model, '--features', features])).toMatchObject({
      code: 0,
    });
});
