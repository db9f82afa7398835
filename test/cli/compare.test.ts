import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDataset } from 'spotitags';
import { expect, it } from 'vitest';
import { example, separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

async function open() {
  const dataset = join(await folderOf({}), 'dataset.jsonl');
  await writeDataset(dataset, 'fake@1', separable(4));
  return dataset;
}

const sample = 'examples/data/covers.jsonl';

it('compare says which tags set each genre apart', async () => {
  const dataset = await open();
  const { code, stdout } = await spotitags(['compare', dataset, '--top', '2']);
  expect(code).toBe(0);
  const [, doom = '', pop = ''] = stdout.split('\n\n');
  expect(doom).toMatch(/^doom metal \(4 artists\)\n {2}(?:skull|fog), (?:skull|fog)$/u);
  expect(pop).toMatch(/^k-pop \(4 artists\)\n {2}(?:smile|pastel), (?:smile|pastel)\n$/u);
  const { stdout: json } = await spotitags(['compare', dataset, '--by', 'keyness', '--json']);
  const { by, genres } = JSON.parse(json) as { by: string; genres: { genre: string; tags: unknown[] }[] };
  expect({ by, genres: genres.map(({ genre }) => genre) }).toEqual({
    by: 'keyness',
    genres: ['doom metal', 'k-pop'],
  });
  expect(genres[0]?.tags[0]).toMatchObject({ z: expect.any(Number) as number });
});

it('compare prints what the README shows', async () => {
  const readme = await readFile('README.md', 'utf8');
  const [, shown = ''] = /\$ spotitags compare .+\n…\n([^`]+)```/u.exec(readme) ?? [];
  const { stdout } = await spotitags(['compare', sample, '--top', '5']);
  const genres = shown.trim().split(/\n(?=\w)/u);
  expect(genres).toHaveLength(3);
  for (const genre of genres) expect(stdout).toContain(genre);
});

it.each(['relevance', 'keyness', 'distinct', 'top'])('compare --by %s lists every genre', async (by) => {
  const { code, stdout } = await spotitags(['compare', sample, '--by', by, '--top', '5']);
  expect(code).toBe(0);
  expect(stdout.match(/^ {2}.+$/gmu)).toHaveLength(6);
});

it.each(['relevance', 'keyness', 'distinct', 'top'])(
  'compare --by %s of one genre lists its heaviest tags, because there is nothing to compare with',
  async (by) => {
    const dataset = join(await folderOf({}), 'dataset.jsonl');
    const doom = (artist: string, tags: Record<string, number>) => example('doom metal', artist, tags);
    await writeDataset(dataset, 'fake@1', [
      doom('a', { ash: 0.6, zeal: 0.9 }),
      doom('b', { zeal: 0.9, fog: 0.8 }),
    ]);
    const { stdout, stderr } = await spotitags(['compare', dataset, '--by', by]);
    expect(stdout).toBe(
      '1 genre. For each, by weight: its heaviest tags.\n\ndoom metal (2 artists)\n  zeal, fog, ash\n',
    );
    expect(stderr).toContain('It cannot be compared with another one');
    expect(stderr.includes('so that its tags are listed by their weight')).toBe(by !== 'top');
    const json = JSON.parse((await spotitags(['compare', dataset, '--by', by, '--json'])).stdout) as object;
    expect(json).toMatchObject({
      by: 'top',
      genres: [{ tags: [{ name: 'zeal' }, { name: 'fog' }, { name: 'ash' }] }],
    });
  },
);

it('compare --by overlap counts what each two genres have in common', async () => {
  const { stdout } = await spotitags(['compare', sample, '--by', 'overlap']);
  expect(stdout).toMatch(/\n +genre +classical +country +hiphop +jazz +metal +reggae\n +classical +100 /u);
});

it('similar lists the artists whose covers look alike, and why', async () => {
  const { code, stdout, stderr } = await spotitags(['similar', 'Black Sabath', sample, '--top', '3']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '"Black Sabath" is taken as "Black Sabbath".\n' });
  expect(stdout).toMatch(/^Covers like those of Black Sabbath:\n +alike +artist +genre +shared tags\n/u);
  expect(stdout.trimEnd().split('\n')).toHaveLength(5);
  expect(stdout).not.toMatch(/% {2}Black Sabbath/u);
  const { stdout: json } = await spotitags(['similar', 'Black Sabbath', sample, '--json']);
  const { similar } = JSON.parse(json) as { similar: { similarity: number; tags: string[] }[] };
  expect(similar).toHaveLength(10);
  expect(similar[0]?.tags).toHaveLength(5);
});

it('similar suggests names that the dataset has', async () => {
  const { code, stderr } = await spotitags(['similar', 'Sabbath', sample]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/has no artist "Sabbath"\. Did you mean "Black Sabbath"/u);
});

it.each(['compare', 'clusters', 'evaluate', 'experiment', 'train'])(
  '%s says that a dataset is empty',
  async (command) => {
    const dataset = join(await folderOf({}), 'dataset.jsonl');
    await writeDataset(dataset, 'fake@1', []);
    const out = command === 'train' ? ['--out', `${dataset}.json`] : [];
    const { code, stderr } = await spotitags([command, dataset, ...out]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `The dataset ${dataset} has no artists. Collect some first.\n`,
    });
  },
);

it('similar says that there is no other artist', async () => {
  const dataset = join(await folderOf({}), 'dataset.jsonl');
  await writeDataset(dataset, 'fake@1', separable(1).slice(0, 1));
  const { stdout } = await spotitags(['similar', 'Doom 0', dataset]);
  expect(stdout).toBe(`${dataset} has no other artist than Doom 0.\n`);
});

it('clusters groups artists, and names what each group has', async () => {
  const dataset = await open();
  const { code, stdout } = await spotitags(['clusters', dataset]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^4 artists: .+\n {2}(?:Doom|Pop) .+\n4 artists: .+\n {2}(?:Doom|Pop) /u);
  const { stdout: json } = await spotitags(['clusters', dataset, '--k', '3', '--json']);
  expect((JSON.parse(json) as { clusters: unknown[] }).clusters).toHaveLength(3);
  expect((await spotitags(['clusters', dataset, '--k', '99'])).stderr).toContain('at most 8');
});
