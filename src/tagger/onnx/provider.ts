import { privateAddressesFlag } from '../../covers/options.ts';
import type { TaggerProvider } from '../provider.ts';
import { onnxOptions, type OnnxSettings } from './options.ts';

export const onnxProvider: TaggerProvider<OnnxSettings> = {
  kind: 'tagger',
  name: 'onnx',
  exportName: 'OnnxTagger',
  subpath: 'onnx',
  summary: 'any image classifier in the ONNX format, on your machine',
  needs: '`onnxruntime-node`, `sharp`, and a model',
  packages: [
    { name: 'onnxruntime-node', load: () => import('onnxruntime-node') },
    { name: 'sharp', load: () => import('sharp') },
  ],
  flags: [privateAddressesFlag],
  optionsFile: {
    help: 'the model of --tagger onnx: JSON file { "model": "m.onnx", "labels": "labels.txt", … } of OnnxTagger’s options',
    paths: ['model', 'labels'],
    missing: 'Which model? Type --onnx model.json.',
  },
  options: onnxOptions,
  open: async (options, { signal }) =>
    (await import('./index.ts')).OnnxTagger.load(options, signal && { signal }),
};
