import { Command } from 'commander';
import { shareSeen } from '../../classifier/features/artist-sketch.ts';
import type { LocalClassifier } from '../../classifier/models/local-classifier.ts';
import { loadClassifier } from '../../classifier/models/load-classifier.ts';
import { examplesOf } from '../options/datasets.ts';
import { counted } from '../../util/plural.ts';
import { crossValidate, evaluate } from '../../evaluation/evaluate.ts';
import { splitExamples } from '../../evaluation/folds.ts';
import type { Evaluation } from '../../evaluation/metrics.ts';
import type { Example } from '../../model.ts';
import { jsonText } from '../../util/json.ts';
import { type Io, percent, table } from '../terminal/io.ts';
import { type ModelOptions, filterOf, readModel, trainerOf, withModel } from '../options/models.ts';
import { withBar } from '../terminal/progress.ts';
import { atLeastTwo, share, wholeNumber } from '../options/numbers.ts';
import { UsageError } from '../options/usage-error.ts';

interface EvaluateOptions extends ModelOptions {
  readonly folds?: number;
  readonly testShare?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly json?: true;
}

export function evaluateCommand(io: Io): Command {
  return withModel(new Command('evaluate'))
    .description('measures accuracy: in folds by artist, or of a model on other artists')
    .usage('<dataset.jsonl> [--folds 5 | --test-share 0.25 | --model <model.json>]')
    .argument('<dataset>', 'dataset, as collect writes it')
    .option(
      '--folds <n>',
      'train on all folds of artists but one, and test on that one (default: 5)',
      atLeastTwo,
    )
    .option('--test-share <share>', 'instead of folds, train once and test on this share of artists', share)
    .option('--seed <n>', 'seed of the random split (default: 1)', (n) => wholeNumber(n))
    .option('--model <file>', 'test this model, which was not trained on these artists')
    .option('--json', 'print JSON')
    .action(async (dataset: string, options: EvaluateOptions) => {
      checkOneWay(options);
      const { signal } = io;
      const { model, folds = 5, testShare, seed = 1, json } = options;
      const classifier =
        model === undefined
          ? undefined
          : loadClassifier(await readModel(model), await filterOf(options.filter));
      const examples: Example[] = [];
      for await (const example of examplesOf(dataset, io)) examples.push(example);
      io.stderr.write(doubtsAbout(examples, classifier));
      const trainer = await trainerOf(options);
      const evaluateOnce = async (): Promise<Evaluation> => {
        if (classifier) return evaluate(classifier, examples, { signal });
        if (testShare !== undefined) {
          const { training, test } = splitExamples(examples, { testShare, seed });
          return evaluate(await trainer.train(training, { signal }), test, { signal });
        }
        return withBar(io.stderr, ({ step }) =>
          crossValidate(trainer, examples, {
            folds,
            seed,
            signal,
            onProgress: (done, all) => {
              step('folds', done, all);
            },
          }),
        );
      };
      const evaluation = await evaluateOnce();
      io.stdout.write(json ? `${jsonText(evaluation, 2)}\n` : describeEvaluation(evaluation));
    });
}

function checkOneWay({ model, folds, testShare, seed, modelType, features }: EvaluateOptions): void {
  const isGiven = (option: unknown) => option !== undefined;
  if (isGiven(folds) && isGiven(testShare)) {
    throw new UsageError('Artists are held out in folds or once. Type only one of --folds and --test-share.');
  }
  if (isGiven(model) && [folds, testShare, seed, modelType, features].some(isGiven)) {
    throw new UsageError(
      'A model is tested without training. Type --model alone, or --folds, --model-type and --features.',
    );
  }
}

/** Why the figures say less than they seem to. */
function doubtsAbout(examples: readonly Example[], model: LocalClassifier | undefined): string {
  const [first] = examples;
  const isOneGenre = first && examples.every(({ genre }) => genre === first.genre);
  const seen = shareSeen(
    model?.toJSON().model.artists ?? [],
    examples.map(({ profile }) => profile.artist),
  );
  return [
    isOneGenre
      ? `Note: all artists have the genre ${JSON.stringify(first.genre)}. The accuracy says nothing about other genres.\n`
      : '',
    seen > 0
      ? `Note: the model was trained on about ${percent(seen)} of these artists, so that the accuracy is too high. ` +
        'Evaluate other artists, or type --folds 5 instead of --model.\n'
      : '',
  ].join('');
}

function describeEvaluation(evaluation: Evaluation): string {
  const { artists, accuracy, accuracyInterval, macroF1, logLoss, calibrationError, baseline } = evaluation;
  const { genres, confusion } = evaluation;
  const [low, high] = accuracyInterval;
  return [
    `${counted(artists, 'artist')}\n`,
    table([
      ['accuracy', percent(accuracy), `95 % interval ${percent(low)} to ${percent(high)}`],
      ['baseline', percent(baseline.accuracy), `always ${baseline.genre}`],
      ['macro F1', macroF1.toFixed(3)],
      ['log loss', logLoss.toFixed(3), 'nats'],
      ['calibration error', calibrationError.toFixed(3)],
    ]),
    '\nBy genre\n',
    table([
      ['', 'artists', 'precision', 'recall', 'F1'],
      ...genres.map((genre) => [
        genre.genre,
        String(genre.artists),
        percent(genre.precision),
        percent(genre.recall),
        genre.f1.toFixed(2),
      ]),
    ]),
    '\nConfusion: rows are true genres, columns are predictions\n',
    table([
      ['', ...confusion.genres, 'cannot tell'],
      ...confusion.genres.map((genre, row) => [
        genre,
        ...(confusion.counts[row] ?? []).map(String),
        String(confusion.abstained[row] ?? 0),
      ]),
    ]),
  ].join('');
}
