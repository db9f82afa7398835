import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadClassifier, writeDataset } from 'spotitags';
import { separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

describe('experiment', () => {
  it('names its settings as train takes them, and saves the model that train would make', async () => {
    const root = await folderOf({});
    const [dataset, saved, trained] = [join(root, 'd.jsonl'), join(root, 'best.json'), join(root, 'm.json')];
    await writeDataset(dataset, 'fake@1', separable(6));
    const experiment = ['experiment', dataset, '--n', '1', '--folds', '2'];
    const { stdout } = await spotitags(experiment);
    const [, typed = ''] = /To train the first: spotitags (train .*)$/m.exec(stdout) ?? [];
    const argv = typed.replaceAll('"', '').replace('model.json', trained).split(' ');
    expect((await spotitags(argv)).code).toBe(0);
    const { stderr, stdout: told } = await spotitags([...experiment, '--save', saved]);
    expect(stderr).toContain(`${saved}: `);
    expect(told).not.toContain('To train the first');
    expect(await readFile(saved, 'utf8')).toBe(await readFile(trained, 'utf8'));
    expect(loadClassifier(await readFile(saved, 'utf8')).genres).toEqual(['doom metal', 'k-pop']);
  });

  it('says which settings had equal features, and were run once', async () => {
    const dataset = join(await folderOf({}), 'd.jsonl');
    await writeDataset(dataset, 'fake@1', separable(6));
    const { stdout } = await spotitags(['experiment', dataset, '--n', '100', '--models', 'nearest-centroid']);
    expect(stdout).toContain(
      'Equal features in every fold, run once: top:100 and distinct:100 and key:100 as tags; ' +
        'top:100,titles and distinct:100,titles and key:100,titles as tags,titles.\n',
    );
    expect(stdout.match(/nearest-centroid {2}/g)).toHaveLength(3);
  });

  it('checks before it works whether the model can be written', async () => {
    const { code, stderr } = await spotitags([
      'experiment',
      'missing.jsonl',
      '--save',
      'no/such/folder.json',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/the folder no\/such does not exist/);
  });
});

describe('train', () => {
  it('takes every feature of the grid', async () => {
    const root = await folderOf({});
    const [dataset, model] = [join(root, 'd.jsonl'), join(root, 'm.json')];
    await writeDataset(dataset, 'fake@1', separable(4));
    const { code } = await spotitags(['train', dataset, '--out', model, '--features', 'distinct:1,titles']);
    expect(code).toBe(0);
    expect(JSON.parse(await readFile(model, 'utf8'))).toMatchObject({
      model: { features: [{ kind: 'tag', take: 'distinct', n: 1, pool: 100 }, { kind: 'title' }] },
    });
    const wrong = await spotitags(['train', dataset, '--out', model, '--features', 'best:5']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(
      /"best:5".*top:N, distinct:N or key:N; titles; lettering; embedding; sound; decades/,
    );
  });
});
