export { PaletteTagger } from './palette-tagger.ts';
export type { CoverReaderOptions } from '../../covers/read.ts';
