export { ClipTagger } from './clip-tagger.ts';
export type { ClipProgress, ClipTaggerOptions } from './options.ts';
export { albumCoverConcepts, type ConceptGroup } from './concepts.ts';
export type { CoverReaderOptions } from '../../covers/read.ts';
