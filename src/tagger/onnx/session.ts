import type * as Ort from 'onnxruntime-node';
import pLimit from 'p-limit';
import { SpotiTagsError } from '../../errors.ts';
import { importOptional } from '../../util/optional-package.ts';
import { sessionOptions } from '../local/session-options.ts';
import type { OnnxSettings } from './options.ts';
import { Normalizer } from './pixels.ts';
import { inputShape, type InputShape } from './shape.ts';

/** A model that is loaded, and answers pictures with one number a label. */
export interface Session {
  readonly shape: InputShape;
  /** The outputs of each picture: three bytes a pixel, of the size that the shape says. */
  run(pictures: readonly Uint8Array[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  release(): Promise<void>;
}

/**
 * Loads a model.
 * @param outputs - how many numbers it must answer a picture with.
 * @throws SpotiTagsError `invalid-input` for what is no model of that kind, `missing-package` without onnxruntime-node.
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
    // One after the other: a run holds up the process, and between two it must come to read files and heed signals.
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
      `There are ${labels} labels, but of one picture the model answers ${got} numbers (float32).`,
    );
  }
  return Array.from({ length: images }, (_, at) => data.subarray(at * labels, (at + 1) * labels));
}

function wrongModel(inputs: number): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `The model must take one input, a picture, and answer; this one takes ${inputs}.`,
  );
}
