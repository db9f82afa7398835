import { describe, expectTypeOf, it } from 'vitest';
import {
  type ArtistProfile,
  type Catalog,
  type ClarifaiTagger,
  type Classifier,
  type Corrections,
  combineTaggers,
  type Cover,
  type CoverOutcome,
  type DiskStore,
  type LabeledExample,
  type LocalClassifier,
  type Example,
  firstOf,
  type FolderCatalog,
  type GenreResult,
  MusicBrainzCatalog,
  naiveBayes,
  type RunPlan,
  type Prediction,
  SpotifyCatalog,
  type SpotiTags,
  SpotiTagsError,
  type Tagger,
  type TagResult,
  type TagStore,
  type Trainer,
} from 'spotitags';
import type { ClarifaiSdkTagger } from 'spotitags/clarifai/sdk';
import type { ClipTagger, ClipTaggerOptions } from 'spotitags/clip';
import type { OnnxTagger, OnnxTaggerOptions } from 'spotitags/onnx';
import type { PaletteTagger } from 'spotitags/palette';
import type { GeminiClassifier, VertexClassifier, VertexTrainer } from 'spotitags/google';

declare const spotiTags: SpotiTags;
declare const catalog: Catalog;
declare const tagger: Tagger;
declare const classifier: Classifier;

describe('the public types', () => {
  it('let the stations be joined', () => {
    expectTypeOf<FolderCatalog>().toExtend<Catalog>();
    expectTypeOf<SpotifyCatalog>().toExtend<Catalog>();
    expectTypeOf<PaletteTagger>().toExtend<Tagger>();
    expectTypeOf<ClarifaiTagger>().toExtend<Tagger>();
    expectTypeOf<ClarifaiSdkTagger>().toExtend<Tagger>();
    expectTypeOf<OnnxTagger>().toExtend<Tagger>();
    expectTypeOf<ClipTagger>().toExtend<Tagger>();
    expectTypeOf<MusicBrainzCatalog>().toExtend<Catalog>();
    expectTypeOf(firstOf(catalog, catalog)).toEqualTypeOf<Catalog>();
    expectTypeOf<VertexClassifier>().toExtend<Classifier>();
    expectTypeOf<GeminiClassifier>().toExtend<Classifier>();
    expectTypeOf<VertexTrainer>().toExtend<Trainer<VertexClassifier>>();
    expectTypeOf<DiskStore>().toExtend<TagStore>();
    expectTypeOf(spotiTags.plan({ doom: ['Sleep'] })).resolves.toEqualTypeOf<RunPlan>();
    expectTypeOf(spotiTags.feedback({ url: 'x' }, { add: ['fog'] })).resolves.toEqualTypeOf<Corrections>();
    expectTypeOf(spotiTags.tagArtist('Sleep')).resolves.toEqualTypeOf<ArtistProfile>();
    expectTypeOf(spotiTags.tagGenres({ doom: ['Sleep', { playlist: 'x' }] })).toExtend<
      AsyncIterable<GenreResult>
    >();
    expectTypeOf(naiveBayes().train([])).resolves.toEqualTypeOf<LocalClassifier>();
  });

  it('classify with a classifier of the constructor or of the call', () => {
    expectTypeOf(spotiTags.classify('Sleep')).resolves.toEqualTypeOf<Prediction>();
    expectTypeOf(spotiTags.classify('Sleep', { classifier })).resolves.toEqualTypeOf<Prediction>();
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

  it('want what a station cannot do without', () => {
    new MusicBrainzCatalog({ contact: 'me@example.org' });
    // @ts-expect-error MusicBrainz wants to know whom to write to
    new MusicBrainzCatalog({});
    expectTypeOf(combineTaggers(tagger, tagger, { names: 'merged' })).toEqualTypeOf<Tagger>();
    // @ts-expect-error one tagger is no combination
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
