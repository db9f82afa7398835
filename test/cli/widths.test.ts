import { join } from 'node:path';
import { writeDataset } from 'spotitags';
import { beforeEach, expect, it } from 'vitest';
import { rowMark, fitted } from '../../src/cli/terminal/fitted.ts';
import { figureText } from '../../src/cli/terminal/color.ts';
import { separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

let dataset = '';
const plain = { tty: true, env: { NO_COLOR: '1' } } as const;
const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

beforeEach(async () => {
  dataset = join(await folderOf({}), 'd.jsonl');
  await writeDataset(dataset, 'fake@1', separable(6));
});

it('a terminal cuts tables at its width, and a pipe gets all of them', async () => {
  const argv = ['evaluate', dataset, '--folds', '2'];
  const shown = await spotitags(argv, plain);
  const table = shown.stdout.split('\n').filter((line) => line.startsWith('  '));
  expect(widest(table.join('\n'))).toBe(60);
  expect(shown.stdout).toMatch(/^ {2}calibration error +\d\.\d+ {2}\d\.\d+ by chance alone.*…$/mu);
  const piped = await spotitags(argv);
  expect(piped.stdout).not.toContain('…');
  expect(piped.stdout).toContain('by chance alone, if all probabilities are true\n');
});

it('experiment leaves out whole columns where the terminal is narrow, and says which', async () => {
  const argv = ['experiment', dataset, '--n', '1', '--models', 'nearest-centroid', '--folds', '2'];
  const { stdout } = await spotitags(argv, plain);
  const [, names = '', ...rows] = stdout.split('\n');
  expect(names.trim().split(/ {2,}/u)).toEqual(['features', 'model', 'accuracy', 'macro F1']);
  expect(rows[0]).toMatch(/%/u);
  expect(stdout).toContain(
    'Left out, because the terminal is narrow: by chance, calibration error, overconfidence, log loss, interval. ' +
      '--format csv and --json have all.\n',
  );
  expect((await spotitags(argv)).stdout).toMatch(/accuracy +interval.*overconfidence\n/u);
});

it('a figure is cut as a whole, and wide characters count as two', () => {
  const row = (text: string) => `${rowMark}${text}`;
  expect(fitted(row(`name  ${figureText('12.34')}  end`), 10)).toBe(row('name…'));
  expect(fitted(row(`name  ${figureText('12.34')}  end`), 13)).toBe(row(`name  ${figureText('12.34')} …`));
  expect(fitted(row(`name  ${figureText('12.34')}  end`), 16)).toBe(row(`name  ${figureText('12.34')}  end`));
  expect(fitted(row('少女時代'), 8)).toBe(row('少女時代'));
  expect(fitted(row('少女時代'), 7)).toBe(row('少女時…'));
  expect(fitted('not a row of a table', 5)).toBe('not a row of a table');
});
