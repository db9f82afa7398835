import type { GenreTag } from '../../tags/keyness.ts';
import type { TagLabel } from '../../tags/tag-names.ts';
import { swatchesSvg } from '../charts/swatches.ts';
import { tagBarsSvg } from '../charts/tag-bars.ts';
import { chart, drawing, joined, note, section, table } from '../elements.ts';
import { type Html, type HtmlValue, fragment } from '../html.ts';
import { artistLink, genreLink, genreMark } from '../links.ts';
import type { Pictures } from '../pictures.ts';
import type { ReportArtist, ReportCover, ReportData, ReportGenre } from '../report-data.ts';
import { many, titleOf } from '../titles.ts';
import type { TypicalCover } from '../typical.ts';

export interface GenreSectionOptions {
  readonly data: ReportData;
  readonly pictures: Pictures;
  readonly typical: readonly TypicalCover[];
}

/** Tags in a chart. */
const charted = 10;
/** Tags whose colors are shown. */
const coloredTags = 40;
/** Tags that are shown with covers that carry them, and covers of each. */
const shown = 6;
/** Covers of all contact sheets together. */
const sheetCovers = 1000;
/** Artists that are listed by name. */
const mostNames = 200;

/** What the covers of one genre look like. */
export function genreSection(genre: ReportGenre, { data, pictures, typical }: GenreSectionOptions): Html {
  const covers = genre.artists.flatMap((artist) => artist.covers);
  const top = data.tags.relevant(genre.name, shown);
  const most = Math.max(8, Math.min(48, Math.floor(sheetCovers / data.genres.length)));
  const sheet = pictures.distinct(inRounds(genre.artists)).slice(0, most);
  return section(
    `g${genre.at}`,
    fragment`${genreMark(genre)}${genre.name}`,
    fragment`<p class="lead">
        ${many(genre.artists.length, 'artist')}, ${many(covers.length, 'cover')}.
        ${top.length > 0 ? fragment`Most telling: ${joined(top.map(({ name }) => data.label(name)))}.` : ''}
      </p>
      ${pictures.strip(sheet)}
      ${sheet.length < covers.length ? note(`${sheet.length} of ${covers.length} covers: the first of each artist, then the second, and so on; a cover that several share once. All are shown with their artists.`) : undefined}
      <h3>What sets it apart</h3>
      <div class="columns">${tagLists(genre, data)}</div>
      <h3>Covers that carry its top tags</h3>
      <dl class="tags">${top.map(({ name }) => tagRow(name, covers, { data, pictures }))}</dl>
      ${extremes(typical, pictures)} ${sharedWith(genre, data)}
      <h3>Artists</h3>
      <p>
        ${joined(genre.artists.slice(0, mostNames).map(artistLink))}${genre.artists.length > mostNames ? ` and ${genre.artists.length - mostNames} more` : ''}
      </p>`,
  );
}

/** The first cover of each artist, then the second, and so on. */
function inRounds(artists: readonly ReportArtist[]): ReportCover[] {
  const rounds = Math.max(0, ...artists.map(({ covers }) => covers.length));
  return Array.from({ length: rounds }, (_, round) =>
    artists.flatMap(({ covers }) => covers[round] ?? []),
  ).flat();
}

function tagLists({ name }: ReportGenre, { tags, genres, label }: ReportData): HtmlValue {
  const relevant = tagList('Most relevant', 'relevance', tags.relevant(name, charted), label);
  if (genres.length === 1)
    return [relevant, note('There is no other genre to compare with, so that no tags are distinct or key.')];
  return [
    relevant,
    tagList('Distinct: in no other genre’s 100 heaviest', 'weight', tags.distinct(name, charted), label),
    tagList('Key', 'score', tags.keyness(name, charted), label),
    colorsOf(tags.relevant(name, coloredTags), label),
  ];
}

