import { folderProvider } from '../catalog/folder/provider.ts';
import { libraryProvider } from '../catalog/library/provider.ts';
import { musicBrainzProvider } from '../catalog/musicbrainz/provider.ts';
import type { CatalogProvider } from '../catalog/provider.ts';
import { spotifyProvider } from '../catalog/spotify/provider.ts';
import { geminiProvider } from '../classifier/google/gemini/provider.ts';
import { vertexProvider } from '../classifier/google/vertex/provider.ts';
import type { ClassifierProvider } from '../classifier/provider.ts';
import { diskProvider } from '../store/disk/provider.ts';
import { meterProvider } from '../sound/meter/provider.ts';
import type { SoundProvider } from '../sound/provider.ts';
import { memoryProvider } from '../store/memory/provider.ts';
import type { StoreProvider } from '../store/provider.ts';
import { clarifaiProvider } from '../tagger/clarifai/provider.ts';
import { clarifaiSdkProvider } from '../tagger/clarifai/sdk/provider.ts';
import { clipProvider } from '../tagger/clip/provider.ts';
import { letteringProvider } from '../tagger/lettering/provider.ts';
import { onnxProvider } from '../tagger/onnx/provider.ts';
import { paletteProvider } from '../tagger/palette/provider.ts';
import type { TaggerProvider } from '../tagger/provider.ts';

/** All catalogs. If none is named, the command line uses the first one whose keys are set. */
export const catalogs: readonly CatalogProvider[] = [
  folderProvider,
  libraryProvider,
  spotifyProvider,
  musicBrainzProvider,
];

/**
 * All taggers. Those that cost money are last: they are not asked for a cover that another one cannot tag.
 */
export const taggers: readonly TaggerProvider[] = [
  paletteProvider,
  onnxProvider,
  clipProvider,
  letteringProvider,
  clarifaiProvider,
  clarifaiSdkProvider,
];

/** All sound taggers. */
export const soundTaggers: readonly SoundProvider[] = [meterProvider];

/** All classifiers that are cloud services. */
export const classifiers: readonly ClassifierProvider[] = [vertexProvider, geminiProvider];

const stores: readonly StoreProvider[] = [memoryProvider, diskProvider];

export type AnyProvider =
  CatalogProvider | TaggerProvider | SoundProvider | ClassifierProvider | StoreProvider;

export const providers: readonly AnyProvider[] = [
  ...catalogs,
  ...taggers,
  ...soundTaggers,
  ...classifiers,
  ...stores,
];

/** The provider with that name. */
export function named<P extends AnyProvider>(all: readonly P[], name: string): P | undefined {
  return all.find((provider) => provider.name === name);
}
