import type { ArtistProfile, Prediction } from '../../model.ts';
import { tagBarsSvg } from '../charts/tag-bars.ts';
import { chart, note, outside, section, table } from '../elements.ts';
import { type Html, fragment } from '../html.ts';
import type { ArtistTagList } from '../options.ts';
import type { ReportArtist } from '../report-data.ts';
import { precisePercent } from '../titles.ts';
import { type Shown, coverList, evidenceList, failures, saidOf } from './artist.ts';
import { colorsOf } from './genre.ts';

export interface OneArtistOptions extends Shown {
  readonly tagLists: readonly ArtistTagList[];
}

/** Genres whose probabilities are listed. */
const mostScores = 8;

/** The sections of a page about one artist. */
export function* oneArtist(
  artist: ReportArtist,
  { tagLists, ...shown }: OneArtistOptions,
): Generator<Html, void> {
  const { prediction, profile } = artist;
  if (prediction) yield section('prediction', 'Which genre', verdict(artist, prediction, shown));
  yield section(
    'tags',
    'What the covers look like',
    tagLists.map((list) => tagList(list, shown)),
  );
  const missing = shown.pictures.notes.map((text) => note(text));
  yield fragment`<section id="covers" class="artist"><h2>Covers</h2><h3 hidden>${artist.artist.name}</h3>
    ${missing}${coverList(artist, shown)}${failures(artist)}</section>
  `;
  const others = alternatives(profile);
  if (others) yield others;
}

function verdict(artist: ReportArtist, prediction: Prediction, shown: Shown): Html {
  const { scores, warnings = [] } = prediction;
  const notes = warnings.map(({ message }) => fragment`<p class="warning"><b>Note:</b> ${message}</p>\n`);
  return fragment`<p class="lead">${saidOf(prediction)}.</p>
    ${notes}<div class="verdict"><h3>Why</h3>${evidenceList(artist, prediction, shown, false) ?? note('The model gives no evidence.')}</div>
    ${table(
      'Probability of each genre',
      ['genre', 'probability'],
      scores.slice(0, mostScores).map(({ genre, probability }) => [genre, precisePercent(probability)]),
    )}
  `;
}

function tagList({ tagger, comparedWith, tags }: ArtistTagList, { label }: Shown): Html {
  const named = tags.map((tag) => ({ ...tag, name: label(tag.name), relevance: tag.relevance ?? 0 }));
  const isCompared = comparedWith !== undefined;
  const measure = isCompared ? 'relevance' : 'weight';
  const title = isCompared ? `Compared with ${comparedWith}` : 'By the sum of their confidences';
  return fragment`<h3>${tagger}</h3>${chart(
    tagBarsSvg(named, { measure, title }),
    table(
      title,
      ['tag', measure, 'covers'],
      named.map((tag) => [tag.name, tag[measure].toFixed(2), tag.covers]),
    ),
  )}${colorsOf(tags, label)}`;
}

function alternatives({ alternatives: others = [] }: ArtistProfile): Html | undefined {
  if (others.length === 0) return undefined;
  const items = others.map(
    ({ id, name, disambiguation = '', url }) =>
      fragment`<li>${outside(name, url)} ${disambiguation} <code>${id}</code></li>\n`,
  );
  return section('others', 'Other artists of this name', fragment`<ul>${items}</ul>`);
}
