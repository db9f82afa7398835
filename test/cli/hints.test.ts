import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { writeDataset } from 'spotitags';
import { beforeEach, expect, it } from 'vitest';
import { separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

let root = '';
beforeEach(async () => {
  root = await folderOf({ 'doom metal/Sleep/a.png': 'x', 'k-pop/Twice/a.png': 'x', 'model.json': '{}' });
  await writeDataset(join(root, 'dataset.jsonl'), 'fake@1', separable(4));
});

it.each([
  ['a dataset', ['compare', 'ROOT/datset.jsonl'], 'ROOT/dataset.jsonl'],
  ['a model', ['classify', 'Sleep', '--model', 'ROOT/modl.json'], 'ROOT/model.json'],
  ['a folder', ['tag', 'Sleep', '--root', 'ROOT/dom metal'], 'ROOT/doom metal'],
  ['a genre', ['collect', '--genre', 'dom metal', '--root', 'ROOT', '--out', 'ROOT/x.jsonl'], 'doom metal'],
  [
    'an artist to leave out',
    ['train', 'ROOT/dataset.jsonl', '--out', 'ROOT/m.json', '--exclude', 'Pip 1'],
    'Pop 1',
  ],
  ['a tagger', ['tag', 'Sleep', '--tagger', 'palete'], 'palette'],
  ['a catalog', ['tag', 'Sleep', '--catalog', 'spotfy'], 'spotify'],
])('an error about %s that does not exist names what is like it', async (_, argv, meant) => {
  const { code, stderr } = await spotitags(argv.map((word) => word.replace('ROOT', root)));
  expect(code).toBeGreaterThan(0);
  expect(stderr).toContain('Did you mean ');
  expect(stderr).toContain(`"${meant.replace('ROOT', root)}"`);
});

it('a terminal is told what to do next, but not a pipe, and not with --json or --quiet', async () => {
  const train = ['train', join(root, 'dataset.jsonl'), '--out', join(root, 'm.json')];
  const { stderr } = await spotitags(train, { tty: true, env: { NO_COLOR: '1' } });
  expect(stderr).toContain(`Next, how good it is: spotitags evaluate ${join(root, 'dataset.jsonl')}\n`);
  expect(stderr).toContain(`spotitags classify <artist> --model ${join(root, 'm.json')}\n`);
  expect((await spotitags(train)).stderr).toBe('');
  for (const flag of ['--json', '--quiet'])
    expect((await spotitags([...train, flag], { tty: true })).stderr).not.toContain('Next');
});

it('the hint after a collection of a folder makes a page with its covers', async () => {
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#802020' } })
    .png()
    .toBuffer();
  const covers = await folderOf({ 'doom metal/Sleep/a.png': png, 'k-pop/Twice/a.png': png });
  const out = join(root, 'd.jsonl');
  const argv = ['collect', '--root', covers, '--out', out, '--store', join(root, 'store')];
  const { stderr } = await spotitags(argv, { tty: true, env: { NO_COLOR: '1' } });
  expect(stderr).toContain(`spotitags report ${out} --root ${covers} --out report.html\n`);
});
it.each([
  ['a folder beside a file of that name', ['tag', 'Gojira', '--root', 'ROOT/cover'], '"ROOT/covers"'],
  ['a file beside a folder of that name', ['compare', 'ROOT/cover.jsonl'], '"ROOT/covers.jsonl"'],
])('the hint at %s is of the same kind', async (_, argv, meant) => {
  await mkdir(join(root, 'covers'));
  await writeFile(join(root, 'covers.jsonl'), '');
  const { stderr } = await spotitags(argv.map((word) => word.replace('ROOT', root)));
  expect(stderr).toContain(` Did you mean ${meant.replace('ROOT', root)}?\n`);
});

it.each([
  [
    'a number that is missing',
    ['train', 'dataset.jsonl', '--out', 'm.json', '--target', 'year'],
    'with a year',
  ],
  [
    'an artist that is missing',
    ['train', 'dataset.jsonl', '--out', 'm.json', '--exclude', 'datasett'],
    'no artist',
  ],
  ['a file that is cut', ['classify', 'Sleep', '--model', 'cut.json'], 'ends too early'],
])('an error about %s does not speak of files of a like name', async (_, argv, reason) => {
  for (const name of ['years.json', 'cut-1.json', 'cut.json']) await writeFile(join(root, name), '{');
  const here = process.cwd();
  process.chdir(root);
  const { stderr } = await spotitags(argv).finally(() => {
    process.chdir(here);
  });
  expect(stderr).toContain(reason);
  expect(stderr).not.toContain('Did you mean');
});
