import type { Command } from 'commander';
import type { ArtistReportOptions, ReportSummary } from '../../report/options.ts';
import { figure, many } from '../../report/titles.ts';
import { type Io, printable } from '../terminal/io.ts';
import { shortWork, withBar } from '../terminal/progress.ts';
import { checkOutput, outputFile } from './files.ts';
import type { ImageCover } from './images.ts';

/** The options of a command that can also write a page about one artist. */
export interface HtmlOptions {
  readonly html?: string;
  /** Of the folder catalog. */
  readonly root?: string;
}

export function withHtml(command: Command): Command {
  return command.option('--html <file>', 'also write a page with the covers, for private use', outputFile);
}

/** Before the work: that the page can be written, and that it replaces none of the inputs. */
export async function checkHtml(
  { html }: HtmlOptions,
  asked: string | readonly ImageCover[],
  others: readonly (string | undefined)[] = [],
): Promise<void> {
  const images = typeof asked === 'string' ? [] : asked.map(({ album }) => album);
  if (html !== undefined) await checkOutput(html, [...images, ...others]);
}

/** Writes the page, if there is to be one. */
export async function writeHtml(
  { html, root }: HtmlOptions,
  asked: string | readonly ImageCover[],
  { images: given, ...page }: Pick<ArtistReportOptions, 'profile' | 'prediction' | 'tagLists' | 'images'>,
  io: Io,
): Promise<void> {
  if (html === undefined) return;
  const { writeArtistReport } = await import('../../report/write-artist-report.ts');
  const images = given ?? (typeof asked === 'string' ? undefined : placesOf(asked));
  const title = typeof asked === 'string' ? undefined : many(asked.length, 'image');
  const summary = await writingReport(io, () =>
    writeArtistReport(html, {
      ...page,
      ...(images && { images }),
      ...(title !== undefined && { title }),
      ...(root !== undefined && { root }),
      signal: io.signal,
    }),
  );
  io.stderr.write(describeReport(html, summary) + describeNotes(summary));
}

function placesOf(images: readonly ImageCover[]): NonNullable<ArtistReportOptions['images']> {
  return new Map(images.map((image) => [image.album, image]));
}

/** Shows that a report is written: pictures take some time. */
export function writingReport<T>(io: Io, work: () => Promise<T>): Promise<T> {
  return withBar(
    io.stderr,
    (bar) => {
      bar.show(() => 'Writing the report …');
      return work();
    },
    shortWork,
  );
}

/** What was written. */
export function describeReport(
  path: string,
  { artists, covers, embedded, linked, bytes }: ReportSummary,
): string {
  const pictures = [
    ...(embedded > 0 ? [`${figure(embedded)} embedded`] : []),
    ...(linked > 0 ? [`${figure(linked)} linked`] : []),
  ];
  const shown = pictures.length > 0 ? ` (${pictures.join(', ')})` : '';
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  return `Wrote ${printable(path)}: ${many(artists, 'artist')}, ${many(covers, 'cover')}${shown}, ${size}.\n`;
}

/** What is missing in a report, and who may see it. */
export function describeNotes({ embedded, notes }: ReportSummary): string {
  return [
    ...notes.map((text) => `Note: ${printable(text)}\n`),
    ...(embedded > 0 ? ['Note: covers belong to their owners. The report is for private use.\n'] : []),
  ].join('');
}
