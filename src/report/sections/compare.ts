import { overlapSvg } from '../charts/overlap.ts';
import { chart, heat, note, section, table } from '../elements.ts';
import { type Html, fragment } from '../html.ts';
import { genreLink } from '../links.ts';
import type { ReportData } from '../report-data.ts';

/** Genres that are compared. A table of more cannot be read. */
const mostGenres = 30;
/** Tags of each genre in the table. */
const tagsOfEach = 5;

/** The genres beside each other. */
export function compareSection({ genres, tags, label }: ReportData): Html | undefined {
  if (genres.length < 2) return undefined;
  const compared = genres.slice(0, mostGenres);
  const { counts } = tags.overlap();
  const names = [
    ...new Set(compared.flatMap(({ name }) => tags.relevant(name, tagsOfEach).map((tag) => tag.name))),
  ];
  const shares = compared.map((genre) => {
    const carriers = new Map(tags.top(genre.name, Infinity).map((tag) => [tag.name, tag.carriers]));
    return (tag: string) => (carriers.get(tag) ?? 0) / genre.artists.length;
  });
  const left = genres.length - compared.length;
  return section(
    'compare',
    'Compare',
    fragment`${left > 0 ? note(`The first ${mostGenres} genres are compared. ${left} more are left out.`) : undefined}
      <h3>Tags in common</h3>
      ${chart(
        overlapSvg(tags),
        table(
          'How many of their 100 heaviest tags each two genres have in common',
          ['genre', ...compared.map(({ name }) => name)],
          compared.map((genre, row) => [
            genreLink(genre),
            ...compared.map((_, column) => counts[row]?.[column] ?? 0),
          ]),
        ),
      )}
      <h3>Top tags of all genres</h3>
      ${table(
        'Share of the artists who carry the tag',
        ['tag', ...compared.map(({ name }) => name)],
        names.map((name) => [label(name), ...shares.map((share) => heat(share(name)))]),
      )}
      ${note('The five most relevant tags of each genre. An artist carries a tag by the sum of its confidences over the covers, at most 1.')}`,
  );
}
