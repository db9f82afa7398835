import type * as Ort from 'onnxruntime-node';
import pLimit from 'p-limit';
import { counted } from '../../util/plural.ts';
import { SpotiTagsError } from '../../errors.ts';
import { excerpt } from '../../http/text.ts';
import { importOptional } from '../../util/optional-package.ts';
import { sessionOptions } from '../local/session-options.ts';
import type { OnnxSettings } from './options.ts';
import { withInnerOutput } from './inner-output.ts';
import { Normalizer } from './pixels.ts';
import { listed, outputOf } from './output.ts';
import { inputShape, type InputShape } from './shape.ts';

/** What the model says of an image. */
export interface Answer {
  /** One number per label. */
  readonly scores: Float32Array;
  /** If it was asked for. */
  readonly embedding?: Float32Array;
}

/** A loaded model that returns one number per label for each image. */
export interface Session {
  readonly shape: InputShape;
  /** The name of the output that is used, if it is not the first. */
  readonly output: string | undefined;
  /** The tensor that is the embedding, if it was asked for. */
  readonly embedding: string | undefined;
  /** The answers for each image. Images have three bytes per pixel and the size of the shape. */
  run(pictures: readonly Uint8Array[], signal?: AbortSignal): Promise<readonly Answer[]>;
  release(): Promise<void>;
}

/**
 * Loads a model.
 * @param labels - the number of values that it must return per image.
 * @throws SpotiTagsError `invalid-input` for a file that is not such a model, `missing-package` without
 * onnxruntime-node.
 */
export async function openSession(
  model: string | Uint8Array,
  settings: OnnxSettings,
  labels: number,
): Promise<Session> {
  const ort = await importOptional('OnnxTagger', 'onnxruntime-node', () => import('onnxruntime-node'));
  const { embedding: asked } = settings;
  const inner = asked === false ? undefined : await withInnerOutput(model, asked, settings.output);
  const tensorName = inner?.tensor;
  const session = await create(ort, inner?.model ?? model, settings);
  try {
    const [input, ...others] = session.inputMetadata;
    if (!input || others.length > 0) throw wrongModel(session.inputMetadata.length);
    const outputs = session.outputMetadata.filter(
      ({ name }) => name !== tensorName || name === settings.output,
    );
    const output = outputOf(outputs, labels, settings.output);
    const fetched = [...new Set([output.name, ...(tensorName === undefined ? [] : [tensorName])])];
    const shape = inputShape(input, settings);
    const normalizer = new Normalizer(shape, settings.mean, settings.std);
    const run = async (pictures: readonly Uint8Array[], signal?: AbortSignal) => {
      signal?.throwIfAborted();
      const images = shape.images ?? pictures.length;
      const data = normalizer.input(pictures, images);
      const tensor = new ort.Tensor('float32', data, normalizer.dims(images));
      const answer = await session.run({ [input.name]: tensor }, fetched).catch((cause: unknown) => {
        throw cannotRun(cause, shape, images);
      });
      const rows = split(answer[output.name], images, labels);
      if (rows) {
        const vectors = tensorName === undefined ? [] : vectorsOf(answer[tensorName], images, tensorName);
        return rows.slice(0, pictures.length).map((scores, at): Answer => {
          const embedding = vectors[at];
          return { scores, ...(embedding && { embedding }) };
        });
      }
      const all = listed(outputs);
      throw new SpotiTagsError(
        'invalid-input',
        `There are ${labels} labels, but the output ${output.name} returns ` +
          `${numbersOf(answer[output.name], images)} numbers (float32) per image. The outputs are ${all}.`,
      );
    };
    // One run at a time: a run blocks the process, and between two runs the process must be able to read
    // files and react to signals.
    const turn = pLimit(1);
    return {
      shape,
      output: output === outputs[0] ? undefined : output.name,
      embedding: tensorName,
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

/** The numbers of each image, or undefined if they are not one per label. */
function split(
  output: Ort.Tensor | undefined,
  images: number,
  labels: number,
): readonly Float32Array[] | undefined {
  const data = output?.data;
  if (!(data instanceof Float32Array) || data.length !== images * labels) return undefined;
  return Array.from({ length: images }, (_, at) => data.subarray(at * labels, (at + 1) * labels));
}

/**
 * The vectors of each image. Of four dimensions, which are channels, rows and columns of each image, it is the mean of each
 * channel.
 */
function vectorsOf(tensor: Ort.Tensor | undefined, images: number, name: string): readonly Float32Array[] {
  const [data, dims] = [tensor?.data, tensor?.dims ?? []];
  const isPerImage = images === 1 || dims[0] === images;
  if (!(data instanceof Float32Array) || data.length === 0 || !isPerImage) {
    throw new SpotiTagsError(
      'invalid-input',
      `An embedding is numbers (float32) for each image, but the tensor ${name} is not. Set embedding to another tensor.`,
    );
  }
  const area = dims.length === 4 ? (dims[2] ?? 1) * (dims[3] ?? 1) : 1;
  const width = data.length / images / area;
  return Array.from({ length: images }, (_, image) =>
    Float32Array.from({ length: width }, (_, channel) => {
      const from = (image * width + channel) * area;
      return area === 1 ? (data[from] ?? 0) : mean(data.subarray(from, from + area));
    }),
  );
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function numbersOf(output: Ort.Tensor | undefined, images: number): string {
  const data = output?.data;
  return data instanceof Float32Array ? String(data.length / images) : 'no';
}

/** Some networks fix a size that their file leaves open. Only a run shows it. */
function cannotRun(
  cause: unknown,
  { width, height, isSizeOpen }: InputShape,
  images: number,
): SpotiTagsError {
  const reason = excerpt(cause instanceof Error ? cause.message : String(cause));
  const advice = [
    ...(isSizeOpen ? ['If the network needs another size, set inputSize to it.'] : []),
    ...(images > 1 ? ['If it takes one image at a time, set batchSize to 1.'] : []),
  ];
  const text = `The model cannot be run with ${images} × ${width} × ${height} pixels: ${reason.replace(/\.$/u, '')}.`;
  return new SpotiTagsError('invalid-input', [text, ...advice].join(' '), { cause });
}

function wrongModel(inputs: number): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `The model must have one input, an image, and an output. This model has ${counted(inputs, 'input')}.`,
  );
}
