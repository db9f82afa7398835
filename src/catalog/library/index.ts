export {
  type LibraryGenre,
  type LibraryGenresOptions,
  type LibrarySummary,
  MusicLibraryCatalog,
} from './music-library-catalog.ts';
export type { MusicLibraryOptions } from './options.ts';
