import { onnxFile, type Graph } from './onnx-file.ts';

type Files = Record<string, string | Uint8Array>;

/** What the words of the tiny models point to; the last is all colors at once, every other word nothing. */
const meanings = new Map([
  ['green', [0, 1, 0]],
  ['blue', [0, 0, 1]],
  ['cover', [1, 1, 1]],
  ['red', [1, 0, 0]],
]);
const [mean, std] = [
  [0.48145466, 0.4578275, 0.40821073],
  [0.26862954, 0.26130258, 0.27577711],
];
/** Below this an image is black, whose direction would else be that of a rounding error. */
const DARK = 0.001;

/**
 * The files of a tiny model: a text means the sum of its words' colors, an image its mean color. For the rest it is as
 * the real ones are, in what Transformers.js and our code read of them: {@link clip} as Xenova/clip-vit-base-patch32,
 * {@link siglip} as onnx-community/siglip2-base-patch16-224-ONNX.
 */
export function clipFolder(family: 'clip' | 'siglip' = 'clip'): Files {
  return family === 'clip' ? clip() : siglip();
}

function clip(): Files {
  const { vocab, merges } = bytePairs([...meanings.keys()]);
  const special = { lstrip: false, normalized: false, rstrip: false, single_word: false, special: true };
  const [begin, end] = ['<|startoftext|>', '<|endoftext|>'].map((content) => ({
    ...special,
    id: vocab.get(content),
    content,
  }));
  const { text, vision } = halves([...vocab.keys()].map((token) => token.replace('</w>', '')));
  return {
    'config.json': json({
      architectures: ['CLIPModel'],
      model_type: 'clip',
      projection_dim: 3,
      text_config: { model_type: 'clip_text_model', hidden_size: 8, max_position_embeddings: 77 },
      vision_config: { model_type: 'clip_vision_model', image_size: 16, patch_size: 4 },
    }),
    'preprocessor_config.json': json({
      ...preprocessing,
      crop_size: { height: 16, width: 16 },
      do_center_crop: true,
      do_convert_rgb: true,
      feature_extractor_type: 'CLIPFeatureExtractor',
      image_processor_type: 'CLIPFeatureExtractor',
      resample: 3,
      size: { shortest_edge: 16 },
    }),
    'tokenizer.json': json({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [begin, end],
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'NFC' },
          { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
          { type: 'Lowercase' },
        ],
      },
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          {
            type: 'Split',
            pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
            behavior: 'Removed',
            invert: true,
          },
          { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
        ],
      },
      post_processor: {
        type: 'RobertaProcessing',
        sep: [end?.content, end?.id],
        cls: [begin?.content, begin?.id],
        trim_offsets: false,
        add_prefix_space: false,
      },
      decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: end?.content,
        continuing_subword_prefix: '',
        end_of_word_suffix: '</w>',
        fuse_unk: false,
        vocab: Object.fromEntries(vocab),
        merges,
      },
    }),
    'tokenizer_config.json': json({
      add_prefix_space: false,
      bos_token: { ...special, __type: 'AddedToken', content: begin?.content },
      do_lower_case: true,
      eos_token: { ...special, __type: 'AddedToken', content: end?.content },
      model_max_length: 77,
      pad_token: end?.content,
      tokenizer_class: 'CLIPTokenizer',
      unk_token: { ...special, __type: 'AddedToken', content: end?.content },
    }),
    'onnx/text_model.onnx': onnxFile(text('text_embeds', 'L', true)),
    'onnx/vision_model.onnx': onnxFile(vision('image_embeds')),
  };
}

