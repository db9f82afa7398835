import type { GenresEvaluation } from '../../evaluation/several-genres.ts';
import type { SiblingConfusion } from '../../evaluation/siblings.ts';
import { counted } from '../../util/plural.ts';
import { title } from './color.ts';
import { percent, printable, table } from './io.ts';

/** Mistakes that are listed. */
const mostMistakes = 10;

/** The figures of ranked genres, for people. */
export function describeGenresEvaluation({
  atK,
  rankingLoss,
  calibrationError,
  genres,
  siblings,
}: GenresEvaluation): string {
  return [
    title('Ranked genres'),
    table(
      ['of the likeliest', ...atK.map(({ k }) => String(k))],
      [
        ['precision', ...atK.map(({ precision }) => percent(precision))],
        ['recall', ...atK.map(({ recall }) => percent(recall))],
        ['F1', ...atK.map(({ f1 }) => f1.toFixed(3))],
      ],
    ),
    table(
      ['measure', 'value', 'note'],
      [
        ['ranking loss', rankingLoss.toFixed(3), 'pairs of a true and a wrong genre in the wrong order'],
        ['calibration error', calibrationError.toFixed(3), 'mean over genres'],
      ],
    ),
    title('Calibration of each genre'),
    table(
      ['genre', 'artists', 'mean probability', 'calibration error'],
      genres.map((one) => [
        one.genre,
        String(Math.round(one.artists * 10) / 10),
        percent(one.meanProbability),
        one.calibrationError.toFixed(3),
      ]),
    ),
    ...(siblings ? [describeSiblings(siblings)] : []),
  ].join('');
}

function describeSiblings({
  mistakes,
  amongSiblings,
  aboveOrBelow,
  groups,
  others,
}: SiblingConfusion): string {
  const listed = others.slice(0, mostMistakes);
  return [
    title(
      `${counted(mistakes, 'mistake')}: ${amongSiblings} among siblings, ${aboveOrBelow} above or below in the tree, ` +
        `${mistakes - amongSiblings - aboveOrBelow} elsewhere`,
    ),
    ...groups.map(
      ({ parent, genres, counts }) =>
        title(`Kinds of ${printable(parent)}: rows are true genres, columns are predictions`) +
        table(
          ['true genre', ...genres],
          genres.map((genre, row) => [genre, ...(counts[row] ?? []).map(String)]),
        ),
    ),
    ...(listed.length > 0
      ? [
          title('Elsewhere'),
          table(
            ['true', 'predicted', 'artists'],
            listed.map(({ genre, said, artists }) => [genre, said, String(artists)]),
          ),
        ]
      : []),
  ].join('');
}
