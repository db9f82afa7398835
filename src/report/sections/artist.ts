import type { Evidence, Prediction, TagWeight } from '../../model.ts';
import { genreKey } from '../../tags/genres.ts';
import { type TagBackground, relevantTags } from '../../tags/relevance.ts';
import { type TagLabel, evidenceName } from '../../tags/tag-names.ts';
import { joined, note, outside } from '../elements.ts';
import { type Html, fragment } from '../html.ts';
import { artistLink, genreLink } from '../links.ts';
import type { Neighbor } from '../neighbors.ts';
import type { Pictures } from '../pictures.ts';
import type { ReportArtist, ReportCover } from '../report-data.ts';
import { many, percent, titleOf } from '../titles.ts';

/** What the sections of artists say. Large reports say less of each cover. */
export interface ArtistSectionOptions {
  readonly pictures: Pictures;
  readonly label: TagLabel;
  readonly background: TagBackground;
  readonly isLarge: boolean;
  /** Undefined for a report about one artist. */
  readonly nearest?: (artist: number) => readonly Neighbor[];
  readonly artists: readonly ReportArtist[];
}

/** How covers and tags are shown. */
export type Shown = Pick<ArtistSectionOptions, 'pictures' | 'label'>;

/** Tags of an artist, and of each cover. */
const shownTags = 8;
const coverTags = 6;
/** Pieces of evidence, and covers of each, in a large report and in others. */
const evidenceShown = { large: 3, small: 5 };
const evidenceCovers = { large: 3, small: 8 };
/** Covers that could not be tagged and are named. */
const mostFailures = 5;

/** An artist's covers, what is said of them, and whose look alike. */
export function artistSection(artist: ReportArtist, options: ArtistSectionOptions): Html {
  const { pictures, label, isLarge, background } = options;
  const { artist: named, genres, covers, profile } = artist;
  const tags: readonly TagWeight[] = relevantTags(profile, background, shownTags);
  const names = joined(tags.map(({ name }) => label(name)));
  const { disambiguation } = named;
  const known = disambiguation === undefined ? undefined : fragment` · ${disambiguation}`;
  return fragment`<section class="artist${isLarge ? ' brief' : undefined}" id="a${artist.at}" data-g="${genres.map(({ at }) => at).join(' ')}">
    <h3>${outside(named.name, named.url)}</h3>
    <p class="meta">${joined(genres.map(genreLink))}${known} · ${many(covers.length, 'cover')}</p>
    ${tags.length > 0 ? fragment`<p class="tags">${names}</p>\n` : undefined}${verdict(artist, options)}
    ${
      isLarge
        ? fragment`<ul class="strip">${covers.map((cover) => smallItem(cover, pictures))}</ul>`
        : coverList(artist, options)
    }
    ${failures(artist)}${alike(artist, options)}</section>
  `;
}

function smallItem(cover: ReportCover, pictures: Pictures): Html {
  const { album, at } = cover;
  const label = album.year === undefined ? titleOf(album) : `${titleOf(album)} (${album.year})`;
  return fragment`<li id="c${at}"><a class="c" href="#c${at}">${pictures.picture(cover, label)}</a></li>\n`;
}

/** The covers, each with its title and tags. */
export function coverList({ covers }: ReportArtist, shown: Shown): Html {
  return fragment`<ul class="covers">${covers.map((cover) => coverItem(cover, shown))}</ul>\n`;
}

function coverItem(cover: ReportCover, { pictures, label }: Shown): Html {
  const { album, at, tags } = cover;
  const names = tags.map(({ name }) => label(name));
  const others = names.slice(coverTags);
  const more =
    others.length > 0
      ? fragment`<details><summary>${others.length} more</summary>${joined(others)}</details>`
      : undefined;
  return fragment`<li id="c${at}"><a class="c" href="#c${at}">${pictures.picture(cover, `Cover of ${titleOf(album)}`)}</a>
    <div><b>${titleOf(album)}</b> ${album.year === undefined ? undefined : fragment`<span>${album.year}</span>`}
    <small>${joined(names.slice(0, coverTags))}</small>${more}</div></li>
  `;
}

/** Whether the likeliest genre is one of the artist's. */
export function isRight({ genres, prediction }: ReportArtist): boolean {
  const said = prediction?.genre ?? undefined;
  return said !== undefined && genres.some(({ name }) => genreKey(name) === genreKey(said));
}

