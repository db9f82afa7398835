export { OnnxTagger } from './onnx-tagger.ts';
export type { OnnxTaggerOptions } from './options.ts';
export type { CoverImageOptions } from '../../covers/options.ts';
