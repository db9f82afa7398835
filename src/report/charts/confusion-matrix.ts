import type { Confusion, Evaluation } from '../../evaluation/metrics.ts';
import { counted } from '../../util/plural.ts';
import { percent } from '../svg.ts';
import { heatMapSvg } from './heat-map.ts';

/** How {@link confusionMatrixSvg} draws its cells. */
export interface ConfusionMatrixOptions {
  /**
   * Where a cell leads, such as `#metal-said-jazz`. `said` is `null` for artists of whom no genre was said. Links to a place
   * of the page and to `http` and `https` are drawn, other texts are not.
   */
  readonly link?: (genre: string, said: string | null) => string | undefined;
}

/** Genres that are drawn, so that each cell can be read. */
const mostDrawn = 30;

/**
 * Which genres a model takes for which, as SVG: true genres as rows, said genres as columns. Each cell has the number of
 * artists, and their share of the row. Above 30 genres, the 29 with the most artists are drawn, and the others as one.
 */
export function confusionMatrixSvg(
  { confusion, artists, accuracy }: Pick<Evaluation, 'confusion' | 'artists' | 'accuracy'>,
  { link }: ConfusionMatrixOptions = {},
): string {
  const drawn = withFewGenres(confusion, mostDrawn);
  const { genres, counts, abstained } = drawn;
  const totals = counts.map((row, at) => sum(row) + (abstained[at] ?? 0));
  const hasAbstained = sum(abstained) > 0;
  const columns = hasAbstained ? [...genres, 'nothing said'] : genres;
  const isOne = (genre: string | undefined): genre is string => confusion.genres.includes(genre ?? '');
  return heatMapSvg({
    title: `Confusion matrix: ${percent(accuracy)} of ${counted(artists, 'artist')} right`,
    description: genres
      .map((genre, at) => `${genre}: ${counts[at]?.[at] ?? 0} of ${totals[at] ?? 0} right`)
      .join('; '),
    caption:
      'A cell has the number of artists, and below it their share of the artists of that true genre: each row adds up ' +
      'to 100 % (normalized by row). The diagonal is right.',
    rows: genres.map((genre, at) => `${genre} (${totals[at] ?? 0})`),
    columns,
    rowAxis: 'true genre (artists)',
    columnAxis: 'genre that the model says',
    legend: ['0 %', '100 % of the row'],
    cell(row, column) {
      const count = (column < genres.length ? counts[row]?.[column] : abstained[row]) ?? 0;
      const total = totals[row] ?? 0;
      const share = total > 0 ? count / total : 0;
      const [genre, said] = [genres[row], genres[column]];
      const target =
        count > 0 && isOne(genre) && (said === undefined || isOne(said))
          ? link?.(genre, said ?? null)
          : undefined;
      return {
        share,
        lines: count > 0 ? [String(count), percent(share)] : ['0'],
        hint: `${genre ?? ''}, said: ${columns[column] ?? ''}. ${count} of ${counted(total, 'artist')}, ${percent(share)}`,
        isFramed: row === column,
        ...(target !== undefined && { link: target }),
      };
    },
  });
}

/** The largest genres, and the sum of the others. */
function withFewGenres(confusion: Confusion, most: number): Confusion {
  const { genres, counts, abstained } = confusion;
  if (genres.length <= most) return confusion;
  const artists = counts.map((row, at) => sum(row) + (abstained[at] ?? 0));
  const largest = new Set(
    [...genres.keys()].sort((a, b) => (artists[b] ?? 0) - (artists[a] ?? 0) || a - b).slice(0, most - 1),
  );
  const kept = [...genres.keys()].filter((at) => largest.has(at));
  const others = [...genres.keys()].filter((at) => !largest.has(at));
  const groups = [...kept.map((at) => [at]), others];
  const total = (rows: readonly number[], columns: readonly number[]) =>
    sum(rows.map((row) => sum(columns.map((column) => counts[row]?.[column] ?? 0))));
  return {
    genres: [...kept.map((at) => genres[at] ?? ''), `${others.length} other genres`],
    counts: groups.map((rows) => groups.map((columns) => total(rows, columns))),
    abstained: groups.map((rows) => sum(rows.map((row) => abstained[row] ?? 0))),
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
