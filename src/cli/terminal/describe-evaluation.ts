import type { Evaluation } from '../../evaluation/metrics.ts';
import type { CalibrationFigures } from '../../evaluation/reliability.ts';
import { compareCodePoints } from '../../util/order.ts';
import { counted } from '../../util/plural.ts';
import type { PredictionRow } from '../options/prediction-files.ts';
import { heading, title } from './color.ts';
import type { HowTested } from './how-tested.ts';
import { percent, signedPercent, table } from './io.ts';
import { evidenceName } from '../../tags/tag-names.ts';

/** The figures, for people. */
export function describeEvaluation(evaluation: Evaluation, tested: HowTested): string {
  const { artists, accuracy, accuracyInterval, macroF1, logLoss, baseline } = evaluation;
  const { genres, confusion, byCovers = [], byCoverage, reliability } = evaluation;
  const [low, high] = accuracyInterval;
  const [single] = byCovers;
  const tellApart = genres.filter((genre) => genre.artists > 0).length;
  return [
    `${heading(`${counted(artists, 'artist')}, ${counted(tellApart, 'genre')} · ${String(tested)}`)}\n`,
    table(
      ['measure', 'value', 'note'],
      [
        ['accuracy', percent(accuracy), `95 % interval ${percent(low)} to ${percent(high)}`],
        ...(single ? [['of one cover', percent(single.accuracy), 'one of each artist at a time']] : []),
        ['baseline', percent(baseline.accuracy), `always ${baseline.genre}`],
        ['macro F1', macroF1.toFixed(3)],
        ['log loss', logLoss.toFixed(3), 'nats'],
        ...describeCalibration(evaluation),
      ],
    ),
    ...(byCovers.length === 0
      ? []
      : [
          title('By covers of an artist'),
          table(
            ['covers', ...byCovers.map(({ covers }) => String(covers))],
            [
              ['accuracy', ...byCovers.map((row) => percent(row.accuracy))],
              ['overconfidence', ...byCovers.map((row) => signedPercent(row.overconfidence))],
              ['calibration error', ...byCovers.map((row) => row.calibrationError.toFixed(3))],
              ['the same by chance', ...byCovers.map((row) => row.calibrationErrorByChance.toFixed(3))],
            ],
          ),
        ]),
    title('The surest artists'),
    table(
      ['share of artists', ...byCoverage.map(({ coverage }) => `${100 * coverage} %`)],
      [
        ['accuracy', ...byCoverage.map((row) => percent(row.accuracy))],
        ['probability from', ...byCoverage.map((row) => percent(row.minProbability))],
      ],
    ),
    title('Reliability of the likeliest genre'),
    table(
      ['probability', 'artists', 'mean', 'right'],
      reliability.map(({ range: [from, to], artists: some, meanProbability, accuracy: right }) => [
        `${Math.round(100 * from)} to ${Math.round(100 * to)} %`,
        String(some),
        percent(meanProbability),
        percent(right),
      ]),
    ),
    title('By genre'),
    table(
      ['genre', 'artists', 'precision', 'recall', 'F1'],
      genres.map((genre) => [
        genre.genre,
        String(genre.artists),
        percent(genre.precision),
        percent(genre.recall),
        genre.f1.toFixed(2),
      ]),
    ),
    title('Confusion: rows are true genres, columns are predictions'),
    table(
      ['true genre', ...confusion.genres, 'cannot tell'],
      confusion.genres.map((genre, row) => [
        genre,
        ...(confusion.counts[row] ?? []).map(String),
        String(confusion.abstained[row] ?? 0),
      ]),
    ),
  ].join('');
}

function describeCalibration(figures: CalibrationFigures): string[][] {
  const { calibrationError, calibrationErrorByChance, overconfidence } = figures;
  const byChance = `${calibrationErrorByChance.toFixed(3)} by chance alone, if all probabilities are true`;
  return [
    ['calibration error', calibrationError.toFixed(3), byChance],
    ['overconfidence', signedPercent(overconfidence), 'mean probability less accuracy'],
  ];
}

/** Mistakes that are shown. */
const mostMistakes = 5;

/** The mistakes of the highest probability, and why they were made. Nothing if there are none. */
export function describeMistakes(rows: readonly PredictionRow[]): string {
  const mistakes = rows
    .filter(({ predicted, isCorrect }) => predicted !== null && !isCorrect)
    .sort((a, b) => b.probability - a.probability || compareCodePoints(a.artist, b.artist));
  if (mistakes.length === 0) return '';
  return [
    title('Surest mistakes'),
    table(
      ['artist', 'predicted', 'probability', 'true', 'probability', 'because of'],
      mistakes
        .slice(0, mostMistakes)
        .map(({ artist, predicted, probability, genre, genreProbability, evidence }) => [
          artist,
          predicted ?? '',
          percent(probability),
          genre,
          percent(genreProbability),
          evidence.map((piece) => evidenceName(piece)).join(', '),
        ]),
    ),
  ].join('');
}
