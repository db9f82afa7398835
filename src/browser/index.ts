export { CanvasPaletteTagger, type CanvasPaletteOptions } from './canvas-palette-tagger.ts';
export { tagPixels, type RgbaPixels } from './canvas.ts';
export { servePalette, type PaletteWorker, type PaletteWorkerEvent } from './palette-worker.ts';
export {
  asPaletteProfile,
  profileOfImages,
  type ImageFile,
  type ImagesOptions,
} from './profile-of-images.ts';
export { paletteBackground } from '../tagger/palette/background.ts';
export type { Tagger } from '../tagger/tagger.ts';

export type * from '../model.ts';
export { SpotiTagsError, type ErrorCode, type SpotiTagsErrorOptions } from '../errors.ts';

export { broadTags } from '../tags/broad-tags.ts';
export {
  tagFilter,
  type ConfiguredTagFilter,
  type TagFilter,
  type TagFilterConfig,
  type TagFilterOptions,
} from '../tags/filter.ts';
export { sumTags, type SumOptions } from '../tags/sum.ts';
export {
  aggregateGenres,
  type AggregateOptions,
  type GenreOverlap,
  type GenreTags,
  type PoolOptions,
  type RelevantGenreTag,
} from '../tags/aggregate.ts';
export type { GenreTag, KeyTag, KeynessOptions } from '../tags/keyness.ts';
export { relevantTags, tagBackground, type RelevantTag, type TagBackground } from '../tags/relevance.ts';
export { clusterArtists, type ArtistCluster, type ClusterOptions } from '../tags/clusters.ts';
export { similarArtists, type SimilarArtist, type SimilarOptions } from '../tags/similar.ts';

export type { Classifier, ClassifyOptions } from '../classifier/classifier.ts';
export type { Estimate, EstimateOptions, Regressor } from '../classifier/regressor.ts';
export { loadClassifier } from '../classifier/models/load-classifier.ts';
export { loadRegressor } from '../classifier/models/load-regressor.ts';
export type { LocalClassifier } from '../classifier/models/local-classifier.ts';
export type { LocalRegressor } from '../classifier/models/local-regressor.ts';

export { artistMap, type ArtistMap, type ArtistMapOptions, type ArtistPoint } from '../report/artist-map.ts';
export { artistMapSvg, type ArtistMapSvgOptions } from '../report/charts/artist-map.ts';
export { confusionMatrixSvg, type ConfusionMatrixOptions } from '../report/charts/confusion-matrix.ts';
export { coverageSvg } from '../report/charts/coverage.ts';
export { evaluationSvg } from '../report/charts/evaluation.ts';
export { overlapSvg } from '../report/charts/overlap.ts';
export { reliabilitySvg } from '../report/charts/reliability.ts';
export { swatchesSvg } from '../report/charts/swatches.ts';
export { tagBarsSvg, type TagBarsOptions, type TagMeasure } from '../report/charts/tag-bars.ts';
