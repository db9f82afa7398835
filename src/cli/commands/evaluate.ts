import { Command } from 'commander';
import { shareSeen } from '../../classifier/features/artist-sketch.ts';
import type { LocalClassifier, LocalTrainer } from '../../classifier/models/local-classifier.ts';
import { type ArtistPrediction, predictEach, predictFolds } from '../../evaluation/evaluate.ts';
import { ByCovers } from '../../evaluation/by-covers.ts';
import { evaluateGenres, haveSeveral } from '../../evaluation/several-genres.ts';
import { predictionsAtLevel } from '../../evaluation/genres-at-level.ts';
import { splitExamples } from '../../evaluation/folds.ts';
import { type LabeledPrediction, measured } from '../../evaluation/labeled-prediction.ts';
import { evaluatePredictions } from '../../evaluation/metrics.ts';
import type { Artist, GenreExample } from '../../model.ts';
import { listOf } from '../../util/iterables.ts';
import { jsonText } from '../../util/json.ts';
import { counted } from '../../util/plural.ts';
import { writeWhole } from '../../util/write-whole.ts';
import { examplesOf } from '../options/datasets.ts';
import { genreMapOf, withGenreMap } from '../options/genre-maps.ts';
import { checkOutput, outputFile } from '../options/files.ts';
import { type ModelOptions, filterOf, readClassifier, trainerOf, withModel } from '../options/models.ts';
import { atLeastTwo, share, wholeNumber } from '../options/numbers.ts';
import { type PredictionRow, rowOf, writePredictions } from '../options/prediction-files.ts';
import { withTarget } from '../options/targets.ts';
import { evaluateNumbers } from '../numbers/evaluate-numbers.ts';
import { describeGenresEvaluation } from '../terminal/describe-genres.ts';
import { describeEvaluation, describeMistakes } from '../terminal/describe-evaluation.ts';
import { UsageError } from '../options/usage-error.ts';
import { HowTested } from '../terminal/how-tested.ts';
import { type Io, percent, printable } from '../terminal/io.ts';
import { sayNext } from '../terminal/next-step.ts';
import { withBar } from '../terminal/progress.ts';

interface EvaluateOptions extends ModelOptions {
  readonly folds?: number;
  readonly testShare?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly predictions?: string;
  readonly target?: string;
  readonly level?: number;
  readonly svg?: string;
  readonly json?: true;
}

export function evaluateCommand(io: Io): Command {
  return withTarget(withGenreMap(withModel(new Command('evaluate'))))
    .description(
      'measures accuracy, or errors of numbers: in folds by artist, or of a model on other artists',
    )
    .usage(
      '<dataset.jsonl> [--target year|<file>] [--folds 5 | --test-share 0.25 | --model <model.json>] [--predictions <file>] [--svg <file>]',
    )
    .argument('<dataset>', 'dataset, as collect writes it')
    .option(
      '--folds <n>',
      'train on all folds of artists but one, and test on that one (default: 5)',
      atLeastTwo,
    )
    .option('--test-share <share>', 'instead of folds, train once and test on this share of artists', share)
    .option('--seed <n>', 'seed of the random split (default: 1)', (n) => wholeNumber(n))
    .option('--model <file>', 'test this model, which was not trained on these artists')
    .option(
      '--predictions <file>',
      'write what was predicted for each artist, as .csv or JSON Lines',
      outputFile,
    )
    .option('--level <n>', 'judge genres at this level of the tree of --genre-map, from 1 for roots', (n) =>
      wholeNumber(n),
    )
    .option(
      '--svg <file>',
      'draw the confusion matrix, the reliability and the accuracy by coverage as one SVG',
      outputFile,
    )
    .option('--json', 'print JSON')
    .action(async (dataset: string, options: EvaluateOptions) => {
      const { target } = options;
      if (target !== undefined) {
        await evaluateNumbers(dataset, { ...options, target }, io);
        return;
      }
      checkOneWay(options);
      const { predictions: out, level, svg, json } = options;
      const inputs = [dataset, options.model, options.filter, options.genreMap];
      if (out !== undefined) await checkOutput(out, inputs);
      if (svg !== undefined) await checkOutput(svg, inputs);
      const { genreMap } = await genreMapOf(options);
      const model =
        options.model === undefined
          ? undefined
          : await readClassifier(options.model, await filterOf(options.filter));
      const tested = new HowTested();
      if (model && options.model !== undefined) tested.fileOf(model, options.model);
      const rows: PredictionRow[] = [];
      const artists: Artist[] = [];
      const labeled: LabeledPrediction[] = [];
      const warned = new Map<string, Warned>();
      const ranked: LabeledPrediction[] = [];
      // At another level, few covers are not judged.
      const byCovers = level === undefined ? new ByCovers() : undefined;
      await withBar(io.stderr, async ({ step }) => {
        const examples = examplesOf(dataset, io, options);
        const predicted = model
          ? numbered(
              predictEach(model, examples, {
                evidence: evidenceShown,
                signal: io.signal,
                ...(byCovers && { byCovers }),
              }),
            )
          : heldOut(
              await trainerOf(options, io),
              examples,
              { ...options, tested, ...(byCovers && { byCovers }) },
              io.signal,
              step,
            );
        for await (const { at, prediction } of predicted) {
          const [judged = prediction] = predictionsAtLevel([prediction], {
            ...(genreMap && { genreMap }),
            ...(level !== undefined && { level }),
          });
          const { artist } = prediction;
          rows[at] = rowOf({ artist, ...judged });
          artists.push(artist);
          labeled.push(measured(judged));
          if (ranked.length * judged.prediction.scores.length < mostScores) ranked.push(judged);
          countWarnings(prediction, warned);
        }
      });
      io.stderr.write(
        doubtsAbout(rows, artists, model) + (model ? describeWarnings(warned, rows.length) : ''),
      );
      const whole = evaluatePredictions(labeled);
      const evaluation = byCovers?.addTo(whole) ?? whole;
      const isRanked = (genreMap !== undefined || haveSeveral(ranked)) && ranked.length === labeled.length;
      const ranking = isRanked ? evaluateGenres(ranked, genreMap && { genreMap }) : undefined;
      if (out !== undefined) await writePredictions(out, rows);
      if (svg !== undefined) {
        const { evaluationSvg } = await import('../../report/charts/evaluation.ts');
        await writeWhole(svg, (file) => file.write(evaluationSvg(evaluation)));
      }
      io.stdout.write(
        json
          ? `${jsonText({ ...evaluation, ...(ranking && { ranking }) }, 2)}\n`
          : [
              describeEvaluation(evaluation, tested),
              ...(ranking ? [describeGenresEvaluation(ranking)] : []),
              describeMistakes(rows),
            ].join(''),
      );
      if (json) return;
      sayNext(
        io,
        ['a page with the mistakes', 'report', dataset, '--folds', '5', '--out', 'report.html'],
        ['other features and models', 'experiment', dataset],
      );
    });
}