/** What the model says, and why. */
function verdict(artist: ReportArtist, options: ArtistSectionOptions): Html | undefined {
  const { prediction, genres } = artist;
  if (!prediction) return undefined;
  const mark = isRight(artist)
    ? fragment`<b class="right">right</b>`
    : fragment`<b class="wrong">${prediction.genre === null ? 'not said' : 'wrong'}</b>, its
        ${genres.length > 1 ? 'genres are' : 'genre is'} ${joined(genres.map(genreLink))}`;
  return fragment`<div class="verdict">
    <p>${saidOf(prediction)}: ${mark}</p>
    ${evidenceList(artist, prediction, options, options.isLarge)}
  </div> `;
}

/** “jazz, with 84 %”. */
export function saidOf({ genre, reason, scores, calibrated }: Prediction): Html {
  const [likeliest] = scores;
  if (genre === null)
    return fragment`The model cannot tell${reason === undefined ? undefined : fragment` (${reason.replace(/\.$/u, '')})`}`;
  const uncalibrated = calibrated ? undefined : ', not calibrated';
  return fragment`The model says <b>${genre}</b> with ${percent(likeliest?.probability ?? 0)}${uncalibrated}`;
}

/** Pieces of evidence, each with the covers on which it was seen. */
export function evidenceList(
  artist: ReportArtist,
  { evidence = [] }: Prediction,
  { pictures, label }: Shown,
  isLarge: boolean,
): Html | undefined {
  if (evidence.length === 0) return undefined;
  const size = isLarge ? 'large' : 'small';
  const strongest = Math.max(...evidence.map(({ contribution }) => contribution));
  return fragment`<ul class="evidence${isLarge ? ' plain' : undefined}">
    ${evidence.slice(0, evidenceShown[size]).map((piece) => {
      const covers = coversOf(piece, artist);
      const more = covers.length - evidenceCovers[size];
      const links = covers
        .slice(0, evidenceCovers[size])
        .map((cover) => (isLarge ? numberLink(cover, artist) : pictures.link(cover)));
      return fragment`<li><span>${evidenceName(piece, label)}</span> ${isLarge ? undefined : bar(piece.contribution / strongest)}
        <small>+${piece.contribution.toFixed(2)}</small>
        <span class="seen">${links}${more > 0 ? `+${more}` : undefined}</span></li>
      `;
    })}
  </ul>`;
}

/** @param share - of the strongest piece. */
function bar(share: number): Html {
  return fragment`<svg class="weight" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="st-bar" width="${Math.round(100 * share)}" height="6" /></svg>`;
}

/** Short, because large pages have many of them: the place of the cover among those of the artist. */
function numberLink(cover: ReportCover, { covers: [first] }: ReportArtist): Html {
  return fragment`<a href="#c${cover.at}">cover ${1 + cover.at - (first?.at ?? 0)}</a> `;
}

function coversOf({ albums }: Evidence, { covers }: ReportArtist): readonly ReportCover[] {
  const ids = new Set(albums);
  return covers.filter(({ album }) => ids.has(album.id));
}

/** Albums that have no cover here, and why. */
export function failures({ profile: { albums } }: ReportArtist): Html | undefined {
  const failed = albums.flatMap((album) =>
    album.cover.status === 'failed' ? { title: titleOf(album), reason: album.cover.error.message } : [],
  );
  const count = (status: string) => albums.filter(({ cover }) => cover.status === status).length;
  const parts = [
    ...failed.slice(0, mostFailures).map(({ title, reason }) => `${title}: ${reason}`),
    ...(failed.length > mostFailures
      ? [`${many(failed.length - mostFailures, 'more cover')} could not be tagged.`]
      : []),
    ...(count('missing') > 0 ? [`${many(count('missing'), 'album')} without a cover.`] : []),
    ...(count('repeated') > 0 ? [`${many(count('repeated'), 'album')} with the cover of another one.`] : []),
  ];
  return parts.length === 0 ? undefined : note(joined(parts, ' '));
}

function alike(artist: ReportArtist, { nearest, artists }: ArtistSectionOptions): Html | undefined {
  const found = (nearest?.(artist.at) ?? []).flatMap(({ at, similarity }) => {
    const other = artists[at];
    return other
      ? [fragment`${artistLink(other)} <small>${other.genre.name}, ${percent(similarity)}</small>`]
      : [];
  });
  return found.length === 0 ? undefined : fragment`<p class="alike">Covers most alike: ${joined(found)}</p>`;
}
