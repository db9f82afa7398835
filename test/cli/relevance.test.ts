import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { diskStore, type Example, readDataset } from 'spotitags';
import { expect, it } from 'vitest';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

const image = () =>
  sharp({ create: { width: 64, height: 64, channels: 3, background: '#a01010' } })
    .png()
    .toBuffer();

/** A tagger of a user, whose tags no background knows. */
const module = `export default {
  id: 'own@1',
  maxBatchSize: 8,
  tag: async (covers) => covers.map(() => ({ tags: [{ name: 'fog', confidence: 1 }, { name: 'sax, saxophone', confidence: 0.5 }] })),
};`;

async function open() {
  const root = await folderOf({ 'jazz/Parker/Bird.png': await image(), 'own.mjs': module });
  const store = join(root, 'store');
  const tag = ['tag', 'Parker', '--root', root, '--store', store];
  return { tag, own: [...tag, '--tagger', join(root, 'own.mjs')], store };
}

it('lists what sets an artist apart, compared with the sample data', async () => {
  const { tag } = await open();
  const { code, stdout } = await spotitags([...tag, '--top', '3']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Parker: 1 cover\n\nTags of palette@\d+, most telling first, compared with 71 artists of the sample data:\n +tag +aspect +covers +sum +relevance\n/u,
  );
  expect(stdout.trimEnd().split('\n')).toHaveLength(7);
  const { stdout: json } = await spotitags([...tag, '--top', '3', '--json']);
  const { sections } = JSON.parse(json) as { sections: { tags: { relevance: number; aspect: string }[] }[] };
  const relevances = sections[0]?.tags.map(({ relevance }) => relevance) ?? [];
  expect(relevances).toHaveLength(3);
  expect(relevances).toEqual(relevances.toSorted((a, b) => b - a));
  expect(sections[0]?.tags.map(({ aspect }) => aspect)).toContain('color');
});

it('lists by the plain sum if it is asked to, or if there is nothing to compare with, and says so', async () => {
  const { tag, own } = await open();
  expect((await spotitags([...tag, '--by', 'sum'])).stdout).toContain(', by the sum of their confidences:\n');
  expect((await spotitags(own)).stdout).toBe(
    'Parker: 1 cover\n\n' +
      'Tags of own@1, by the sum of their confidences, because there is nothing to compare them with:\n' +
      '  tag  covers   sum\n  fog  1 of 1  1.00\n  sax  1 of 1  0.50\n',
  );
});

it('compares with the other covers of the store, if there are enough', async () => {
  const { own, store } = await open();
  const opened = await diskStore(store);
  for (let at = 0; at < 60; at++)
    await opened.set(`tags:own@1:url:https://covers.test/${at}`, [{ name: 'fog', confidence: 0.9 }]);
  await opened.close();
  const { stdout } = await spotitags(own);
  expect(stdout).toContain('compared with 60 other covers in the store:\n');
  expect(stdout).toMatch(/sax .*\n.*fog /u);
});

it('does not count the covers of the artist, alone and beside another tagger, but others with equal tags', async () => {
  const { own, tag, store } = await open();
  const opened = await diskStore(store);
  // One of them has the tags of the artist's cover.
  const same = [
    { name: 'fog', confidence: 1 },
    { name: 'sax, saxophone', confidence: 0.5 },
  ];
  for (let at = 0; at < 60; at++)
    await opened.set(
      `tags:own@1:url:https://covers.test/${at}`,
      at === 0 ? same : [{ name: 'fog', confidence: 0.9 }],
    );
  await opened.close();
  const both = [...tag, '--tagger', own.at(-1) ?? '', '--tagger', 'palette'];
  for (const typed of [own, both])
    expect((await spotitags(typed)).stdout).toContain('compared with 60 other covers in the store');
});

it('collects with the filter of a file', async () => {
  const { own, store } = await open();
  const [root, tagger] = [own[3] ?? '', own.at(-1) ?? ''];
  const [out, filter] = [join(root, 'out.jsonl'), join(root, 'filter.json')];
  await writeFile(filter, '{ "stopTags": ["fog"] }');
  const collect = ['collect', '--root', root, '--store', store, '--tagger', tagger, '--out', out];
  await spotitags([...collect, '--filter', filter]);
  const examples: Example[] = [];
  for await (const one of readDataset(out)) examples.push(one);
  const [one] = examples;
  expect(one?.profile.tags.map(({ name }) => name)).toEqual(['sax, saxophone']);
  expect((await spotitags([...collect, '--filter', join(root, 'none.json')])).code).toBe(1);
});

it('lists an image as it lists an artist, and its raw tags as JSON', async () => {
  const { own } = await open();
  const [root, tagger] = [own[3] ?? '', own.at(-1) ?? ''];
  const path = join(root, 'jazz/Parker/Bird.png');
  const { stdout } = await spotitags(['tag', '--top', '2', '--image', path]);
  expect(stdout).toMatch(
    /^\S+Bird\.png\nTags of palette@\d+, most telling first, compared with 71 artists of the sample data:\n +tag +aspect +confidence +relevance\n/u,
  );
  expect(stdout.trimEnd().split('\n')).toHaveLength(5);
  const said = await spotitags(['tag', '--tagger', tagger, '--image', path, path]);
  const lines =
    'Tags of own@1, surest first, because there is nothing to compare them with:\n' +
    '  tag  confidence\n  fog        1.00\n  sax        0.50\n';
  expect(said.stdout).toBe(`${path}\n${lines}\n${path}\n${lines}`);
  const { stdout: json } = await spotitags(['tag', '--json', '--top', '1', '--image', path]);
  const [one] = JSON.parse(json) as { tags: unknown[]; sections: { tags: unknown[] }[] }[];
  expect(one?.sections[0]?.tags).toHaveLength(1);
  expect(one?.tags.length).toBeGreaterThan(3);
});
