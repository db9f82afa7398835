/** The part of onnxruntime-node that is used, of version 1.22 and later: the package alone weighs 290 MB. */
declare module 'onnxruntime-node' {
  export class Tensor {
    constructor(type: 'float32', data: Float32Array, dims: readonly number[]);
    readonly data: unknown;
    readonly dims: readonly number[];
  }

  /** Of an input or output. A dimension that the model leaves open is a name; a shape it leaves open is empty. */
  export interface ValueMetadata {
    readonly name: string;
    readonly isTensor: boolean;
    readonly type?: string;
    readonly shape?: readonly (number | string)[];
  }

  export interface SessionOptions {
    /** 0 is the number of cores. */
    readonly intraOpNumThreads: number;
    /** 3 is errors alone. */
    readonly logSeverityLevel: 3;
    /** The keys of `onnxruntime_session_options_config_keys.h`, one object a part of the key. */
    readonly extra: { readonly session: { readonly intra_op: { readonly allow_spinning: '0' | '1' } } };
  }

  export interface InferenceSession {
    readonly inputMetadata: readonly ValueMetadata[];
    readonly outputMetadata: readonly ValueMetadata[];
    /** Works on the calling thread until it is done, though it gives a promise. */
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
