import * as v from 'valibot';
import type { TagStore } from '../../store/store.ts';
import { objectOf, optionsSchema, text } from '../../util/options.ts';

/** Options of `MusicLibraryCatalog`. */
export interface MusicLibraryOptions {
  /** The folder of the music files. It is only read. */
  readonly root: string;
  /**
   * Keeps what was read of each file, with its size and time of change, so that the next scan reads only files that are new or
   * changed. @default nothing is kept
   */
  readonly store?: TagStore;
}

export const libraryOptions = optionsSchema({
  root: text,
  store: v.exactOptional(objectOf<TagStore>()),
});

export type LibrarySettings = v.InferOutput<typeof libraryOptions>;
