import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as Transformers from '@huggingface/transformers';
import * as v from 'valibot';
import type { Pixels } from '../../covers/decode.ts';
import { SpotiTagsError } from '../../errors.ts';
import { sessionOptions } from '../local/session-options.ts';
import type { ClipProgress, ClipSettings } from './options.ts';
import { preparationOf, type Preparation } from './preparation.ts';

/** One half of a model. It returns embeddings of any length, which all have the same number of dimensions. */
export interface Encoder<Input> {
  encode(input: Input): Promise<readonly Float32Array[]>;
  release(): Promise<void>;
}

/** The half for images. It expects prepared images. */
export interface ImageEncoder extends Encoder<Pixels> {
  readonly preparation: Preparation;
}

/** What differs between the families of models: classes, names of outputs, and the padding of texts. */
const families = new Map([
  [
    'clip',
    {
      text: ['CLIPTextModelWithProjection', 'text_embeds'],
      vision: ['CLIPVisionModelWithProjection', 'image_embeds'],
      padding: true,
      tokens: 77,
    },
  ],
  [
    'siglip',
    {
      text: ['SiglipTextModel', 'pooler_output'],
      vision: ['SiglipVisionModel', 'pooler_output'],
      // This family was trained on texts of one length, and gives other results for other lengths.
      padding: 'max_length',
      tokens: 64,
    },
  ],
] as const);

/** The used part of config.json. Missing values have the family's defaults. */
const config = v.object({
  model_type: v.nullish(v.string(), 'none'),
  text_config: v.nullish(v.object({ max_position_embeddings: v.nullish(v.number()) })),
});

/** Loads the halves of a model, each when it is first needed. */
export class Network {
  readonly #library: typeof Transformers;
  readonly #source: string;
  readonly #options: Transformers.PretrainedOptions;

  constructor(
    library: typeof Transformers,
    { source, cacheFolder, dtype, threads }: ClipSettings,
    onProgress?: (progress: ClipProgress) => void,
  ) {
    const isLocal = 'folder' in source;
    this.#library = library;
    this.#source = isLocal ? source.folder : source.model;
    this.#options = {
      revision: isLocal ? 'main' : source.revision,
      dtype,
      local_files_only: isLocal,
      cache_dir: cacheFolder ?? null,
      progress_callback: onProgress && !isLocal ? report(onProgress) : null,
      session_options: sessionOptions(threads),
    };
  }

  async texts(): Promise<Encoder<readonly string[]>> {
    const { text, padding, tokens } = await this.#family();
    const [kind, output] = text;
    const tokenizer = await this.#load(this.#library.AutoTokenizer, this.#downloadedTexts());
    const model = await this.#load<Transformers.Model>(this.#library[kind]);
    const most = Math.min(tokens, tokenizer.model_max_length);
    return {
      encode: async (texts) => {
        // If a text were cut off, it would lose its end token, which holds the summary of the text.
        const long = texts.find((one) => tokenizer.encode(one).length > most);
        if (long !== undefined)
          throw invalid(
            `The model reads at most ${most} tokens, and this text has more: "${long}". Use a shorter one`,
          );
        const inputs = tokenizer(texts, { padding, truncation: true, max_length: most });
        return run(model, inputs, output, texts.length);
      },
      release: () => dispose(model),
    };
  }

  async images(): Promise<ImageEncoder> {
    const { vision } = await this.#family();
    const [kind, output] = vision;
    const processor = await this.#load(this.#library.AutoImageProcessor);
    const preparation = preparationOf(processor.config);
    const model = await this.#load<Transformers.Model>(this.#library[kind]);
    return {
      preparation,
      encode: async ({ data, width, height }) => {
        const { pixel_values } = await processor(new this.#library.RawImage(data, width, height, 3));
        return run(model, pixel_values ? { pixel_values } : {}, output, 1);
      },
      release: () => dispose(model),
    };
  }

  /** The model's family, and the number of tokens that this model reads. */
  async #family() {
    const { success, output } = v.safeParse(config, await this.#load(this.#library.AutoConfig), {
      abortEarly: true,
    });
    const { model_type: type, text_config: texts } = success ? output : { model_type: 'none' };
    const [, family] = [...families].find(([name]) => name === type) ?? [];
    if (family) return { ...family, tokens: texts?.max_position_embeddings ?? family.tokens };
    const known = [...families.keys()].join(' or ');
    throw invalid(`The model must have the type ${known}, but ${this.#source} has the type ${type}`);
  }

  /**
   * The folder of a downloaded tokenizer, if there is one. If it were loaded by the model's name, the library
   * would check the network each time.
   */
  #downloadedTexts(): string {
    const cache = this.#options.cache_dir ?? this.#library.env.cacheDir;
    if (this.#options.local_files_only || !cache) return this.#source;
    const folder = resolve(cache, this.#source, this.#options.revision);
    const isThere = ['tokenizer.json', 'tokenizer_config.json'].every((file) =>
      existsSync(join(folder, file)),
    );
    return isThere ? folder : this.#source;
  }

  async #load<T>(loader: Transformers.Loader<T>, source = this.#source): Promise<T> {
    try {
      return await loader.from_pretrained(source, this.#options);
    } catch (cause) {
      const text = `The model ${this.#source} cannot be loaded: ${reasonOf(cause)}`;
      // For a name, the library's error says that there is no such file, model or revision.
      const isMissing = cause instanceof Error && cause.name === 'ModelFileNotFoundError';
      if (this.#options.local_files_only || isMissing)
        throw new SpotiTagsError('invalid-input', text, { cause });
      throw new SpotiTagsError(
        'service',
        `${text} If there is no network, pass a folder with its files as \`folder\`.`,
        {
          cause,
          retryable: true,
        },
      );
    }
  }
}

function report(onProgress: (progress: ClipProgress) => void) {
  return ({ status, file, loaded, total }: Transformers.ProgressInfo) => {
    if (status === 'progress' && file !== undefined && loaded !== undefined && total !== undefined)
      onProgress({ file, loaded, total });
  };
}

/** The rows of one output of the model. */
async function run(
  model: Transformers.Model,
  inputs: Transformers.Tensors,
  output: string,
  count: number,
): Promise<readonly Float32Array[]> {
  const outputs = await model(inputs).catch((cause: unknown) => {
    throw invalid(`The model cannot be run: ${reasonOf(cause)}`, cause);
  });
  const { data, dims } = outputs[output] ?? {};
  if (!(data instanceof Float32Array) || dims?.length !== 2 || dims[0] !== count)
    throw invalid(`The model must return embeddings of float32 as ${output}, but it does not`);
  const width = data.length / count;
  return Array.from({ length: count }, (_, at) => data.slice(at * width, (at + 1) * width));
}

async function dispose(model: Transformers.Model): Promise<void> {
  await model.dispose();
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function invalid(message: string, cause?: unknown): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `${message}.`, { cause });
}
