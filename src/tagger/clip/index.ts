export { ClipTagger } from './clip-tagger.ts';
export type { ClipProgress, ClipTaggerOptions, ConceptGroup } from './options.ts';
export { albumCoverConcepts } from './concepts.ts';
export type { CoverReaderOptions } from '../../covers/read.ts';
