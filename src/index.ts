export { SpotiTagsError, type ErrorCode } from './errors.ts';
export type * from './model.ts';
export type { Catalog, FoundArtist } from './catalog/catalog.ts';
export type { Tagger } from './tagger/tagger.ts';