function siglip(): Files {
  const words = ['<pad>', '<eos>', '<unk>', ...meanings.keys()];
  const { text, vision } = halves(words);
  return {
    // All that is as SigLIP has it is left out.
    'config.json': json({
      architectures: ['SiglipModel'],
      model_type: 'siglip',
      text_config: { model_type: 'siglip_text_model', vocab_size: words.length },
      vision_config: { model_type: 'siglip_vision_model' },
    }),
    'preprocessor_config.json': json({
      ...preprocessing,
      do_convert_rgb: null,
      image_processor_type: 'SiglipImageProcessor',
      processor_class: 'SiglipProcessor',
      resample: 2,
      size: { height: 16, width: 16 },
    }),
    'tokenizer.json': json({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '<eos>', type_id: 0 } }],
        pair: [],
        special_tokens: { '<eos>': { id: '<eos>', ids: [1], tokens: ['<eos>'] } },
      },
      decoder: null,
      model: {
        type: 'WordLevel',
        unk_token: '<unk>',
        vocab: Object.fromEntries(words.map((word, id) => [word, id])),
      },
    }),
    // Says of no length: the number is what Python writes for "any".
    'tokenizer_config.json': json({
      eos_token: '<eos>',
      model_max_length: 1e30,
      pad_token: '<pad>',
      padding_side: 'right',
      tokenizer_class: 'GemmaTokenizer',
      unk_token: '<unk>',
    }),
    // Of one length, which the real one is trained on.
    'onnx/text_model.onnx': onnxFile(text('pooler_output', 64, false)),
    'onnx/vision_model.onnx': onnxFile(vision('pooler_output')),
  };
}

const preprocessing = {
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  image_mean: mean,
  image_std: std,
  rescale_factor: 1 / 255,
};

/** The halves of a model with this vocabulary, each with a second output that is not used. */
function halves(tokens: readonly string[]) {
  const rows = tokens.map((token) => meanings.get(token) ?? [0, 0, 0]);
  const float = 1;
  return {
    text: (output: string, length: number | string, isMasked: boolean): Graph => ({
      inputs: [
        { name: 'input_ids', type: 'int64', dims: ['N', length] },
        ...(isMasked ? [{ name: 'attention_mask', type: 'int64', dims: ['N', length] } as const] : []),
      ],
      outputs: [
        { name: 'last_hidden_state', dims: ['N', length, 3] },
        { name: output, dims: ['N', 3] },
      ],
      constants: [
        { name: 'meanings', dims: [rows.length, 3], data: rows.flat() },
        { name: 'last', dims: [1], data: [-1n] },
      ],
      nodes: [
        { op: 'Gather', inputs: ['meanings', 'input_ids'], output: 'words' },
        ...(isMasked
          ? [
              { op: 'Cast', inputs: ['attention_mask'], output: 'mask', attributes: { to: float } },
              { op: 'Unsqueeze', inputs: ['mask', 'last'], output: 'column' },
              { op: 'Mul', inputs: ['words', 'column'], output: 'last_hidden_state' },
            ]
          : [{ op: 'Identity', inputs: ['words'], output: 'last_hidden_state' }]),
        {
          op: 'ReduceMean',
          inputs: ['last_hidden_state'],
          output,
          attributes: { axes: [1], keepdims: 0 },
        },
      ],
    }),
    vision: (output: string): Graph => ({
      inputs: [{ name: 'pixel_values', dims: ['N', 3, 16, 16] }],
      outputs: [
        { name: 'last_hidden_state', dims: ['N', 3] },
        { name: output, dims: ['N', 3] },
      ],
      constants: [
        { name: 'std', dims: [3], data: std },
        { name: 'mean', dims: [3], data: mean.map((part) => part - DARK) },
      ],
      nodes: [
        {
          op: 'ReduceMean',
          inputs: ['pixel_values'],
          output: 'last_hidden_state',
          attributes: { axes: [2, 3], keepdims: 0 },
        },
        { op: 'Mul', inputs: ['last_hidden_state', 'std'], output: 'wide' },
        { op: 'Add', inputs: ['wide', 'mean'], output: 'colors' },
        { op: 'Relu', inputs: ['colors'], output },
      ],
    }),
  };
}

/** A vocabulary and the pairs that are joined to make these words of letters; of those first named, first. */
function bytePairs(words: readonly string[]): { vocab: Map<string, number>; merges: string[] } {
  const tokens = new Set<string>();
  const merges: string[] = [];
  for (const word of words) {
    const [first = '', ...rest] = Array.from(word, (letter, at) =>
      at === word.length - 1 ? `${letter}</w>` : letter,
    );
    let joined = first;
    for (const letter of rest) {
      merges.push(`${joined} ${letter}`);
      tokens.add(joined).add(letter);
      joined += letter;
    }
    tokens.add(joined);
  }
  const all = [...tokens, '<|startoftext|>', '<|endoftext|>'];
  return { vocab: new Map(all.map((token, id) => [token, id])), merges };
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
