export { ClipTagger } from './clip-tagger.ts';
export type { ClipProgress, ClipTaggerOptions } from './options.ts';
export { albumCoverConcepts, type ConceptGroup } from './concepts.ts';
export type { CoverImageOptions } from '../../covers/options.ts';
