import { describe, expectTypeOf, it } from 'vitest';
import {
  aggregateGenres,
  type ArtistProfile,
  type Catalog,
  type ClarifaiTagger,
  type ClarifaiTaggerOptions,
  type Classification,
  type Classifier,
  type Corrections,
  combineTaggers,
  type Cover,
  type CoverOutcome,
  type CoverWord,
  type DiskStore,
  crossValidate,
  crossValPredict,
  type DiskStoreOptions,
  evaluate,
  type Evaluation,
  type ExampleSplit,
  type GenreTags,
  type HeldOutPrediction,
  type LabeledExample,
  type LabeledPrediction,
  type LocalTrainer,
  type LocalClassifier,
  type LocalRegressor,
  type Example,
  firstOf,
  type FolderCatalog,
  type FolderCatalogOptions,
  type GenreResult,
  type MemoryStoreOptions,
  MusicBrainzCatalog,
  type MusicBrainzCatalogOptions,
  naiveBayes,
  type RegressionTrainer,
  type Regressor,
  ridgeRegression,
  runExperiment,
  type RunPlan,
  splitExamples,
  type Prediction,
  SpotifyCatalog,
  type SpotifyCatalogOptions,
  type SpotiTags,
  SpotiTagsError,
  type Tagger,
  type TagResult,
  type TagStore,
  type Trainer,
} from 'spotitags';
import type { ClarifaiSdkTagger, ClarifaiSdkTaggerOptions } from 'spotitags/clarifai/sdk';
import type { ClipTagger, ClipTaggerOptions } from 'spotitags/clip';
import type { LetteringTagger } from 'spotitags/lettering';
import type { OnnxTagger, OnnxTaggerOptions } from 'spotitags/onnx';
import type { CoverImageOptions, PaletteTagger } from 'spotitags/palette';
import type {
  GeminiClassifier,
  GeminiClassifierOptions,
  VertexClassifier,
  VertexClassifierOptions,
  VertexRegressor,
  VertexTrainer,
  VertexTrainerOptions,
} from 'spotitags/google';
import type * as v from 'valibot';
import type { folderOptions } from '../src/catalog/folder/options.ts';
import type { musicBrainzOptions } from '../src/catalog/musicbrainz/options.ts';
import type { spotifyOptions } from '../src/catalog/spotify/options.ts';
import type { geminiOptions } from '../src/classifier/google/gemini/options.ts';
import type { vertexOptions } from '../src/classifier/google/vertex/options.ts';
import type { trainerOptions } from '../src/classifier/google/vertex/trainer-options.ts';
import type { diskStoreOptions } from '../src/store/disk/options.ts';
import type { memoryStoreOptions } from '../src/store/memory/options.ts';
import type { clarifaiOptions, clarifaiSdkOptions } from '../src/tagger/clarifai/options.ts';
import type { clipOptions } from '../src/tagger/clip/options.ts';
import type { onnxOptions } from '../src/tagger/onnx/options.ts';
import type { paletteOptions } from '../src/tagger/palette/options.ts';

declare const spotiTags: SpotiTags;
declare const catalog: Catalog;
declare const tagger: Tagger;
declare const classifier: Classifier;

