export { LetteringTagger } from './lettering-tagger.ts';
export type { CoverImageOptions } from '../../covers/options.ts';
