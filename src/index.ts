export {
  SpotiTags,
  type ProfileOfOptions,
  type SpotiTagsClassifyOptions,
  type SpotiTagsOptions,
} from './spotitags.ts';
export type { RunOptions } from './run/context.ts';
export {
  collect,
  planCollection,
  type CollectionFailure,
  type CollectionOptions,
  type CollectionSummary,
  type CollectOptions,
} from './collection/collect.ts';
export type { RunPlan } from './run/plan.ts';
export type { GenreResult, TagGenresOptions } from './run/genre-run.ts';
export type { Progress } from './run/progress.ts';
export type { ArtistSource, GenreSources } from './run/sources.ts';
export type * from './model.ts';
export type { BudgetOptions } from './run/budget.ts';
export { SpotiTagsError, type ErrorCode, type SpotiTagsErrorOptions } from './errors.ts';

export type { AlbumsOptions, Catalog, FoundArtist, ListOptions, PageMemory } from './catalog/catalog.ts';
export { firstOf } from './catalog/first-of.ts';
export { FolderCatalog } from './catalog/folder/folder-catalog.ts';
export type { FolderCatalogOptions } from './catalog/folder/options.ts';
export { takeAlbums } from './catalog/take-albums.ts';

export { SpotifyCatalog } from './catalog/spotify/spotify-catalog.ts';
export type { SpotifyAlbumGroup, SpotifyCatalogOptions, SpotifySettings } from './catalog/spotify/options.ts';
export type { SpotifyCredentials } from './catalog/spotify/credentials.ts';
export { MusicBrainzCatalog } from './catalog/musicbrainz/musicbrainz-catalog.ts';
export type {
  MusicBrainzCatalogOptions,
  MusicBrainzPrimaryType,
  MusicBrainzSecondaryType,
} from './catalog/musicbrainz/options.ts';
export type { HttpOptions } from './http/transport.ts';

export type { CatalogContext, CatalogProvider } from './catalog/provider.ts';
export type { SoundContext, SoundProvider } from './sound/provider.ts';
export type { SoundResult, SoundTagger, Track } from './sound/sound-tagger.ts';
export type { TaggerContext, TaggerProvider } from './tagger/provider.ts';
export type {
  EnvironmentVariable,
  OptionsFile,
  ProbeContext,
  Provider,
  ProviderFlag,
  ProviderKind,
  ProviderPackage,
} from './util/provider.ts';
export type { StandardIssue, StandardResult, StandardSchema } from './util/standard-schema.ts';

export { ClarifaiTagger } from './tagger/clarifai/clarifai-tagger.ts';
export type { ClarifaiTaggerOptions, FeedbackApp } from './tagger/clarifai/options.ts';
export { combineTaggers, type CombineOptions } from './tagger/combine.ts';
export type { Tagger } from './tagger/tagger.ts';

export { broadTags } from './tags/broad-tags.ts';
export {
  tagFilter,
  type ConfiguredTagFilter,
  type TagFilter,
  type TagFilterConfig,
  type TagFilterOptions,
} from './tags/filter.ts';
export { genreMap, type GenreDefinition, type GenreMap, type GenreMapFile } from './tags/genre-map.ts';
export type { GenreSummary, MappedExamples, MappedStream } from './tags/mapped-examples.ts';
export type { SayOptions } from './tags/said-genres.ts';
export { readGenreMap } from './dataset/genre-map-file.ts';
export { sumSound, type SoundWeight } from './tags/sound.ts';
export { sumTags, type SumOptions } from './tags/sum.ts';
export {
  aggregateGenres,
  type AggregateOptions,
  type GenreTags,
  type GenreOverlap,
  type PoolOptions,
  type RelevantGenreTag,
} from './tags/aggregate.ts';
export { relevantTags, tagBackground, type RelevantTag, type TagBackground } from './tags/relevance.ts';
export { clusterArtists, type ArtistCluster, type ClusterOptions } from './tags/clusters.ts';
export { similarArtists, type SimilarArtist, type SimilarOptions } from './tags/similar.ts';
export type { GenreTag, KeyTag, KeynessOptions } from './tags/keyness.ts';

