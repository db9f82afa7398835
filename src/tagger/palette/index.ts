export { PaletteTagger } from './palette-tagger.ts';
export type { CoverReaderOptions } from './read.ts';
