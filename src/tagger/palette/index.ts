export { paletteBackground } from './background.ts';
export { PaletteTagger } from './palette-tagger.ts';
export type { CoverImageOptions } from '../../covers/options.ts';