describe('the public types', () => {
  it('let the providers be joined', () => {
    expectTypeOf<FolderCatalog>().toExtend<Catalog>();
    expectTypeOf<SpotifyCatalog>().toExtend<Catalog>();
    expectTypeOf<PaletteTagger>().toExtend<Tagger>();
    expectTypeOf<ClarifaiTagger>().toExtend<Tagger>();
    expectTypeOf<ClarifaiSdkTagger>().toExtend<Tagger>();
    expectTypeOf<LetteringTagger>().toExtend<Tagger>();
    expectTypeOf<OnnxTagger>().toExtend<Tagger>();
    expectTypeOf<ClipTagger>().toExtend<Tagger>();
    expectTypeOf<MusicBrainzCatalog>().toExtend<Catalog>();
    expectTypeOf(firstOf(catalog, catalog)).toEqualTypeOf<Catalog>();
    expectTypeOf<VertexClassifier>().toExtend<Classifier>();
    expectTypeOf<GeminiClassifier>().toExtend<Classifier>();
    expectTypeOf<VertexTrainer>().toExtend<Trainer<VertexClassifier>>();
    expectTypeOf<VertexTrainer>().toExtend<RegressionTrainer<VertexRegressor>>();
    expectTypeOf<VertexRegressor>().toExtend<Regressor>();
    expectTypeOf<GeminiClassifier>().not.toExtend<Regressor>();
    expectTypeOf(ridgeRegression().train([])).resolves.toEqualTypeOf<LocalRegressor>();
    expectTypeOf<DiskStore>().toExtend<TagStore>();
    expectTypeOf(spotiTags.plan({ doom: ['Sleep'] })).resolves.toEqualTypeOf<RunPlan>();
    expectTypeOf(spotiTags.feedback({ url: 'x' }, { add: ['fog'] })).resolves.toEqualTypeOf<Corrections>();
    expectTypeOf(spotiTags.tagArtist('Sleep')).resolves.toEqualTypeOf<ArtistProfile>();
    expectTypeOf(spotiTags.tagGenres({ doom: ['Sleep', { playlist: 'x' }] })).toExtend<
      AsyncIterable<GenreResult>
    >();
    expectTypeOf(naiveBayes().train([])).resolves.toEqualTypeOf<LocalClassifier>();
  });

  it('take examples as a list or one by one, and wait only for the latter', () => {
    const list = [] as Example[];
    const stream = {} as AsyncIterable<Example>;
    expectTypeOf(splitExamples(list)).toEqualTypeOf<ExampleSplit>();
    expectTypeOf(splitExamples(stream)).toEqualTypeOf<Promise<ExampleSplit>>();
    expectTypeOf(aggregateGenres(list)).toEqualTypeOf<GenreTags>();
    expectTypeOf(aggregateGenres(stream)).toEqualTypeOf<Promise<GenreTags>>();
    expectTypeOf(evaluate(classifier, stream)).resolves.toEqualTypeOf<Evaluation>();
    expectTypeOf(crossValidate(naiveBayes(), stream)).resolves.toEqualTypeOf<Evaluation>();
    expectTypeOf(crossValPredict(naiveBayes(), stream)).resolves.toEqualTypeOf<
      readonly HeldOutPrediction[]
    >();
    expectTypeOf<HeldOutPrediction>().toExtend<LabeledPrediction>();
    expectTypeOf(runExperiment(stream))
      .resolves.items.toHaveProperty('trainer')
      .toEqualTypeOf<LocalTrainer>();
  });

  it('classify with a classifier of the constructor or of the call', () => {
    expectTypeOf(spotiTags.classify('Sleep')).resolves.toEqualTypeOf<Classification>();
    expectTypeOf(spotiTags.classify([{ path: 'a.jpg' }], { classifier })).resolves.toExtend<Prediction>();
  });

  it('take an image from one place', () => {
    expectTypeOf<{ path: string }>().toExtend<Cover>();
    expectTypeOf<{ bytes: Uint8Array; album: string }>().toExtend<Cover>();
    expectTypeOf<{ path: string; url: string }>().not.toExtend<Cover>();
    expectTypeOf<{ album: string }>().not.toExtend<Cover>();
  });

  it('tell a cover’s tags from its error', () => {
    const result = {} as TagResult;
    if (result.error) expectTypeOf(result.tags).toEqualTypeOf<undefined>();
    else expectTypeOf(result.tags).not.toBeUndefined();
  });

  it('take one kind of Spotify’s credentials', () => {
    new SpotifyCatalog({ clientId: 'a', clientSecret: 'b' });
    new SpotifyCatalog({ accessToken: () => Promise.resolve('a') });
    // @ts-expect-error the secret is missing
    new SpotifyCatalog({ clientId: 'a' });
    // @ts-expect-error one or the other
    new SpotifyCatalog({ clientId: 'a', clientSecret: 'b', accessToken: () => Promise.resolve('c') });
  });

  it('want what a provider cannot do without', () => {
    new MusicBrainzCatalog({ contact: 'me@example.org' });
    // @ts-expect-error MusicBrainz needs a contact address
    new MusicBrainzCatalog({});
    expectTypeOf(combineTaggers(tagger, tagger, { names: 'merged' })).toEqualTypeOf<Tagger>();
    // @ts-expect-error one tagger is not a combination
    combineTaggers(tagger);
    expectTypeOf<{ model: string; labels: string[] }>().toExtend<OnnxTaggerOptions>();
    expectTypeOf<{ model: string }>().not.toExtend<OnnxTaggerOptions>();
    expectTypeOf<{ vocabulary: string[]; folder: string }>().toExtend<ClipTaggerOptions>();
  });

  it('tell results and errors apart', () => {
    const result = {} as GenreResult;
    if (result.status === 'tagged') expectTypeOf(result.profile).toEqualTypeOf<ArtistProfile>();
    else expectTypeOf(result.error).toEqualTypeOf<SpotiTagsError>();
    const error: unknown = undefined;
    if (SpotiTagsError.isInstance(error, 'rate-limited')) {
      expectTypeOf(error.code).toEqualTypeOf<'rate-limited'>();
      expectTypeOf(error.retryAt).toEqualTypeOf<number | undefined>();
    }
  });

  it('give an example one kind of label, and a cover one source', () => {
    const profile = {} as ArtistProfile;
    expectTypeOf<Example['genre']>().toEqualTypeOf<string>();
    expectTypeOf<{ genres: ['a', 'b']; profile: ArtistProfile }>().toExtend<LabeledExample>();
    expectTypeOf<{ target: number; profile: ArtistProfile }>().toExtend<LabeledExample>();
    expectTypeOf<{ genres: []; profile: ArtistProfile }>().not.toExtend<LabeledExample>();
    // @ts-expect-error a genre or a number, not both
    const both: LabeledExample = { genre: 'a', target: 1, profile };
    expectTypeOf(both).toExtend<LabeledExample>();
    expectTypeOf<{ status: 'repeated'; of: string; source: { url: string } }>().toExtend<CoverOutcome>();
    expectTypeOf<{ status: 'missing'; source: { url: string } }>().not.toExtend<CoverOutcome>();
    interface BothPlaces {
      status: 'tagged';
      tags: [];
      source: { url: string; path: string };
    }
    expectTypeOf<BothPlaces>().not.toExtend<CoverOutcome>();
    expectTypeOf<{ error: SpotiTagsError; embedding: number[] }>().not.toExtend<TagResult>();
    expectTypeOf<{ error: SpotiTagsError; words: CoverWord[] }>().not.toExtend<TagResult>();
    expectTypeOf<{ tags: []; words: { text: string; confidence: number }[] }>().toExtend<TagResult>();
  });

  it('let a classifier say whose tags it knows, and be closed, or not', () => {
    expectTypeOf<Classifier['tagger']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<{ genres: string[]; classify: Classifier['classify'] }>().toExtend<Classifier>();
    expectTypeOf<LocalClassifier['tagger']>().toEqualTypeOf<string>();
  });

  it('are read-only', () => {
    const example = {} as Example;
    // @ts-expect-error data is not changed in place
    example.genre = 'x';
  });
});

