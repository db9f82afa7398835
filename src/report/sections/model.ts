import { shareSeen } from '../../classifier/features/artist-sketch.ts';
import type { Classifier } from '../../classifier/classifier.ts';
import { isLocalClassifier } from '../../classifier/models/local-classifier.ts';
import type { Evaluation } from '../../evaluation/metrics.ts';
import { labeled } from '../../evaluation/labeled-prediction.ts';
import { genreKey } from '../../tags/genres.ts';
import { evidenceName } from '../../tags/tag-names.ts';
import { confusionMatrixSvg } from '../charts/confusion-matrix.ts';
import { coverageSvg } from '../charts/coverage.ts';
import { reliabilitySvg } from '../charts/reliability.ts';
import { chart, joined, section, table } from '../elements.ts';
import { type Html, fragment } from '../html.ts';
import { artistLink, genreLink } from '../links.ts';
import type { Pictures } from '../pictures.ts';
import type { ReportArtist, ReportData } from '../report-data.ts';
import { many, percent, precisePercent } from '../titles.ts';
import { isRight } from './artist.ts';

/** How the predictions of a report were made. */
export type Judged =
  | { readonly by: 'model'; readonly classifier: Classifier }
  /** Each artist by a model that was trained on the other folds. */
  | { readonly by: 'predictions'; readonly folds: number };

export interface ModelSectionOptions {
  readonly data: ReportData;
  readonly evaluation: Evaluation;
  readonly judged: Judged;
  readonly pictures: Pictures;
}

/** Artists that are listed as wrong, and in each cell of the confusion matrix. */
const mostListed = 100;

/** How good the predictions are, and where they are wrong. */
export function modelSection({ data, evaluation, judged, pictures }: ModelSectionOptions): Html {
  const { accuracy, accuracyInterval, baseline, artists } = evaluation;
  const [low, high] = accuracyInterval;
  return section(
    'model',
    'Model',
    fragment`<p class="lead">${howJudged(judged, artists)}</p>
      ${doubts(data, judged)}
      <dl class="figures">
        <div>
          <dt>accuracy</dt>
          <dd>${precisePercent(accuracy)}</dd>
          <dd class="more">95 % interval ${percent(low)} to ${percent(high)}</dd>
        </div>
        <div>
          <dt>baseline</dt>
          <dd>${precisePercent(baseline.accuracy)}</dd>
          <dd class="more">always ${baseline.genre}</dd>
        </div>
        <div>
          <dt>macro F1</dt>
          <dd>${evaluation.macroF1.toFixed(2)}</dd>
          <dd class="more">mean of the genres</dd>
        </div>
      </dl>
      <h3>Which genres it takes for which</h3>
      ${confusion(data, evaluation)} ${genresTable(evaluation)}
      <h3>Whether its probabilities are true, and what abstaining gains</h3>
      <div class="columns">${reliability(evaluation)}${coverage(evaluation)}</div>
      <h3>Artists it gets wrong</h3>
      ${mistakes(data, pictures)}`,
  );
}

function howJudged(judged: Judged, artists: number): string {
  if (judged.by === 'model') return `${many(artists, 'artist')} as the model sees them.`;
  const by = judged.folds > 1 ? `, in ${judged.folds} folds` : '';
  return `${many(artists, 'artist')}, each predicted by a model that was not trained on this artist${by}.`;
}

/** Why the figures say less than they seem to. */
function doubts({ artists, genres }: ReportData, judged: Judged): Html | undefined {
  const named = artists.map(({ artist }) => artist);
  const seen =
    judged.by === 'model' && isLocalClassifier(judged.classifier)
      ? shareSeen(judged.classifier.toJSON().model.artists ?? [], named)
      : 0;
  const sentences = [
    ...(seen > 0
      ? [
          `The model was trained on about ${percent(seen)} of these artists, so that the accuracy is too high. Report on other artists, or predict these in folds (--folds 5).`,
        ]
      : []),
    ...(genres.length === 1
      ? ['All artists have one genre, so that the accuracy says nothing about other genres.']
      : []),
  ];
  return sentences.length === 0
    ? undefined
    : fragment`<p class="warning"><b>Note:</b> ${joined(sentences, ' ')}</p>`;
}

function cellId(genre: number, said: number | undefined): string {
  return `m${genre}-${said ?? 'x'}`;
}

