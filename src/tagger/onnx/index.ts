export { OnnxTagger } from './onnx-tagger.ts';
export type { OnnxTaggerOptions } from './options.ts';
export type { CoverReaderOptions } from '../../covers/read.ts';
