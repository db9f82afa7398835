import { predictEach } from '../evaluation/evaluate.ts';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, GenreExample, Prediction } from '../model.ts';
import { listOf } from '../util/iterables.ts';
import { checkOptions } from '../util/options.ts';
import { checkWritable, writeWhole } from '../util/write-whole.ts';
import { type ReportOptions, type ReportSummary, reportSchema } from './options.ts';
import { Pictures } from './pictures.ts';
import { type ReportCover, type ReportData, reportData } from './report-data.ts';
import { renderReport } from './render-report.ts';
import type { Judged } from './sections/model.ts';
import { thumbnailsOf } from './thumbnails.ts';
import { writeParts } from './write-parts.ts';

/**
 * Writes a report as one HTML file: what the covers of each genre and artist look like, how the genres compare, and how good
 * predictions are. All of it, or nothing. It is read without a server, a network or a script.
 *
 * ```ts
 * const summary = await writeReport('report.html', {
 *   examples: readDataset('genres.jsonl'),
 *   root: 'covers',
 *   predictions: await crossValPredict(logisticRegression(), examples, { evidence: 5 }),
 * });
 * ```
 *
 * The tags of a cover are those that `tagFilter()` keeps: a dataset does not say with which filter it was collected. Those of
 * genres and artists are as their profiles were summed.
 *
 * Covers belong to their owners. A report with embedded covers is for private use.
 *
 * @throws SpotiTagsError `invalid-input` for options that do not fit, several taggers, a number of predictions that is not that
 * of the examples, or a path that cannot be written; `not-found` for no examples, or if no cover is below the root;
 * `missing-package` if `thumbnails` is `embed` and `sharp` is not installed.
 */
export async function writeReport(path: string, options: ReportOptions): Promise<ReportSummary> {
  const checked = checkOptions(reportSchema, options);
  const { signal, title } = checked;
  await checkWritable(path);
  const call = signal ? { signal } : {};
  const examples = await listOf(checked.examples, call);
  const { predictions, judged } = await predictionsOf(examples, checked, call);
  const data = reportData(examples, predictions);
  const thumbnails = await thumbnailsOf(mostImportantFirst(data), ({ cover }) => cover.source, checked);
  const pictures = new Pictures(thumbnails);
  const parts = renderReport({
    data,
    pictures,
    ...(judged && { judged }),
    ...(title !== undefined && { title }),
    madeOn: new Date(),
  });
  const bytes = await writeWhole(path, (file) => writeParts(file, parts, call));
  return {
    artists: data.artists.length,
    covers: data.covers.length,
    embedded: pictures.count('embedded'),
    linked: pictures.count('linked'),
    bytes,
    notes: pictures.notes,
  };
}

/** Pieces of evidence that a classifier is asked for. */
const evidence = 5;

async function predictionsOf(
  examples: readonly GenreExample[],
  { classifier, predictions }: Pick<ReportOptions, 'classifier' | 'predictions'>,
  call: CallOptions,
): Promise<{ readonly predictions: readonly Prediction[]; readonly judged?: Judged }> {
  if (classifier) {
    const made: Prediction[] = [];
    for await (const { prediction } of predictEach(classifier, examples, { ...call, evidence }))
      made.push(prediction);
    return { predictions: made, judged: { by: 'model', classifier } };
  }
  if (!predictions) return { predictions: [] };
  const isOther = predictions.some(({ artist }, at) => artist.id !== examples[at]?.profile.artist.id);
  if (isOther || predictions.length !== examples.length) {
    throw new SpotiTagsError(
      'invalid-input',
      `predictions must be one for each example, in the same order: there are ${predictions.length} predictions and ${examples.length} examples${isOther ? ', and their artists differ' : ''}. Pass what crossValPredict gives for these examples.`,
    );
  }
  const folds = new Set(predictions.map((one) => ('fold' in one ? one.fold : 0))).size;
  return {
    predictions: predictions.map(({ prediction }) => prediction),
    judged: { by: 'predictions', folds },
  };
}

/** The first cover of each artist, then the second, and so on: all genres have pictures, also if there is not room for all. */
function mostImportantFirst({ artists, covers }: ReportData): ReportCover[] {
  const rounds: ReportCover[][] = [];
  for (const artist of artists) {
    for (const [round, cover] of artist.covers.entries()) (rounds[round] ??= []).push(cover);
  }
  return covers.length === 0 ? [] : rounds.flat();
}
