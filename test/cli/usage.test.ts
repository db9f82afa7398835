import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeDataset } from 'spotitags';
import { separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

it.each([
  [
    'train DATASET --out m.json --features top:50,tags',
    /'top:50,tags' is invalid\. Type at most one of tags, top:N/u,
  ],
  [
    'train DATASET --out m.json --features titles,titles',
    /'titles,titles' is invalid\. Type at most one of .* titles, lettering, embedding, sound and decades once each/u,
  ],
  [
    'train DATASET --out m.json --features top:99999999999999',
    /The number of top:99999999999999 is out of range/u,
  ],
  ['clusters DATASET --k 100', /--k must be at most 6, the number of artists in .*d\.jsonl, got 100\./u],
  ['experiment DATASET --format csv --json', /Type only one of --format csv and --json\./u],
  ['tag EMPTY', /The name of the artist is empty\./u],
  ['feedback a.jpg --add weed --remove weed', /both adds and removes "weed"/u],
])('arguments that are wrong are wrong usage: %s', async (line, message) => {
  const dataset = join(await folderOf({}), 'd.jsonl');
  await writeDataset(dataset, 'fake@1', separable(3));
  const words = new Map([
    ['DATASET', dataset],
    ['EMPTY', ''],
  ]);
  const { code, stdout, stderr } = await spotitags(line.split(' ').map((word) => words.get(word) ?? word));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
