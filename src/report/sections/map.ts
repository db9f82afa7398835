import { artistMap } from '../artist-map.ts';
import { artistMapSvg } from '../charts/artist-map.ts';
import { chart, section, table } from '../elements.ts';
import type { Html } from '../html.ts';
import { artistLink, genreLink } from '../links.ts';
import type { ReportData } from '../report-data.ts';

/** The artists in two dimensions. Nothing for fewer than three: they have no directions. */
export function mapSection({ artists }: ReportData): Html | undefined {
  if (artists.length < 3) return undefined;
  const map = artistMap(artists.map(({ genre, profile }) => ({ genre: genre.name, profile })));
  return section(
    'map',
    'Map',
    chart(
      artistMapSvg(map, { link: (_, at) => `#a${at}` }),
      table(
        'Places on the map',
        ['artist', 'genre', 'across', 'up'],
        artists.map((artist, at) => {
          const { x = 0, y = 0 } = map.points[at] ?? {};
          return [artistLink(artist), genreLink(artist.genre), x.toFixed(2), y.toFixed(2)];
        }),
      ),
    ),
  );
}