function tagList<Measure extends 'relevance' | 'weight' | 'score'>(
  title: string,
  measure: Measure,
  tags: readonly (GenreTag & Readonly<Record<Measure, number>>)[],
  label: TagLabel,
): Html {
  const named = tags.map((tag) => ({ ...tag, name: label(tag.name) }));
  return chart(
    tagBarsSvg(named, { measure, title }),
    table(
      title,
      ['tag', measure, 'artists', 'covers'],
      named.map((tag) => [tag.name, tag[measure].toFixed(2), tag.artists, tag.covers]),
    ),
  );
}

/** Swatches. Nothing if no tag names a color. */
export function colorsOf(tags: readonly { readonly name: string }[], label: TagLabel): Html | undefined {
  const swatches = swatchesSvg(tags.map(({ name }) => ({ name: label(name) })));
  return swatches === ''
    ? undefined
    : fragment`<div><h4>Colors, in the order of the tags</h4>${drawing(swatches)}</div>`;
}

function tagRow(
  name: string,
  covers: readonly ReportCover[],
  { data: { label }, pictures }: Pick<GenreSectionOptions, 'data' | 'pictures'>,
): Html {
  const carriers = carriersOf(name, covers);
  return fragment`<dt>${label(name)} <small>${many(carriers.length, 'cover')}</small></dt>
    <dd>${pictures.strip(oneEach(pictures.distinct(carriers), shown))}</dd> `;
}

/** Covers with the tag, surest first. */
function carriersOf(name: string, covers: readonly ReportCover[]): readonly ReportCover[] {
  const sureness = new Map<ReportCover, number>();
  for (const cover of covers) {
    const found = cover.tags.find((tag) => tag.name === name);
    if (found) sureness.set(cover, found.confidence);
  }
  return [...sureness.keys()].sort((a, b) => (sureness.get(b) ?? 0) - (sureness.get(a) ?? 0) || a.at - b.at);
}

/** The first ones, of different artists as far as there are some. */
function oneEach(covers: readonly ReportCover[], most: number): readonly ReportCover[] {
  const artists = new Set<ReportArtist>();
  const first = covers.filter(({ artist }) => !artists.has(artist) && artists.add(artist));
  const chosen = new Set([...first.slice(0, most), ...covers]);
  return [...chosen].slice(0, most);
}

function extremes(typical: readonly TypicalCover[], pictures: Pictures): Html | undefined {
  const [most] = typical;
  const least = typical.at(-1);
  if (!most || !least || most === least) return undefined;
  const one = (heading: string, { cover, typicality }: TypicalCover) =>
    fragment`<figure>
      ${pictures.link(cover)}
      <figcaption>
        <b>${heading}</b> <span>${titleOf(cover.album)}</span> <span>by ${artistLink(cover.artist)}</span>
        <small>typicality ${typicality.toFixed(2)}</small>
      </figcaption>
    </figure> `;
  return fragment`<h3>Most and least typical</h3>
    <div class="extremes">${one('Most typical', most)}${one('Least typical', least)}</div>
    ${note('Typicality, 0 to 1: the cosine of the cover’s tags and the mean tags of the covers of the genre’s other artists, each tag weighted by its confidence and its rarity among all covers (TF-IDF).')}`;
}

/** Genres with which tags are shared, most first. */
const mostOthers = 5;

function sharedWith(genre: ReportGenre, { genres, tags, label }: ReportData): Html | undefined {
  const others = genres
    .filter((other) => other !== genre)
    .map((other) => ({ other, names: tags.shared([genre.name, other.name], { pool: sharedPool }) }))
    .sort((a, b) => b.names.length - a.names.length || a.other.at - b.other.at)
    .slice(0, mostOthers);
  if (others.length === 0) return undefined;
  return fragment`<h3>Tags shared with other genres</h3>
    ${table(
      `Tags that are among the ${sharedPool} heaviest of both genres`,
      ['genre', 'shared', 'tags, heaviest first'],
      others.map(({ other, names }) => [
        genreLink(other),
        names.length,
        joined(names.slice(0, charted).map(label)),
      ]),
    )}`;
}

/** Fewer than `aggregateGenres` compares by default: of a small vocabulary, all genres have most tags among their first 100. */
const sharedPool = 25;
