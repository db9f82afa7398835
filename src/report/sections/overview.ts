import { artistLink, genreLink } from '../links.ts';
import { joined, note, section, table } from '../elements.ts';
import { type Html, fragment } from '../html.ts';
import type { Pictures } from '../pictures.ts';
import type { ReportArtist, ReportData, ReportGenre } from '../report-data.ts';
import { figure, many } from '../titles.ts';
import type { TypicalCover } from '../typical.ts';

export interface OverviewOptions {
  readonly data: ReportData;
  readonly pictures: Pictures;
  readonly typical: ReadonlyMap<ReportGenre, readonly TypicalCover[]>;
  /** What is missing, and why. */
  readonly notes: readonly string[];
  readonly madeOn: Date;
}

/** Genres that are shown with a cover. More are in the table only. */
const mostCards = 24;

/** How much there is of each genre, by whom it was tagged, and what is missing. */
export function overview({ data, pictures, typical, notes, madeOn }: OverviewOptions): Html {
  const { genres, artists, covers } = data;
  const counts = genres.map((genre) => countsOf(genre.artists));
  const all = countsOf(artists);
  const figures: readonly (readonly [string, number])[] = [
    ['genres', genres.length],
    ['artists', artists.length],
    ['albums', all.albums],
    ['covers', covers.length],
    ['covers that failed', all.failed],
  ];
  return section(
    'overview',
    'Overview',
    fragment`<dl class="figures">
        ${figures.map(
          ([name, value]) =>
            fragment`<div>
              <dt>${name}</dt>
              <dd>${figure(value)}</dd>
            </div>`,
        )}
      </dl>
      <ul class="cards">
        ${genres.slice(0, mostCards).map((genre) => card(genre, data, pictures, typical.get(genre)))}
      </ul>
      ${note(
        fragment`Each genre is shown with its most typical cover and the tags that say most about it. A cover is
        most typical if its tags are most like those of the covers of the genre’s other artists.`,
      )}
      ${table(
        'Artists, albums and covers of each genre',
        ['genre', 'artists', 'albums', 'covers tagged', 'failed', 'same as another', 'no cover'],
        genres.map((genre, at) => [genreLink(genre), ...Object.values(counts[at] ?? {}).map(figure)]),
      )}
      ${taggers(data, madeOn)}
      <h3>What is missing</h3>
      ${missing(data, notes)}`,
  );
}

interface GenreCounts {
  readonly artists: number;
  readonly albums: number;
  readonly tagged: number;
  readonly failed: number;
  readonly repeated: number;
  readonly missing: number;
}

function countsOf(artists: readonly ReportArtist[]): GenreCounts {
  const albums = artists.flatMap(({ profile }) => profile.albums);
  const count = (status: string) => albums.filter(({ cover }) => cover.status === status).length;
  return {
    artists: artists.length,
    albums: albums.length,
    tagged: count('tagged'),
    failed: count('failed'),
    repeated: count('repeated'),
    missing: count('missing'),
  };
}

function card(
  genre: ReportGenre,
  { tags, label }: ReportData,
  pictures: Pictures,
  typical: readonly TypicalCover[] = [],
): Html {
  const [best] = typical;
  const covers = genre.artists.reduce((sum, artist) => sum + artist.covers.length, 0);
  const names = tags.relevant(genre.name, 3).map(({ name }) => label(name));
  return fragment`<li>
    ${best && pictures.link(best.cover)}
    <div>
      ${genreLink(genre)}
      <small>${many(genre.artists.length, 'artist')}, ${many(covers, 'cover')}</small>
      <p>${joined(names)}</p>
    </div>
  </li> `;
}

function taggers({ artists: [first] }: ReportData, madeOn: Date): Html {
  const parts = first?.profile.taggers ?? [];
  const ids = parts.length === 0 ? [first?.profile.tagger ?? ''] : parts.map(({ id }) => id);
  const catalogs = first?.artist.catalog ?? '';
  return fragment`<dl class="facts">
    <dt>${ids.length === 1 ? 'Tagger' : 'Taggers'}</dt>
    <dd>${joined(ids.map((id) => fragment`<code>${id}</code>`))}</dd>
    <dt>Catalog</dt>
    <dd>${catalogs}</dd>
    <dt>Report made on</dt>
    <dd><time datetime="${madeOn.toISOString()}">${madeOn.toISOString().slice(0, 10)}</time></dd>
  </dl> `;
}

/** Reasons that are listed, the most frequent first. */
const mostReasons = 8;
/** Artists that are named. */
const mostNamed = 12;

function missing({ artists }: ReportData, notes: readonly string[]): Html {
  const reasons = new Map<string, number>();
  for (const { profile } of artists) {
    for (const { cover } of profile.albums)
      if (cover.status === 'failed')
        reasons.set(cover.error.message, (reasons.get(cover.error.message) ?? 0) + 1);
  }
  const sorted = [...reasons].sort(([, a], [, b]) => b - a);
  const without = artists.filter(({ covers }) => covers.length === 0);
  const items = [
    ...sorted
      .slice(0, mostReasons)
      .map(([reason, count]) => fragment`${many(count, 'cover')} could not be tagged: ${reason}`),
    ...(sorted.length > mostReasons
      ? [fragment`${sorted.length - mostReasons} more reasons are left out.`]
      : []),
    ...(without.length > 0
      ? [
          fragment`${many(without.length, 'artist')} without a tagged cover:
          ${joined(without.slice(0, mostNamed).map(artistLink))}${without.length > mostNamed ? ' and others' : ''}.`,
        ]
      : []),
    ...notes.map((text) => fragment`${text}`),
  ];
  if (items.length === 0) return fragment`<p>Nothing: every cover was tagged, and has a picture here.</p> `;
  return fragment`<ul>
    ${items.map((item) => fragment`<li>${item}</li> `)}
  </ul> `;
}
