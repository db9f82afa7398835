import { Command, InvalidArgumentError, Option } from 'commander';
import { examplesOf } from '../options/datasets.ts';
import { counted } from '../../util/plural.ts';
import { type ExperimentResult, runExperiment, trainers } from '../../evaluation/experiment.ts';
import type { Example } from '../../model.ts';
import { jsonText } from '../../util/json.ts';
import { type Io, percent, printable, table } from '../terminal/io.ts';
import { readFilter, withFilter } from '../options/models.ts';
import { withBar } from '../terminal/progress.ts';
import { atLeastTwo, wholeNumber } from '../options/numbers.ts';

type Format = 'text' | 'markdown' | 'csv' | 'json';

interface ExperimentCommandOptions {
  readonly n?: readonly number[];
  readonly models?: readonly string[];
  readonly folds?: number;
  readonly seed?: number;
  readonly filter?: string;
  readonly format: Format;
  readonly json?: true;
}

export function experimentCommand(io: Io): Command {
  return withFilter(new Command('experiment'))
    .description('compares features and models in the same folds by artist, best first')
    .usage('<dataset.jsonl> [--n 10,25,50] [--models <names>] [--format markdown]')
    .argument('<dataset>', 'dataset, as collect writes it')
    .option('--n <numbers>', 'the n of top-n, distinct-n and key-n tags (default: 10,25,50)', (text) =>
      text.split(',').map((n) => wholeNumber(n)),
    )
    .option('--models <names>', 'models to compare (default: all)', parseModels)
    .option('--folds <n>', 'folds of artists (default: 5)', atLeastTwo)
    .option('--seed <n>', 'seed of the random split (default: 1)', (n) => wholeNumber(n))
    .addOption(
      new Option('--format <format>', 'format of the table')
        .choices(['text', 'markdown', 'csv', 'json'])
        .default('text'),
    )
    .option('--json', 'print JSON, as --format json')
    .action(async (dataset: string, { filter, format, json, ...options }: ExperimentCommandOptions) => {
      const { signal, stderr, stdout } = io;
      const chosen = await readFilter(filter);
      const examples: Example[] = [];
      for await (const example of examplesOf(dataset, io)) examples.push(example);
      const results = await withBar(stderr, ({ step }) =>
        runExperiment(examples, {
          ...options,
          ...(chosen && { trainerOptions: { filter: chosen } }),
          signal,
          onProgress: (done, all) => {
            step('runs', done, all);
          },
        }),
      );
      stdout.write(await formats[json ? 'json' : format](results));
    });
}

function parseModels(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => trainers.has(name))) return names;
  throw new InvalidArgumentError(`Type some of ${[...trainers.keys()].join(',')}.`);
}

const headings = ['features', 'model', 'accuracy', 'interval', 'macro F1', 'log loss', 'calibration error'];

function rowsOf(results: readonly ExperimentResult[]): string[][] {
  return results.map(({ features, model, evaluation }) => {
    const { accuracy, accuracyInterval, macroF1, logLoss, calibrationError } = evaluation;
    return [
      features,
      model,
      percent(accuracy),
      accuracyInterval.map(percent).join(' to '),
      macroF1.toFixed(3),
      logLoss.toFixed(3),
      calibrationError.toFixed(3),
    ];
  });
}

function baselineOf([first]: readonly ExperimentResult[]): string {
  if (!first) return '';
  const { artists, baseline } = first.evaluation;
  return `${counted(artists, 'artist')}; always ${printable(baseline.genre)}: ${percent(baseline.accuracy)}`;
}

function markdownCell(text: string): string {
  return printable(text).replaceAll('|', '\\|');
}

const formats: Record<Format, (results: readonly ExperimentResult[]) => string | Promise<string>> = {
  text: (results) => `${table([[baselineOf(results)]])}${table([headings, ...rowsOf(results)])}`,
  markdown: (results) =>
    [
      `${baselineOf(results)}\n`,
      ...[headings, headings.map(() => '---'), ...rowsOf(results)].map(
        (row) => `| ${row.map(markdownCell).join(' | ')} |`,
      ),
      '',
    ].join('\n'),
  csv: async (results) => {
    const { stringify } = await import('csv-stringify/sync');
    return stringify([headings, ...rowsOf(results)]);
  },
  json: (results) => `${jsonText(results, 2)}\n`,
};
