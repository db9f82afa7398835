import { Command, Option } from 'commander';
import { type HeldOutPrediction, crossValPredict } from '../../evaluation/evaluate.ts';
import type { GenreExample } from '../../model.ts';
import { type ReportOptions, thumbnailKinds } from '../../report/options.ts';
import { listOf } from '../../util/iterables.ts';
import { jsonText } from '../../util/json.ts';
import { examplesOf } from '../options/datasets.ts';
import { checkOutput, outputFile } from '../options/files.ts';
import { type GenreMapOptions, withGenreMap } from '../options/genre-maps.ts';
import { describeNotes, describeReport, writingReport } from '../options/html-file.ts';
import { readClassifier, trainerOf } from '../options/models.ts';
import { atLeastTwo } from '../options/numbers.ts';
import { UsageError } from '../options/usage-error.ts';
import type { Io } from '../terminal/io.ts';
import { withBar } from '../terminal/progress.ts';

interface ReportCommandOptions extends GenreMapOptions {
  readonly out: string;
  readonly model?: string;
  readonly folds?: number;
  readonly root?: string;
  readonly json?: true;
  readonly thumbnails?: NonNullable<ReportOptions['thumbnails']>;
}

/** Pieces of evidence for each artist. */
const evidence = 5;

export function reportCommand(io: Io): Command {
  return withGenreMap(new Command('report'))
    .description(
      'writes a page with the covers of a dataset: its genres, its artists, and how good a model is',
    )
    .usage('<dataset.jsonl> --out <report.html> [--model <model.json> | --folds 5] [--root <folder>]')
    .argument('<dataset>', 'dataset, as collect writes it')
    .requiredOption('--out <file>', 'the HTML file to write', outputFile)
    .option(
      '--model <file>',
      'also say what this model, which was not trained on these artists, says of them',
    )
    .option(
      '--folds <n>',
      'also say what models say of artists that they were not trained on: trains on all folds but one, for each fold',
      atLeastTwo,
    )
    .option('--root <folder>', 'the folder that was collected, for covers that are files')
    .addOption(
      new Option(
        '--thumbnails <how>',
        'put pictures into the page, link to them, or leave them out (default: link to URLs, and embed files)',
      ).choices(thumbnailKinds),
    )
    .option('--json', 'print JSON')
    .action(async (dataset: string, options: ReportCommandOptions) => {
      const { out, model, folds, root, thumbnails } = options;
      if (model !== undefined && folds !== undefined) {
        throw new UsageError(
          'The artists are predicted by a model or in folds. Type only one of --model and --folds.',
        );
      }
      await checkOutput(out, [dataset, model, options.genreMap]);
      const classifier = model === undefined ? undefined : await readClassifier(model);
      const examples = await listOf(examplesOf(dataset, io, options));
      const predictions = folds === undefined ? undefined : await predict(examples, folds, io);
      const { writeReport } = await import('../../report/write-report.ts');
      const summary = await writingReport(io, () =>
        writeReport(out, {
          examples,
          ...(classifier && { classifier }),
          ...(predictions && { predictions }),
          ...(root !== undefined && { root }),
          ...(thumbnails && { thumbnails }),
          signal: io.signal,
        }),
      );
      io.stderr.write(describeNotes(summary));
      io.stdout.write(options.json ? `${jsonText({ out, ...summary }, 2)}\n` : describeReport(out, summary));
    });
}

/** What models say about artists that they were not trained on. */
async function predict(
  examples: readonly GenreExample[],
  folds: number,
  io: Io,
): Promise<readonly HeldOutPrediction[]> {
  const trainer = await trainerOf({}, io);
  return withBar(io.stderr, ({ step }) =>
    crossValPredict(trainer, examples, {
      folds,
      evidence,
      signal: io.signal,
      onProgress: (done, all) => {
        step('folds', done, all);
      },
    }),
  );
}
