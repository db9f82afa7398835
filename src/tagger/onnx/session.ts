import type * as Ort from 'onnxruntime-node';
import pLimit from 'p-limit';
import { SpotiTagsError } from '../../errors.ts';
import { importOptional } from '../../util/optional-package.ts';
import { sessionOptions } from '../local/session-options.ts';
import type { OnnxSettings } from './options.ts';
import { Normalizer } from './pixels.ts';
import { inputShape, type InputShape } from './shape.ts';

/** A loaded model that returns one number per label for each image. */
export interface Session {
  readonly shape: InputShape;
  /** The outputs of each image. Images have three bytes per pixel and the size of the shape. */
  run(pictures: readonly Uint8Array[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  release(): Promise<void>;
}

/**
 * Loads a model.
 * @param outputs - the number of values that it must return per image.
 * @throws SpotiTagsError `invalid-input` for a file that is not such a model, `missing-package` without
 * onnxruntime-node.
 */
export async function openSession(
  model: string | Uint8Array,
  settings: OnnxSettings,
  outputs: number,
): Promise<Session> {
  const ort = await importOptional('OnnxTagger', 'onnxruntime-node', () => import('onnxruntime-node'));
  const session = await create(ort, model, settings);
  try {
    const [input, ...others] = session.inputMetadata;
    const [output] = session.outputMetadata;
    if (!input || others.length > 0 || !output) throw wrongModel(session.inputMetadata.length);
    const shape = inputShape(input, settings);
    const normalizer = new Normalizer(shape, settings.mean, settings.std);
    const run = async (pictures: readonly Uint8Array[], signal?: AbortSignal) => {
      signal?.throwIfAborted();
      const images = shape.images ?? pictures.length;
      const data = normalizer.input(pictures, images);
      const tensor = new ort.Tensor('float32', data, normalizer.dims(images));
      const answer = await session.run({ [input.name]: tensor }, [output.name]);
      return split(answer[output.name], images, outputs).slice(0, pictures.length);
    };
    // One run at a time: a run blocks the process, and between two runs the process must be able to read
    // files and react to signals.
    const turn = pLimit(1);
    return {
      shape,
      run: (pictures, signal) => turn(() => run(pictures, signal)),
      release: () => turn(() => session.release()),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

async function create(
  { InferenceSession }: typeof Ort,
  model: string | Uint8Array,
  { threads }: OnnxSettings,
): Promise<Ort.InferenceSession> {
  try {
    return await InferenceSession.create(model, sessionOptions(threads));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SpotiTagsError('invalid-input', `The model cannot be loaded: ${reason.replace(/\.$/, '')}.`, {
      cause,
    });
  }
}

function split(output: Ort.Tensor | undefined, images: number, labels: number): Float32Array[] {
  const data = output?.data;
  if (!(data instanceof Float32Array) || data.length !== images * labels) {
    const got = data instanceof Float32Array ? data.length / images : 'none';
    throw new SpotiTagsError(
      'invalid-input',
      `There are ${labels} labels, but the model returns ${got} numbers (float32) per image.`,
    );
  }
  return Array.from({ length: images }, (_, at) => data.subarray(at * labels, (at + 1) * labels));
}

function wrongModel(inputs: number): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `The model must have one input, an image, and an output. This model has ${inputs} inputs.`,
  );
}
