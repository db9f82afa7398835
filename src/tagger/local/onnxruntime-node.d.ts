/** The used part of onnxruntime-node, version 1.22 and later. The package takes 290 MB. */
declare module 'onnxruntime-node' {
  export class Tensor {
    constructor(type: 'float32', data: Float32Array, dims: readonly number[]);
    readonly data: unknown;
    readonly dims: readonly number[];
  }

  /** Describes an input or output. An open dimension is a name. An open shape is empty. */
  export interface ValueMetadata {
    readonly name: string;
    readonly isTensor: boolean;
    readonly type?: string;
    readonly shape?: readonly (number | string)[];
  }

  export interface SessionOptions {
    /** 0 means the number of cores. */
    readonly intraOpNumThreads: number;
    /** 4 means fatal errors only. */
    readonly logSeverityLevel: 4;
    /**
     * The keys of `onnxruntime_session_options_config_keys.h`, with one nested object per part of the key.
     */
    readonly extra: { readonly session: { readonly intra_op: { readonly allow_spinning: '0' | '1' } } };
  }

  export interface InferenceSession {
    readonly inputMetadata: readonly ValueMetadata[];
    readonly outputMetadata: readonly ValueMetadata[];
    /** Blocks the calling thread until it is done, although it returns a promise. */
    run(
      feeds: Readonly<Record<string, Tensor>>,
      fetches: readonly string[],
    ): Promise<Readonly<Record<string, Tensor>>>;
    release(): Promise<void>;
  }

  export const InferenceSession: {
    create(model: string | Uint8Array, options: SessionOptions): Promise<InferenceSession>;
  };
}
