import type { Estimate } from '../../classifier/regressor.ts';
import type { RegressionEvaluation } from '../../evaluation/regression-metrics.ts';
import { counted } from '../../util/plural.ts';
import { heading } from './color.ts';
import type { HowTested } from './how-tested.ts';
import { percent, table } from './io.ts';

/** A number with as many digits as its error leaves meaningful. */
export function numberText(value: number, error: number): string {
  const digits = error > 0 ? Math.ceil(-Math.log10(error / 5)) : 6;
  return value.toFixed(Math.min(Math.max(digits, 0), 12));
}

/** `1994 (1981 to 2007)` */
export function estimateText({ value, interval: [low, high] }: Estimate): string {
  const text = (number: number) => numberText(number, (high - low) / 2);
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

/** The figures, for people. */
export function describeRegression(
  evaluation: RegressionEvaluation,
  meant: number,
  tested: HowTested,
): string {
  const { artists, examples, baseline, coverage, coverageInterval, intervalLength, d2, r2 } = evaluation;
  const [low, high] = coverageInterval;
  const { meanAbsoluteError: error } = baseline;
  const row = (name: string, own: number, ofMedian: number) => [
    name,
    numberText(own, error / 5),
    numberText(ofMedian, error / 5),
  ];
  return [
    `${heading(`${counted(artists, 'artist')}${examples > artists ? `, ${counted(examples, 'album')}` : ''} · ${String(tested)}`)}\n`,
    table(
      ['measure', 'model', `always ${numberText(baseline.value, error)}, the median`],
      [
        row('mean absolute error', evaluation.meanAbsoluteError, baseline.meanAbsoluteError),
        row('median absolute error', evaluation.medianAbsoluteError, baseline.medianAbsoluteError),
        row('root mean squared error', evaluation.rootMeanSquaredError, baseline.rootMeanSquaredError),
        ['R²', r2.toFixed(3), baseline.r2.toFixed(3)],
        ['d²', d2.toFixed(3), '0, by definition'],
      ],
    ),
    `\nIntervals have a mean length of ${numberText(intervalLength, error)} and contain ${percent(coverage)} of the numbers (95 % interval ` +
      `${percent(low)} to ${percent(high)}); they are made to contain ${percent(meant)}.\n`,
    d2 <= 0.05
      ? 'This is hardly better than always the median: the features say next to nothing about these numbers.\n'
      : '',
  ].join('');
}
