import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as Transformers from '@huggingface/transformers';
import type { Pixels } from '../../covers/decode.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { ClipProgress, ClipSettings } from './options.ts';

/** One half of a model, which makes embeddings: of any length, all of as many numbers. */
export interface Encoder<Input> {
  encode(input: Input): Promise<readonly Float32Array[]>;
  release(): Promise<void>;
}

/** What differs between the families of models. */
const families = new Map([
  ['clip', { text: 'CLIPTextModelWithProjection', vision: 'CLIPVisionModelWithProjection', padding: true }],
  // Trained on texts of one length, and answers otherwise for others.
  ['siglip', { text: 'SiglipTextModel', vision: 'SiglipVisionModel', padding: 'max_length' }],
] as const);

/** Loads the halves of a model, each when it is asked for. */
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
      session_options: {
        intraOpNumThreads: threads,
        logSeverityLevel: 3,
        // Threads that wait for work would else keep the cores from decoding the next images.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      },
    };
  }

  async texts(): Promise<Encoder<readonly string[]>> {
    const family = await this.#family();
    const tokenizer = await this.#load(this.#library.AutoTokenizer, this.#downloadedTexts());
    const model = await this.#load<Transformers.Model>(this.#library[family.text]);
    const { padding } = family;
    return {
      encode: async (texts) =>
        rows(await model(tokenizer(texts, { padding, truncation: true })), texts.length),
      release: () => dispose(model),
    };
  }

  async images(): Promise<Encoder<Pixels>> {
    const family = await this.#family();
    const processor = await this.#load(this.#library.AutoImageProcessor);
    const model = await this.#load<Transformers.Model>(this.#library[family.vision]);
    return {
      encode: async ({ data, width, height }) => {
        const { pixel_values } = await processor(new this.#library.RawImage(data, width, height, 3));
        return rows(await model(pixel_values ? { pixel_values } : {}), 1);
      },
      release: () => dispose(model),
    };
  }

  async #family() {
    const { model_type: type = 'none' } = await this.#load(this.#library.AutoConfig);
    const [, family] = [...families].find(([name]) => name === type) ?? [];
    if (family) return family;
    const text = `The model must be of the type ${[...families.keys()].join(' or ')}; ${this.#source} is of the type ${type}.`;
    throw new SpotiTagsError('invalid-input', text);
  }

  /**
   * The folder that a tokenizer was downloaded to, if it was. Asked for by the model's name, the library would look on the
   * network whether there is one, each time.
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
      const reason = cause instanceof Error ? cause.message : String(cause);
      const text = `The model ${this.#source} cannot be loaded: ${reason}`;
      if (this.#options.local_files_only) throw new SpotiTagsError('invalid-input', text, { cause });
      throw new SpotiTagsError('service', `${text} Without a network, give its files as \`folder\`.`, {
        cause,
        retryable: true,
      });
    }
  }
}

function report(onProgress: (progress: ClipProgress) => void) {
  return ({ status, file, loaded, total }: Transformers.ProgressInfo) => {
    if (status === 'progress' && file !== undefined && loaded !== undefined && total !== undefined)
      onProgress({ file, loaded, total });
  };
}

/** CLIP calls its embeddings text_embeds and image_embeds, SigLIP pooler_output. */
function rows(outputs: Transformers.Tensors, count: number): readonly Float32Array[] {
  const data = (outputs['text_embeds'] ?? outputs['image_embeds'] ?? outputs['pooler_output'])?.data;
  if (!(data instanceof Float32Array) || data.length === 0 || data.length % count !== 0)
    throw new SpotiTagsError('invalid-input', 'The model answers with no embeddings: it is of another kind.');
  const width = data.length / count;
  return Array.from({ length: count }, (_, at) => data.slice(at * width, (at + 1) * width));
}

async function dispose(model: Transformers.Model): Promise<void> {
  await model.dispose();
}
