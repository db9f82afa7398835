import { onnxFile } from './onnx-file.ts';

const words = ['[PAD]', '[UNK]', 'red', 'green', 'blue', 'cover'];
/** What each word points to; the last is all colours at once. */
const meanings = [
  [0, 0, 0],
  [0, 0, 0],
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 1],
];

/**
 * The files of a tiny model: a text means the sum of its words' colours, an image its mean colour. Transformers.js cannot
 * tell it from one of millions of numbers.
 */
export function clipFolder(family: 'clip' | 'siglip' = 'clip'): Record<string, string | Uint8Array> {
  const [texts, images] =
    family === 'clip' ? ['text_embeds', 'image_embeds'] : ['pooler_output', 'pooler_output'];
  return {
    'config.json': JSON.stringify({ model_type: family }),
    'preprocessor_config.json': JSON.stringify({
      image_processor_type: family === 'clip' ? 'CLIPImageProcessor' : 'SiglipImageProcessor',
      do_resize: true,
      size: { shortest_edge: 16 },
      do_center_crop: true,
      crop_size: { height: 16, width: 16 },
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: false,
    }),
    'tokenizer.json': JSON.stringify({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [
        {
          id: 0,
          content: '[PAD]',
          special: true,
          lstrip: false,
          rstrip: false,
          normalized: false,
          single_word: false,
        },
      ],
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: null,
      decoder: null,
      model: {
        type: 'WordLevel',
        unk_token: '[UNK]',
        vocab: Object.fromEntries(words.map((word, id) => [word, id])),
      },
    }),
    'tokenizer_config.json': JSON.stringify({
      tokenizer_class: 'PreTrainedTokenizer',
      model_max_length: 8,
      pad_token: '[PAD]',
      unk_token: '[UNK]',
    }),
    'onnx/text_model.onnx': onnxFile({
      inputs: [{ name: 'input_ids', type: 'int64', dims: ['N', 'L'] }],
      outputs: [{ name: texts, dims: ['N', 3] }],
      constants: [{ name: 'meanings', dims: [meanings.length, 3], data: meanings.flat() }],
      nodes: [
        { op: 'Gather', inputs: ['meanings', 'input_ids'], output: 'words' },
        { op: 'ReduceMean', inputs: ['words'], output: texts, attributes: { axes: [1], keepdims: 0 } },
      ],
    }),
    'onnx/vision_model.onnx': onnxFile({
      inputs: [{ name: 'pixel_values', dims: ['N', 3, 'H', 'W'] }],
      outputs: [{ name: images, dims: ['N', 3] }],
      nodes: [
        {
          op: 'ReduceMean',
          inputs: ['pixel_values'],
          output: images,
          attributes: { axes: [2, 3], keepdims: 0 },
        },
      ],
    }),
  };
}
