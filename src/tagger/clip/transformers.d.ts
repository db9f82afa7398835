/** The used part of Transformers.js, version 4. With onnxruntime it takes 450 MB. */
declare module '@huggingface/transformers' {
  export interface PretrainedOptions {
    readonly revision: string;
    readonly dtype: string;
    readonly local_files_only: boolean;
    readonly cache_dir: string | null;
    readonly progress_callback: ((progress: ProgressInfo) => void) | null;
    readonly session_options: object;
  }

  /** `loaded` and `total` are bytes. They are present if `status` is `progress`. */
  export interface ProgressInfo {
    readonly status: string;
    readonly file?: string;
    readonly loaded?: number;
    readonly total?: number;
  }

  export interface Tensor {
    readonly data: unknown;
    readonly dims: readonly number[];
  }
  export type Tensors = Readonly<Record<string, Tensor>>;

  /** Loads by a model's name on the hub, or from the absolute path of a folder. */
  export interface Loader<T> {
    from_pretrained(model: string, options: PretrainedOptions): Promise<T>;
  }

  export interface Model {
    (inputs: Tensors): Promise<Tensors>;
    dispose(): Promise<unknown>;
  }

  export class RawImage {
    constructor(data: Uint8Array, width: number, height: number, channels: 3);
    readonly channels: number;
  }

  interface Tokenizer {
    (
      texts: readonly string[],
      options: { padding: true | 'max_length'; truncation: true; max_length: number },
    ): Tensors;
    /** All tokens of the text. */
    encode(text: string): readonly number[];
    /** Infinity or a very large number if the files do not say. */
    readonly model_max_length: number;
  }
  interface ImageProcessor {
    (image: RawImage): Promise<Tensors>;
    /** The contents of its preprocessor_config.json. */
    readonly config: unknown;
  }

  export const env: { readonly cacheDir: string | null };
  export const AutoConfig: Loader<unknown>;
  export const AutoTokenizer: Loader<Tokenizer>;
  export const AutoImageProcessor: Loader<ImageProcessor>;
  export const CLIPTextModelWithProjection: Loader<Model>;
  export const CLIPVisionModelWithProjection: Loader<Model>;
  export const SiglipTextModel: Loader<Model>;
  export const SiglipVisionModel: Loader<Model>;
}