export type { Classification, TitledEvidence } from './run/classification.ts';
export type { Classifier, ClassifyOptions, Trainer } from './classifier/classifier.ts';
export type { Estimate, EstimateOptions, RegressionTrainer, Regressor } from './classifier/regressor.ts';
export { loadClassifier } from './classifier/models/load-classifier.ts';
export type { FeatureRow } from './classifier/features/feature-rows.ts';
export type { LocalClassifier, LocalTrainer } from './classifier/models/local-classifier.ts';
export type { GenreParent, ModelContents, ModelFile } from './classifier/models/model-contents.ts';
export {
  allTags,
  albumDecades,
  distinctTags,
  embedding,
  keyTags,
  lettering,
  soundTags,
  titleWords,
  topTags,
  type Feature,
} from './classifier/features/features.ts';
export {
  logisticRegression,
  type LogisticRegressionOptions,
} from './classifier/models/logistic-regression.ts';
export { loadRegressor } from './classifier/models/load-regressor.ts';
export type { LocalRegressionTrainer, LocalRegressor } from './classifier/models/local-regressor.ts';
export type { RegressorContents, RegressorFile, UsualNumber } from './classifier/models/regression-model.ts';
export { ridgeRegression, type RidgeRegressionOptions } from './classifier/models/ridge-regression.ts';
export { naiveBayes, type NaiveBayesOptions } from './classifier/models/naive-bayes.ts';
export { nearestCentroid, type NearestCentroidOptions } from './classifier/models/nearest-centroid.ts';
export type { TrainerOptions } from './classifier/models/trainer-options.ts';
export type { TransformOptions } from './classifier/features/transform.ts';

export { readCsv, writeCsv } from './dataset/csv.ts';
export {
  type ReadDatasetOptions,
  readDataset,
  readGenreDataset,
  readLabeledDataset,
  readNumberDataset,
  writeDataset,
} from './dataset/dataset.ts';
export { numberExamples, profilesOfAlbums, type NumberExamplesOptions } from './dataset/number-examples.ts';
export type { Target } from './dataset/target.ts';
export { readTargets } from './dataset/targets.ts';

export {
  assignFolds,
  splitExamples,
  type ExampleSplit,
  type FoldOptions,
  type SplitOptions,
} from './evaluation/folds.ts';
export { runExperiment, type ExperimentOptions, type ExperimentResult } from './evaluation/experiment.ts';
export {
  crossValidate,
  crossValPredict,
  evaluate,
  type ArtistPrediction,
  type CrossValidateOptions,
  type CrossValPredictOptions,
  type HeldOutPrediction,
} from './evaluation/evaluate.ts';
export {
  evaluatePredictions,
  type Confusion,
  type CoversEvaluation,
  type Evaluation,
  type GenreEvaluation,
} from './evaluation/metrics.ts';
export { crossValidateRegression, evaluateRegression } from './evaluation/regression.ts';
export type { ErrorFigures, RegressionEvaluation } from './evaluation/regression-metrics.ts';
export type { LabeledPrediction } from './evaluation/labeled-prediction.ts';
export type { LevelOptions } from './evaluation/genres-at-level.ts';
export {
  evaluateGenres,
  type GenreCalibration,
  type GenresAtK,
  type GenresEvaluation,
  type GenresEvaluationOptions,
} from './evaluation/several-genres.ts';
export type { SiblingConfusion } from './evaluation/siblings.ts';
export type { CalibrationFigures, CoverageEvaluation, ReliabilityBin } from './evaluation/reliability.ts';

export { diskStore, type DiskStore, type StoreEntry } from './store/disk/disk-store.ts';
export type { DiskStoreOptions } from './store/disk/options.ts';
export { memoryStore } from './store/memory/memory-store.ts';
export type { MemoryStoreOptions } from './store/memory/options.ts';
export type { TagStore } from './store/store.ts';
export { withStore } from './tagger/with-store.ts';
