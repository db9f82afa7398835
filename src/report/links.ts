import { type Html, fragment } from './html.ts';
import type { ReportArtist, ReportGenre } from './report-data.ts';

/** To the artist's section. */
export function artistLink({ at, artist }: ReportArtist): Html {
  return fragment`<a href="#a${at}">${artist.name}</a>`;
}

/** To the genre's section, with the mark in the genre's color. */
export function genreLink(genre: ReportGenre): Html {
  return fragment`<a class="genre" href="#g${genre.at}">${genreMark(genre)}${genre.name}</a>`;
}

/** A dot in the color of the genre. */
export function genreMark({ at }: ReportGenre): Html {
  return fragment`<i class="k${at % 8}"></i>`;
}