/** What a schema takes, and the documented interface, are the same. */
type Agree<Schema extends v.GenericSchema, Options> = [v.InferInput<Schema>] extends [Options]
  ? [Options] extends [v.InferInput<Schema>]
    ? true
    : 'the schema refuses what the interface allows'
  : 'the schema takes what the interface does not allow';

describe('schemas of options', () => {
  it('agree with the interfaces that document them', () => {
    expectTypeOf<Agree<typeof folderOptions, FolderCatalogOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof musicBrainzOptions, MusicBrainzCatalogOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof clarifaiOptions, ClarifaiTaggerOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof clarifaiSdkOptions, ClarifaiSdkTaggerOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof paletteOptions, CoverImageOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof onnxOptions, OnnxTaggerOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof clipOptions, ClipTaggerOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof vertexOptions, VertexClassifierOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof geminiOptions, GeminiClassifierOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof trainerOptions, VertexTrainerOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof diskStoreOptions, DiskStoreOptions>>().toEqualTypeOf<true>();
    expectTypeOf<Agree<typeof memoryStoreOptions, MemoryStoreOptions>>().toEqualTypeOf<true>();
    // The schema checks in its second step that credentials are of one kind.
    expectTypeOf<v.InferOutput<typeof spotifyOptions>>().toExtend<SpotifyCatalogOptions>();
    expectTypeOf<SpotifyCatalogOptions>().toExtend<v.InferInput<typeof spotifyOptions>>();
  });
});
