import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Example, writeDataset } from 'spotitags';
import { example, separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

/** An artist of one genre with the covers of the other, whose name is a formula. */
const stranger: Example = example('k-pop', '=Stranger', { skull: 0.9, dark: 0.8, fog: 0.7 });

let [root, dataset] = ['', ''];

beforeEach(async () => {
  root = await folderOf({});
  dataset = join(root, 'd.jsonl');
  await writeDataset(dataset, 'fake@1', [stranger, ...separable(6)]);
});

interface Line {
  readonly artist: string;
  readonly correct: boolean;
  readonly predicted: string;
  readonly probability: number;
  readonly genreProbability: number;
  readonly evidence: readonly { readonly name: string }[];
}

async function linesOf(path: string): Promise<Line[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('evaluate --predictions', () => {
  it('writes a row for each artist, in the order of the dataset, with the evidence', async () => {
    const out = join(root, 'p.jsonl');
    const { code } = await spotitags(['evaluate', dataset, '--folds', '3', '--predictions', out]);
    expect(code).toBe(0);
    const [wrong, ...others] = await linesOf(out);
    expect(wrong).toMatchObject({
      artist: '=Stranger',
      genre: 'k-pop',
      predicted: 'doom metal',
      correct: false,
      evidence: [{ kind: 'tag' }, { kind: 'tag' }],
    });
    expect(wrong?.probability).toBeGreaterThan(0.5);
    expect(wrong?.genreProbability).toBeCloseTo(1 - (wrong?.probability ?? 0));
    expect(others).toHaveLength(12);
    expect(others.map(({ artist }) => artist)).toEqual(
      separable(6).map(({ profile }) => profile.artist.name),
    );
    expect(others.every(({ correct }) => correct)).toBe(true);
  });

  it('writes CSV by the name of the file, which spreadsheets do not run', async () => {
    const out = join(root, 'p.csv');
    await spotitags(['evaluate', dataset, '--folds', '3', '--predictions', out]);
    const rows = parse<Record<string, string>>(await readFile(out, 'utf8'), { columns: true });
    expect(rows).toHaveLength(13);
    expect(rows[0]).toMatchObject({ artist: "'=Stranger", predicted: 'doom metal', correct: 'false' });
    expect(rows[0]?.['probability']).toMatch(/^0\.\d{4}$/);
    expect(rows[0]?.['evidence']).toMatch(/^(?:dark|fog|skull) \+\d\.\d\d; /);
  });

  it('tests the artists of a share, or all artists with a model', async () => {
    const [share, ofModel, model] = [join(root, 's.jsonl'), join(root, 'm.jsonl'), join(root, 'model.json')];
    await spotitags(['evaluate', dataset, '--test-share', '0.25', '--predictions', share]);
    expect((await linesOf(share)).length).toBeLessThan(6);
    await spotitags(['train', dataset, '--out', model]);
    await spotitags(['evaluate', dataset, '--model', model, '--predictions', ofModel]);
    expect((await linesOf(ofModel)).map(({ artist }) => artist)).toHaveLength(13);
  });

  it('checks before it works whether the file can be written', async () => {
    const { code, stderr } = await spotitags(['evaluate', 'missing.jsonl', '--predictions', 'no/such/p.csv']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/the folder no\/such does not exist/);
  });
});

describe('evaluate', () => {
  it('says in its heading what was tested, and how', async () => {
    const headingOf = async (...more: readonly string[]) =>
      (await spotitags(['evaluate', dataset, ...more])).stdout.split('\n')[0];
    expect(await headingOf()).toBe(
      '13 artists, 2 genres · logistic-regression · tags, titles · 5 folds by artist',
    );
    expect(await headingOf('--folds', '20', '--model-type', 'nearest-centroid', '--features', 'tags')).toBe(
      '13 artists, 2 genres · nearest-centroid · tags · 13 folds by artist (20 asked; each artist is in one fold)',
    );
    expect(await headingOf('--test-share', '0.25')).toBe(
      '4 artists, 2 genres · logistic-regression · tags, titles · trained once, on 9 other artists',
    );
    const model = join(root, 'm.json');
    await spotitags(['train', dataset, '--features', 'top:5', '--out', model]);
    expect(await headingOf('--model', model)).toBe(
      `13 artists, 2 genres · logistic-regression · top:5 · the model of ${model}`,
    );
  });

  it('ends with the surest mistakes and their reasons, if there are any', async () => {
    const { stdout } = await spotitags(['evaluate', dataset, '--folds', '3']);
    expect(stdout).toMatch(
      /By covers of an artist\n +covers +1 +3 +5 +10 +all\n +accuracy( +[\d.]+ %){5}\n/u,
    );
    expect(stdout).toMatch(/accuracy +[\d.]+ % .*\n +of one cover +[\d.]+ % /u);
    expect(stdout).toMatch(
      /calibration error +0\.\d{3} +0\.\d{3} by chance .*\n +overconfidence +[+-][\d.]+ % /u,
    );
    expect(stdout).toMatch(
      /The surest artists\n +share of artists +25 % +50 % +75 % +100 %\n +accuracy( +[\d.]+ %){4}\n/u,
    );
    expect(stdout).toMatch(
      /\n +probability +artists +mean +right\n( +\d+ to \d+ % +\d+( +[\d.]+ %){2}\n)+\n/u,
    );
    const [, mistakes] = stdout.split('\nSurest mistakes\n');
    expect(mistakes?.trimEnd().split('\n')).toHaveLength(2);
    expect(mistakes).toMatch(/=Stranger +doom metal +\d\d\.\d % +k-pop +\d+\.\d % +(?:dark|fog|skull), /);
    const right = join(root, 'right.jsonl');
    await writeDataset(right, 'fake@1', separable(6));
    expect((await spotitags(['evaluate', right, '--folds', '3'])).stdout).not.toContain('mistakes');
  });

  it('notes once that a model was trained on titles of another catalog, or on more covers', async () => {
    const [other, model] = [join(root, 'other.jsonl'), join(root, 'model.json')];
    await spotitags(['train', dataset, '--out', model]);
    const elsewhere = separable(3).map(({ genre, profile }): Example => {
      const name = `New ${profile.artist.name}`;
      return { genre, profile: { ...profile, artist: { catalog: 'spotify', id: name, name } } };
    });
    await writeDataset(other, 'fake@1', elsewhere);
    const { stderr } = await spotitags(['evaluate', other, '--model', model]);
    expect(stderr).toMatch(
      /^Note about 6 of 6 artists, such as "New Doom 0"\. The model learned from titles of fake, .*\n$/u,
    );
    expect((await spotitags(['evaluate', dataset, '--folds', '3'])).stderr).toBe('');
  });
});

describe('evaluate --svg', () => {
  it('draws the three charts of an evaluation as one file', async () => {
    const out = join(root, 'evaluation.svg');
    const { code } = await spotitags(['evaluate', dataset, '--folds', '3', '--svg', out]);
    expect(code).toBe(0);
    const svg = await readFile(out, 'utf8');
    expect(svg).toMatch(/^<svg [^>]*aria-label="Evaluation: 92 % of 13 artists right">/u);
    expect(svg.match(/<svg /gu)).toHaveLength(4);
    expect(svg.match(/<style>/gu)).toHaveLength(1);
    expect(svg).toContain('k-pop, said: doom metal. 1 of 7 artists, 14 %');
  });

  it('checks before it works whether the file can be written', async () => {
    const { code, stderr } = await spotitags(['evaluate', dataset, '--svg', dataset]);
    expect(code).toBe(2);
    expect(stderr).toContain('would replace the input');
  });
});
