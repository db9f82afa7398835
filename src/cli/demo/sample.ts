import { logisticRegression } from '../../classifier/models/logistic-regression.ts';
import { crossValPredict, type HeldOutPrediction } from '../../evaluation/evaluate.ts';
import { evaluatePredictions } from '../../evaluation/metrics.ts';
import type { Example } from '../../model.ts';
import { type Learned, learn } from './chain.ts';
import { describeGenres, describeUnseen, percentOf } from './describe.ts';

/** The demo on the tags of real covers. */
export interface SampleDemo extends Learned {
  readonly covers: number;
  readonly accuracy: number;
  readonly accuracyInterval: readonly [low: number, high: number];
  readonly baseline: { readonly genre: string; readonly accuracy: number };
}

export async function sampleDemo(
  examples: readonly Example[],
  signal: AbortSignal,
): Promise<{ readonly demo: SampleDemo; readonly predictions: readonly HeldOutPrediction[] }> {
  const learned = await learn(examples, signal);
  const predictions = await crossValPredict(logisticRegression(), examples, { evidence: 5, signal });
  const { accuracy, accuracyInterval, baseline } = evaluatePredictions(predictions);
  const covers = examples.reduce((sum, { profile }) => sum + profile.albums.length, 0);
  return { demo: { ...learned, covers, accuracy, accuracyInterval, baseline }, predictions };
}

export function describeSample(demo: SampleDemo): string {
  const { artists, covers, training, accuracy, accuracyInterval, baseline } = demo;
  return [
    `Sample data: the tags of ${covers.toLocaleString('en-US')} real covers of ${artists} artists, ${training} of them to learn from.\n`,
    'What sets the covers of a genre apart:\n',
    describeGenres(demo),
    'Artists it has not seen:\n',
    describeUnseen(demo.unseen),
    `Over five folds of artists: ${percentOf(accuracy)} right (95 % interval ${accuracyInterval.map(percentOf).join(' to ')}); ` +
      `always saying ${baseline.genre} would be ${percentOf(baseline.accuracy)}.\n`,
  ].join('');
}
