export { PaletteTagger } from './palette-tagger.ts';
export type { CoverImageOptions } from '../../covers/options.ts';
