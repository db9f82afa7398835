import { labeled } from '../evaluation/labeled-prediction.ts';
import { type Evaluation, evaluatePredictions } from '../evaluation/metrics.ts';
import { tagBackground } from '../tags/relevance.ts';
import { note } from './elements.ts';
import { type Html, fragment } from './html.ts';
import { genreLink } from './links.ts';
import { nearestArtists } from './neighbors.ts';
import { type Page, pageEnd, pageStart } from './page.ts';
import type { Pictures } from './pictures.ts';
import type { ReportData, ReportGenre } from './report-data.ts';
import { artistSection } from './sections/artist.ts';
import { compareSection } from './sections/compare.ts';
import { genreSection } from './sections/genre.ts';
import { mapSection } from './sections/map.ts';
import { type Judged, modelSection } from './sections/model.ts';
import { overview } from './sections/overview.ts';
import { many } from './titles.ts';
import { typicalCovers } from './typical.ts';

/** What a report is made of. */
export interface ReportParts {
  readonly data: ReportData;
  readonly pictures: Pictures;
  /** How the predictions of the data were made. Absent if there are none. */
  readonly judged?: Judged;
  readonly title?: string;
  readonly madeOn: Date;
}

/** Above it, less is said of each cover. */
const mostArtists = 200;
/** Genres in the list of contents. */
const mostContents = 40;

/** The page, part by part, so that it need not be in memory as a whole. */
export function* renderReport(parts: ReportParts): Generator<Html, void> {
  const { data, pictures, judged, madeOn } = parts;
  const { genres, artists } = data;
  const evaluation = judged && evaluationOf(data);
  const isLarge = artists.length > mostArtists;
  const page: Page = {
    title: parts.title ?? `What the covers of ${many(artists.length, 'artist')} look like`,
    subtitle: subtitleOf(data),
    contents: contentsOf(data, evaluation !== undefined),
    hasLinkedPictures: pictures.count('linked') > 0,
    hasEmbeddedPictures: pictures.count('embedded') > 0,
  };
  yield pageStart(page);
  const typical = typicalCovers(data);
  const notes = [...pictures.notes, ...(isLarge ? [tagsLeftOut] : [])];
  yield overview({ data, pictures, typical, notes, madeOn });
  for (const genre of genres)
    yield genreSection(genre, { data, pictures, typical: typical.get(genre) ?? [] });
  const compared = compareSection(data);
  if (compared) yield compared;
  if (evaluation) yield modelSection({ data, evaluation, judged, pictures });
  const map = mapSection(data);
  if (map) yield map;
  yield* artistSections(data, pictures, isLarge);
  yield* pageEnd(page, pictures.definitions());
}

const tagsLeftOut = `The tags of each cover are left out, because there are more than ${mostArtists} artists.`;

function evaluationOf({ artists }: ReportData): Evaluation {
  return evaluatePredictions(
    artists.flatMap(({ genres, prediction }) => {
      const names = genres.map(({ name }) => name);
      return prediction ? labeled(names, prediction) : [];
    }),
  );
}

function subtitleOf({ genres, covers }: ReportData): Html {
  const names = genres.slice(0, 12).map(({ name }) => name);
  const more = genres.length - names.length;
  const last = more > 0 ? many(more, 'more genre') : names.pop();
  const listed = names.length > 0 ? `${names.join(', ')} and ${last ?? ''}` : (last ?? '');
  return fragment`${many(covers.length, 'album cover')}, compared by genre: ${listed}.`;
}

function contentsOf({ genres, artists }: ReportData, hasModel: boolean): Html[] {
  const listed = genres.slice(0, mostContents).map(genreLink);
  return [
    fragment`<a href="#overview">Overview</a>`,
    ...listed,
    ...(genres.length > 1 ? [fragment`<a href="#compare">Compare</a>`] : []),
    ...(hasModel ? [fragment`<a href="#model">Model</a>`] : []),
    ...(artists.length > 2 ? [fragment`<a href="#map">Map</a>`] : []),
    fragment`<a href="#artists">Artists</a>`,
  ];
}

/** Artists whose covers are most alike, in a large report and in others. */
const neighborsShown = { large: 3, small: 5 };

function* artistSections(data: ReportData, pictures: Pictures, isLarge: boolean): Generator<Html, void> {
  const { artists, genres, label } = data;
  const profiles = artists.map(({ profile }) => profile);
  const background = tagBackground(profiles);
  const nearest = nearestArtists(profiles, neighborsShown[isLarge ? 'large' : 'small']);
  const hasPredictions = artists.some(({ prediction }) => prediction);
  yield fragment`<section id="artists"><h2>Artists</h2>
    ${isLarge ? note(tagsLeftOut) : undefined}${filterOf(genres, hasPredictions)}
  `;
  for (const artist of artists)
    yield artistSection(artist, { pictures, label, background, isLarge, nearest, artists });
  yield fragment`</section>\n`;
}

/** The script shows it, because it does nothing without. */
function filterOf(genres: readonly ReportGenre[], hasPredictions: boolean): Html {
  const options = genres.map(({ at, name }) => fragment`<option value="${at}">${name}</option>`);
  const wrong = hasPredictions
    ? fragment`<label class="check"><input type="checkbox" id="wrong"> only those the model gets wrong</label>`
    : undefined;
  return fragment`<div id="filter" role="search" hidden><label>Name or tag <input type="search" id="query"></label>
    <label>Genre <select id="genre"><option value="">all</option>${options}</select></label>
    ${wrong}<span id="count" role="status"></span></div>`;
}
