export {
  type LibraryGenre,
  type LibraryGenresOptions,
  type LibraryScanOptions,
  type LibrarySummary,
  MusicLibraryCatalog,
} from './music-library-catalog.ts';
export type { MusicLibraryOptions } from './options.ts';
export type { ScanProgress } from './scan.ts';
