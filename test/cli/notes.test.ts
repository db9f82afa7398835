import { join } from 'node:path';
import { type Example, writeDataset } from 'spotitags';
import { beforeEach, expect, it } from 'vitest';
import { example, separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

const withId = (id: string, { genre, profile }: Example): Example => ({
  genre,
  profile: { ...profile, artist: { ...profile.artist, id } },
});

let [root, dataset, oneGenre] = ['', '', ''];
beforeEach(async () => {
  root = await folderOf({});
  [dataset, oneGenre] = [join(root, 'd.jsonl'), join(root, 'one.jsonl')];
  await writeDataset(dataset, 'fake@1', [
    ...separable(4),
    withId('us', example('k-pop', 'Nirvana', { smile: 0.9 })),
    withId('uk', example('doom metal', 'Nirvana', { skull: 0.9 })),
  ]);
  await writeDataset(
    oneGenre,
    'fake@1',
    separable(4).filter(({ genre }) => genre === 'k-pop'),
  );
});

it('similar says which of two artists of one name it took, and how to choose the other', async () => {
  const { stdout, stderr } = await spotitags(['similar', 'Nirvana', dataset, '--top', '1']);
  expect(stderr).toMatch(/like "Nirvana" with the id us\..*type its id:\n +id +name\n +uk +Nirvana\n$/u);
  expect(stdout).toContain('k-pop');
  expect((await spotitags(['similar', 'uk', dataset])).stderr).toBe('');
});

it('train --exclude says that it leaves out all artists of a name, and how to leave out one', async () => {
  const out = join(root, 'm.json');
  const both = await spotitags(['train', dataset, '--out', out, '--exclude', 'Nirvana']);
  expect(both.stderr).toMatch(/^Note: 2 artists are left out: .* id us, .* id uk\. .*type its id\.\n$/u);
  expect(both.stdout).toContain('8 artists');
  const one = await spotitags(['train', dataset, '--out', out, '--exclude', 'uk']);
  expect(one).toMatchObject({ stderr: '', stdout: expect.stringContaining('9 artists') as string });
});

it('compare and train note that a dataset has one genre', async () => {
  expect(await spotitags(['compare', oneGenre])).toMatchObject({
    code: 0,
    stderr:
      'Note: all artists have the genre "k-pop". It cannot be compared with another one, so that its tags are listed by their weight.\n',
  });
  expect(await spotitags(['train', oneGenre, '--out', join(root, 'm.json')])).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(
      /^Note: all artists have the genre "k-pop", so the model can say/u,
    ) as string,
  });
});
