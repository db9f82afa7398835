import { shareSeen } from '../../classifier/features/artist-sketch.ts';
import { coverage } from '../../classifier/models/local-regressor.ts';
import { estimateEach, estimateFolds } from '../../evaluation/regression.ts';
import { type LabeledEstimate, evaluateEstimates } from '../../evaluation/regression-metrics.ts';
import type { Feature } from '../../classifier/features/features.ts';
import { leastArtists } from '../../classifier/models/fit-regression.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { NumberExample } from '../../model.ts';
import { artistKey } from '../../util/artist-key.ts';
import { counted } from '../../util/plural.ts';
import { listOf } from '../../util/iterables.ts';
import { jsonText } from '../../util/json.ts';
import { checkOutput } from '../options/files.ts';
import { filterOf, readRegressor } from '../options/models.ts';
import { writeEstimates } from '../options/prediction-files.ts';
import { type RegressionOptions, checkNoGenres, numbersOf, regressionTrainerOf } from '../options/targets.ts';
import { UsageError } from '../options/usage-error.ts';
import { describeRegression } from '../terminal/describe-numbers.ts';
import { HowTested } from '../terminal/how-tested.ts';
import { type Io, percent } from '../terminal/io.ts';
import { withBar } from '../terminal/progress.ts';

interface EvaluateNumbersOptions extends RegressionOptions {
  readonly features?: readonly Feature[];
  readonly folds?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly predictions?: string;
  readonly json?: true;
}

/** What `evaluate --target` does. */
export async function evaluateNumbers(
  dataset: string,
  options: EvaluateNumbersOptions,
  io: Io,
): Promise<void> {
  checkNoGenres(options, ['modelType', 'genreMap', 'level', 'svg', 'testShare']);
  const { target, model, predictions: out, folds = 5, seed = 1, json } = options;
  if (
    model !== undefined &&
    [options.folds, options.seed, options.features].some((one) => one !== undefined)
  ) {
    throw new UsageError(
      'A model is tested without training. Type --model alone, or --folds and --features.',
    );
  }
  if (out !== undefined) await checkOutput(out, [dataset, model, options.filter, target]);
  const regressor =
    model === undefined ? undefined : await readRegressor(model, await filterOf(options.filter));
  const tested = new HowTested();
  if (regressor && model !== undefined) tested.fileOf(regressor, model);
  const trainer = tested.watched(await regressionTrainerOf(options));
  const { signal } = io;
  const estimates: LabeledEstimate[] = [];
  await withBar(io.stderr, async ({ step }) => {
    const examples = numbersOf(dataset, target, io);
    const onProgress = (done: number, all: number) => {
      tested.foldsOf(all, folds);
      step('folds', done, all);
    };
    const estimated = regressor
      ? estimateEach(regressor, examples, { signal, evidence: evidenceShown })
      : estimateFolds(trainer, checkedFolds(await listOf(examples), folds), {
          folds,
          seed,
          signal,
          evidence: evidenceShown,
          onProgress,
        });
    for await (const estimate of estimated) estimates.push(estimate);
  });
  const seen = shareSeen(
    regressor?.toJSON().model.artists ?? [],
    estimates.map(({ artist }) => artist),
  );
  if (seen > 0) {
    io.stderr.write(
      `Note: the model was trained on about ${percent(seen)} of these artists, so that the errors are too small. Evaluate other ` +
        'artists, or type --folds 5 instead of --model.\n',
    );
  }
  const evaluation = evaluateEstimates(estimates);
  if (out !== undefined) await writeEstimates(out, estimates);
  io.stdout.write(
    json
      ? `${jsonText(evaluation, 2)}\n`
      : describeRegression(evaluation, regressor?.coverage ?? coverage, tested),
  );
}

/** Says how many artists there are, and not how many a fold leaves. */
function checkedFolds(examples: readonly NumberExample[], folds: number): readonly NumberExample[] {
  const artists = new Set(examples.map(({ profile }) => artistKey(profile.artist))).size;
  if (artists - Math.ceil(artists / folds) >= leastArtists) return examples;
  throw new SpotiTagsError(
    'invalid-input',
    `There are ${counted(artists, 'artist')}, too few to test in ${folds} folds: each model is trained on those of the other folds, ` +
      `and needs ${leastArtists}. Collect more artists.`,
  );
}

/** Pieces of evidence for each artist. */
const evidenceShown = 3;
