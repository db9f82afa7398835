import { counted } from '../../util/plural.ts';
import type { GenreOverlap, GenreTags } from '../../tags/aggregate.ts';
import { percent } from '../svg.ts';
import { heatMapSvg } from './heat-map.ts';

/** Genres that are drawn, so that each cell can be read. */
const mostDrawn = 30;

/**
 * How many of their heaviest tags genres have in common, as SVG. Above 30 genres, the first 30 are drawn.
 * @param tags - of genres, or what their `overlap()` gave.
 */
export function overlapSvg(tags: GenreTags | GenreOverlap): string {
  const { genres: all, counts } = 'counts' in tags ? tags : tags.overlap();
  const genres = all.slice(0, mostDrawn);
  const countOf = (row: number, column: number) => counts[row]?.[column] ?? 0;
  /** The share of the shorter of both lists: a genre of few tags cannot have more in common. */
  const shareOf = (row: number, column: number) => {
    const most = Math.min(countOf(row, row), countOf(column, column));
    return most > 0 ? countOf(row, column) / most : 0;
  };
  return heatMapSvg({
    title: 'Tags that genres have in common',
    description: genres
      .flatMap((genre, row) =>
        genres.slice(row + 1).map((other, at) => `${genre} and ${other}: ${countOf(row, row + 1 + at)}`),
      )
      .join('; '),
    caption:
      'How many of their heaviest tags two genres share. The color is the share of the shorter of both lists. The diagonal is ' +
      'the number of tags that are compared.' +
      (all.length > genres.length
        ? ` ${counted(all.length - genres.length, 'more genre is', 'more genres are')} not drawn.`
        : ''),
    rows: genres,
    columns: genres,
    legend: ['none', 'all tags in common'],
    cell(row, column) {
      const [one, other] = [genres[row] ?? '', genres[column] ?? ''];
      const count = countOf(row, column);
      const isSame = row === column;
      return {
        share: isSame ? 0 : shareOf(row, column),
        lines: [String(count)],
        hint: isSame
          ? `${one}: ${counted(count, 'tag')}`
          : `${one} and ${other}: ${counted(count, 'tag')} in common, ${percent(shareOf(row, column))}`,
        isPlain: isSame,
      };
    },
  });
}
