export { PaletteTagger } from './palette-tagger.ts';
