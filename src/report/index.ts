export { writeReport } from './write-report.ts';
export { writeArtistReport } from './write-artist-report.ts';
export type {
  ArtistReportOptions,
  ArtistTagList,
  PictureOptions,
  ReportOptions,
  ReportSummary,
} from './options.ts';
export { artistMap, type ArtistMap, type ArtistMapOptions, type ArtistPoint } from './artist-map.ts';
export { artistMapSvg, type ArtistMapSvgOptions } from './charts/artist-map.ts';
export { confusionMatrixSvg, type ConfusionMatrixOptions } from './charts/confusion-matrix.ts';
export { coverageSvg } from './charts/coverage.ts';
export { evaluationSvg } from './charts/evaluation.ts';
export { overlapSvg } from './charts/overlap.ts';
export { reliabilitySvg } from './charts/reliability.ts';
export { swatchesSvg } from './charts/swatches.ts';
export { tagBarsSvg, type TagBarsOptions, type TagMeasure } from './charts/tag-bars.ts';