function confusion(data: ReportData, evaluation: Evaluation): Html {
  const { genres, counts, abstained } = evaluation.confusion;
  const at = new Map(genres.map((genre, place) => [genreKey(genre), place]));
  const cells = new Map<string, { readonly heading: string; readonly artists: ReportArtist[] }>();
  for (const artist of data.artists) {
    const { prediction, genres: own } = artist;
    if (!prediction) continue;
    const { genre: truth } = labeled(
      own.map(({ name }) => name),
      prediction,
    );
    const said = prediction.genre === null ? undefined : at.get(genreKey(prediction.genre));
    const id = cellId(at.get(genreKey(truth)) ?? 0, said);
    const heading = `${truth}, ${prediction.genre === null ? 'nothing said' : `said: ${prediction.genre}`}`;
    const cell = cells.get(id) ?? { heading, artists: [] };
    cells.set(id, cell);
    cell.artists.push(artist);
  }
  const linked = (count: number, total: number, row: number, said: number | undefined): Html =>
    count === 0
      ? fragment`0`
      : fragment`<a href="#${cellId(row, said)}">${count}</a>
          <small>${percent(count / Math.max(1, total))}</small>`;
  const rows = genres.map((genre, row) => {
    const total = (counts[row] ?? []).reduce((sum, count) => sum + count, abstained[row] ?? 0);
    return [
      genre,
      ...(counts[row] ?? []).map((count, said) => linked(count, total, row, said)),
      linked(abstained[row] ?? 0, total, row, undefined),
    ];
  });
  const link = (genre: string, said: string | null) =>
    `#${cellId(at.get(genreKey(genre)) ?? 0, said === null ? undefined : at.get(genreKey(said)))}`;
  return fragment`${chart(
    confusionMatrixSvg(evaluation, { link }),
    table(
      'Confusion: rows are true genres, columns are what was said. Shares are of the row',
      ['true genre', ...genres, 'nothing said'],
      rows,
    ),
  )}
    <h4>Artists of each cell</h4>
    <dl class="cells">
      ${Array.from(
        cells,
        ([id, { heading, artists }]) =>
          fragment`<dt id="${id}">${heading} <small>${many(artists.length, 'artist')}</small></dt>
            <dd>
              ${joined(artists.slice(0, mostListed).map(artistLink))}${artists.length > mostListed ? ` and ${artists.length - mostListed} more` : undefined}
            </dd> `,
      )}
    </dl> `;
}

function genresTable({ genres }: Evaluation): Html {
  return table(
    'Each genre',
    ['genre', 'artists', 'precision', 'recall', 'F1'],
    genres.map(({ genre, artists, precision, recall, f1 }) => [
      genre,
      artists,
      percent(precision),
      percent(recall),
      f1.toFixed(2),
    ]),
  );
}

function reliability(evaluation: Evaluation): Html {
  return chart(
    reliabilitySvg(evaluation),
    table(
      'Probability of the likeliest genre, and how often it is right',
      ['probability', 'artists', 'mean', 'right'],
      evaluation.reliability.map(({ range: [from, to], artists, meanProbability, accuracy }) => [
        `${Math.round(100 * from)} to ${Math.round(100 * to)} %`,
        artists,
        percent(meanProbability),
        percent(accuracy),
      ]),
    ),
  );
}

function coverage(evaluation: Evaluation): Html {
  return chart(
    coverageSvg(evaluation),
    table(
      'Accuracy if the model answers only for the surest artists',
      ['artists answered', 'accuracy', 'probability from'],
      evaluation.byCoverage.map((row) => [
        percent(row.coverage),
        percent(row.accuracy),
        percent(row.minProbability),
      ]),
    ),
  );
}

function mistakes({ artists, label }: ReportData, pictures: Pictures): Html {
  const wrong = artists
    .filter((artist) => artist.prediction?.genre != null && !isRight(artist))
    .sort((a, b) => probabilityOf(b) - probabilityOf(a) || a.at - b.at);
  if (wrong.length === 0) return fragment`<p>None.</p> `;
  const more = wrong.length - mostListed;
  return fragment`<p>The surest mistakes first.${more > 0 ? ` ${more} more are left out.` : undefined}</p>
    <ul class="mistakes">
      ${wrong.slice(0, mostListed).map((artist) => {
        const [cover] = artist.covers;
        const { prediction } = artist;
        const reasons = (prediction?.evidence ?? []).slice(0, 3).map((piece) => evidenceName(piece, label));
        return fragment`<li>
          ${cover && pictures.link(cover)}
          <div>
            ${artistLink(artist)}
            <small
              >${genreLink(artist.genre)}, said: <b>${prediction?.genre ?? ''}</b> with
              ${percent(probabilityOf(artist))}</small
            >
            ${reasons.length > 0 ? fragment`<small>because of ${joined(reasons)}</small>` : undefined}
          </div>
        </li> `;
      })}
    </ul> `;
}

function probabilityOf({ prediction }: ReportArtist): number {
  return prediction?.scores[0]?.probability ?? 0;
}
