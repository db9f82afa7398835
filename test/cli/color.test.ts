import { join } from 'node:path';
import { writeDataset } from 'spotitags';
import { beforeEach, expect, it } from 'vitest';
import { wantsColors } from '../../src/cli/terminal/color.ts';
import { example, separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

const bold = '\u001b[1m';
const sequence = /\u001b\[\d+m/gu;
let dataset = '';

beforeEach(async () => {
  dataset = join(await folderOf({}), 'd.jsonl');
  await writeDataset(dataset, 'fake@1', [
    ...separable(4),
    example('k-pop', '\ufdd0Odd\ufddf', { smile: 0.9 }),
  ]);
});

it('a terminal gets bold headings, dim names of columns and figures in color, and a pipe the same text', async () => {
  const argv = ['similar', 'Odd', dataset, '--top', '1'];
  const shown = await spotitags(argv, { tty: true });
  expect(shown.stdout).toMatch(
    /^\u001b\[1mCovers like those of .*\n\u001b\[2m {2,}alike {2}artist.*\n {2}\u001b\[36m/u,
  );
  const piped = await spotitags(argv);
  expect(piped.stdout).toBe(shown.stdout.replace(sequence, ''));
});

it('an error is red where there are colors', async () => {
  const failed = await spotitags(['genres', 'missing.jsonl'], { tty: true });
  expect(failed.stderr).toMatch(/^\u001b\[31m.*missing\.jsonl.*\u001b\[39m\n$/u);
  const wrong = await spotitags(['genre'], { tty: true });
  expect(wrong.stderr).toMatch(/^\u001b\[31merror: unknown command/u);
});

it('NO_COLOR takes colors from a terminal, and FORCE_COLOR gives them to a pipe, but not to JSON', async () => {
  const argv = ['genres', dataset];
  expect((await spotitags(argv, { tty: true, env: { NO_COLOR: '1' } })).stdout).not.toMatch(sequence);
  const env = { FORCE_COLOR: '1' };
  expect((await spotitags(argv, { env })).stdout).toContain(bold);
  const { stdout } = await spotitags(['similar', 'Odd', dataset, '--json'], { env });
  expect(stdout).not.toMatch(sequence);
  // A name keeps even characters that the screen uses as marks.
  expect(JSON.parse(stdout)).toMatchObject({ artist: { name: '\ufdd0Odd\ufddf' } });
});

it.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
])('wantsColors(%j, %j) is %j', (isTerminal, env, expected) => {
  expect(wantsColors(isTerminal, env)).toBe(expected);
});
