export { MeterTagger } from './meter/meter-tagger.ts';
export type { MeterTaggerOptions } from './meter/options.ts';