/** Scores that are kept to judge rankings. With more, rankings are not judged. */
const mostScores = 10_000_000;

/** Pieces of evidence for each artist. */
const evidenceShown = 3;

/** A prediction, and the place of its artist among those that are tested. */
interface Numbered {
  readonly at: number;
  readonly prediction: ArtistPrediction;
}

async function* numbered(predictions: AsyncIterable<ArtistPrediction>): AsyncGenerator<Numbered, void> {
  let at = 0;
  for await (const prediction of predictions) yield { at: at++, prediction };
}

interface HeldOutOptions extends EvaluateOptions {
  readonly tested: HowTested;
  readonly byCovers?: ByCovers;
}

/** What models say about artists that they were not trained on. */
async function* heldOut(
  localTrainer: LocalTrainer,
  examples: AsyncIterable<GenreExample>,
  { folds = 5, testShare, seed = 1, tested, byCovers }: HeldOutOptions,
  signal: AbortSignal,
  step: (what: string, done: number, all: number) => void,
): AsyncGenerator<Numbered, void> {
  const evidence = evidenceShown;
  const trainer = tested.watched(localTrainer);
  if (testShare !== undefined) {
    const { training, test } = await splitExamples(examples, { testShare, seed });
    tested.onceOf(training);
    yield* numbered(
      predictEach(await trainer.train(training, { signal }), test, {
        evidence,
        signal,
        ...(byCovers && { byCovers }),
      }),
    );
    return;
  }
  const onProgress = (done: number, all: number) => {
    tested.foldsOf(all, folds);
    step('folds', done, all);
  };
  yield* predictFolds(trainer, await listOf(examples), {
    folds,
    seed,
    signal,
    evidence,
    ...(byCovers && { byCovers }),
    onProgress,
  });
}

function checkOneWay({
  level,
  genreMap,
  model,
  folds,
  testShare,
  seed,
  modelType,
  features,
}: EvaluateOptions): void {
  const isGiven = (option: unknown) => option !== undefined;
  if (isGiven(level) && !isGiven(genreMap))
    throw new UsageError('A level needs a tree. Type --genre-map FILE too.');
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
function doubtsAbout(
  rows: readonly PredictionRow[],
  artists: readonly Artist[],
  model: LocalClassifier | undefined,
): string {
  const [first] = rows;
  const isOneGenre = first && rows.every(({ genre }) => genre === first.genre);
  const seen = shareSeen(model?.toJSON().model.artists ?? [], artists);
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

/** Artists of one kind of warning. */
interface Warned {
  /** The warning about the first of them. */
  readonly first: string;
  readonly artists: number;
}

function countWarnings({ artist, prediction }: ArtistPrediction, warned: Map<string, Warned>): void {
  for (const { kind, message } of prediction.warnings ?? []) {
    const { first = `${JSON.stringify(printable(artist.name))}. ${message}`, artists = 0 } =
      warned.get(kind) ?? {};
    warned.set(kind, { first, artists: artists + 1 });
  }
}

/** Each kind once: the artists of a dataset are often all of one kind. */
function describeWarnings(warned: ReadonlyMap<string, Warned>, all: number): string {
  return Array.from(
    warned.values(),
    ({ first, artists }) => `Note about ${artists} of ${counted(all, 'artist')}, such as ${first}\n`,
  ).join('');
}
