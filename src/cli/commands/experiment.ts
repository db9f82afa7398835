import { Command, InvalidArgumentError, Option } from 'commander';
import { examplesOf } from '../options/datasets.ts';
import { counted } from '../../util/plural.ts';
import { type ExperimentResult, modelNames, runExperiment } from '../../evaluation/experiment.ts';
import { listOf } from '../../util/iterables.ts';
import { jsonText } from '../../util/json.ts';
import { type Io, percent, printable, signedPercent, table } from '../terminal/io.ts';
import { type GenreMapOptions, genreMapOf, withGenreMap } from '../options/genre-maps.ts';
import { checkOutput, outputFile } from '../options/files.ts';
import { readFilter, withFilter, writeModel } from '../options/models.ts';
import { widthOfTable } from '../terminal/fitted.ts';
import { commandOf, sayNext } from '../terminal/next-step.ts';
import { withBar } from '../terminal/progress.ts';
import { atLeastTwo, wholeNumber } from '../options/numbers.ts';
import { UsageError } from '../options/usage-error.ts';

type Format = 'text' | 'markdown' | 'csv' | 'json';

interface ExperimentCommandOptions extends GenreMapOptions {
  readonly n?: readonly number[];
  readonly models?: readonly string[];
  readonly folds?: number;
  readonly seed?: number;
  readonly filter?: string;
  readonly save?: string;
  readonly format?: Format;
  readonly json?: true;
}

export function experimentCommand(io: Io): Command {
  return withGenreMap(withFilter(new Command('experiment')))
    .description('compares features and models in the same folds by artist, best first')
    .usage(
      '<dataset.jsonl> [--n 10,25,50] [--models <names>] [--save <model.json>] [--format text|markdown|csv|json]',
    )
    .argument('<dataset>', 'dataset, as collect writes it')
    .option('--n <numbers>', 'the n of top-n, distinct-n and key-n tags (default: 10,25,50)', (text) =>
      text.split(',').map((n) => wholeNumber(n)),
    )
    .option('--models <names>', 'models to compare (default: all)', parseModels)
    .option('--folds <n>', 'folds of artists (default: 5)', atLeastTwo)
    .option('--seed <n>', 'seed of the random split (default: 1)', (n) => wholeNumber(n))
    .option(
      '--save <file>',
      'train the best one on all artists, and write the model there, as JSON',
      outputFile,
    )
    .addOption(
      new Option('--format <format>', 'format of the table (default: text)').choices([
        'text',
        'markdown',
        'csv',
        'json',
      ]),
    )
    .option('--json', 'print JSON, as --format json')
    .action(
      async (
        dataset: string,
        { save, json, format = json ? 'json' : 'text', ...options }: ExperimentCommandOptions,
      ) => {
        if (json && format !== 'json')
          throw new UsageError(`Type only one of --format ${format} and --json.`);
        const { signal, stderr, stdout } = io;
        const { filter: filterFile, genreMap, ...settings } = options;
        if (save !== undefined) await checkOutput(save, [dataset, filterFile, genreMap]);
        const filter = await readFilter(filterFile);
        const mapping = await genreMapOf(options);
        const examples = await listOf(examplesOf(dataset, io, options));
        const results = await withBar(stderr, ({ step }) =>
          runExperiment(examples, {
            ...settings,
            trainerOptions: { ...(filter && { filter }), ...mapping },
            signal,
            onProgress: (done, all) => {
              step('runs', done, all);
            },
          }),
        );
        const [best] = results;
        if (save !== undefined && best) {
          await writeModel(save, await best.trainer.train(examples, { signal }));
          stderr.write(`${printable(save)}: ${best.model} of ${best.features}, trained on all artists\n`);
        }
        stdout.write(await formats[format](results, stdout.width));
        if (save !== undefined && format === 'text')
          sayNext(io, ['the genre of an artist', 'classify', '<artist>', '--model', save]);
        if (save === undefined && best && format === 'text') {
          stdout.write(
            `\nTo train the first: ${trainCall(dataset, best, { filter: filterFile, 'genre-map': genreMap })}\n`,
          );
        }
      },
    );
}

function trainCall(
  dataset: string,
  { features, model }: ExperimentResult,
  files: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries(files).flatMap(([name, path]) =>
    path === undefined ? [] : [`--${name}`, path],
  );
  return commandOf([
    ...['train', dataset, '--features', features, '--model-type', model],
    ...given,
    ...['--out', 'model.json'],
  ]);
}

