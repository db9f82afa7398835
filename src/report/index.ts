export { writeReport } from './write-report.ts';
export { writeArtistReport } from './write-artist-report.ts';
export type {
  ArtistReportOptions,
  ArtistTagList,
  PictureOptions,
  ReportOptions,
  ReportSummary,
} from './options.ts';