function parseModels(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => modelNames.includes(name))) return names;
  throw new InvalidArgumentError(`Type some of ${modelNames.join(',')}.`);
}

const headings = [
  'features',
  'model',
  'accuracy',
  'interval',
  'macro F1',
  'log loss',
  'calibration error',
  'by chance',
  'overconfidence',
];

function rowsOf(results: readonly ExperimentResult[]): string[][] {
  return results.map(({ features, model, evaluation }) => {
    const { accuracy, accuracyInterval, macroF1, logLoss } = evaluation;
    const { calibrationError, calibrationErrorByChance, overconfidence } = evaluation;
    return [
      features,
      model,
      percent(accuracy),
      accuracyInterval.map(percent).join(' to '),
      macroF1.toFixed(3),
      logLoss.toFixed(3),
      calibrationError.toFixed(3),
      calibrationErrorByChance.toFixed(3),
      signedPercent(overconfidence),
    ];
  });
}

const csvHeadings = [
  'features',
  'equal features',
  'model',
  'accuracy',
  'accuracy low',
  'accuracy high',
  'macro F1',
  'log loss',
  'calibration error',
  'calibration error by chance',
  'overconfidence',
];

/** Numbers that a program can read. */
function csvRowsOf(results: readonly ExperimentResult[]): string[][] {
  return results.map(({ features, equalFeatures, model, evaluation }) => {
    const { accuracy, accuracyInterval, macroF1, logLoss } = evaluation;
    const { calibrationError, calibrationErrorByChance, overconfidence } = evaluation;
    const figures = [
      accuracy,
      ...accuracyInterval,
      macroF1,
      logLoss,
      calibrationError,
      calibrationErrorByChance,
      overconfidence,
    ];
    return [features, equalFeatures.join(' '), model, ...figures.map((figure) => figure.toFixed(4))];
  });
}

/** Which settings have no row of their own. Nothing if all have. */
function describeEqual(results: readonly ExperimentResult[]): string {
  const pairs = new Map(
    results.map(({ features, equalFeatures }) => [features, equalFeatures.join(' and ')]),
  );
  const equal = Array.from(pairs, ([features, others]) => (others ? `${others} as ${features}` : '')).filter(
    Boolean,
  );
  return equal.length > 0 ? `Equal features in every fold, run once: ${equal.sort().join('; ')}.\n` : '';
}

function baselineOf([first]: readonly ExperimentResult[]): string {
  if (!first) return '';
  const { artists, baseline } = first.evaluation;
  return `${counted(artists, 'artist')}; always ${printable(baseline.genre)}: ${percent(baseline.accuracy)}`;
}

function markdownCell(text: string): string {
  return printable(text).replaceAll('|', '\\|');
}

/** Columns that a narrow terminal does without, the first ones first. */
const dispensable = ['by chance', 'calibration error', 'overconfidence', 'log loss', 'interval', 'macro F1'];

function fittingTable(results: readonly ExperimentResult[], width: number): string {
  const rows = rowsOf(results);
  for (let count = 0; ; count++) {
    const left = dispensable.slice(0, count);
    const kept = [...headings.keys()].filter((at) => !left.includes(headings[at] ?? ''));
    const pick = (row: readonly string[]) => kept.map((at) => row[at] ?? '');
    const text = table(pick(headings), rows.map(pick));
    if (count < dispensable.length && widthOfTable(text) > width) continue;
    if (count === 0) return text;
    return `${text}Left out, because the terminal is narrow: ${left.join(', ')}. --format csv and --json have all.\n`;
  }
}

const formats: Record<
  Format,
  (results: readonly ExperimentResult[], width: number) => string | Promise<string>
> = {
  text: (results, width) =>
    `  ${baselineOf(results)}\n${fittingTable(results, width)}${describeEqual(results)}`,
  markdown: (results) =>
    [
      `${baselineOf(results)}\n`,
      ...[headings, headings.map(() => '---'), ...rowsOf(results)].map(
        (row) => `| ${row.map(markdownCell).join(' | ')} |`,
      ),
      '',
      describeEqual(results),
    ].join('\n'),
  csv: async (results) => {
    const { stringify } = await import('csv-stringify/sync');
    return stringify([csvHeadings, ...csvRowsOf(results)]);
  },
  json: (results) => {
    const plain = results.map(({ features, equalFeatures, model, evaluation }) => ({
      features,
      equalFeatures,
      model,
      evaluation,
    }));
    return `${jsonText(plain, 2)}\n`;
  },
};
