import { readFile } from 'node:fs/promises';
import type { CoverReaderOptions } from '../../covers/read.ts';
import { SpotiTagsError, codeOf, wholeNumber } from '../../errors.ts';

export interface OnnxTaggerOptions extends CoverReaderOptions {
  /** An image-classification model: the path of an `.onnx` file, or its bytes. */
  readonly model: string | Uint8Array;
  /**
   * The name of each output, in their order: a list, or the path of a text file with one a line. What has an empty name
   * is never said; where two have the same, the surer one counts.
   */
  readonly labels: readonly string[] | string;
  /** What the id begins with, and with it the names of tags that are namespaced. Letters, digits, `.`, `-`, `_`. @default 'onnx' */
  readonly name?: string;
  /** Width and height in pixels that the model takes. @default what the model says, else 224 */
  readonly inputSize?: number;
  /** Colors before rows and columns, or after. @default what the model says, else 'NCHW' */
  readonly layout?: Layout;
  /** Subtracted from red, green and blue, which lie in 0..1. @default [0.485, 0.456, 0.406], ImageNet's */
  readonly mean?: Color;
  /** What the difference is divided by. @default [0.229, 0.224, 0.225], ImageNet's */
  readonly std?: Color;
  /**
   * How much of the shorter side is seen, above 0 to 1: a square of that side is cut out of the middle and shrunk to the
   * input size. Most models were tested on what the default leaves, 224 pixels of 256. @default 0.875
   */
  readonly crop?: number;
  /**
   * What makes confidences of the outputs: `softmax` where one of all labels is meant, `sigmoid` where each stands for
   * itself, `none` where the model does so by itself. @default 'softmax'
   */
  readonly activation?: Activation;
  /** The most tags a cover gets. @default 50 */
  readonly topK?: number;
  /** Tags of less confidence are left out, 0 to 1. @default 0.001 */
  readonly minConfidence?: number;
  /**
   * Covers that the model sees at once, where it takes any number; the process does nothing else meanwhile. More than one
   * may pay where the processor has many cores. A model whose integers are scaled as it goes ("dynamic quantization")
   * then sees a cover in the light of its neighbors. @default 1
   */
  readonly batchSize?: number;
  /** Threads that the model is computed on. @default as many as there are cores */
  readonly threads?: number;
}

export type Layout = 'NCHW' | 'NHWC';
export type Activation = 'softmax' | 'sigmoid' | 'none';
/** Red, green, blue. */
export type Color = readonly [number, number, number];

/** Options that were checked, defaults filled in; what is undefined is for the model to say. */
export interface OnnxSettings {
  readonly name: string;
  readonly inputSize: number | undefined;
  readonly layout: Layout | undefined;
  readonly mean: Color;
  readonly std: Color;
  readonly crop: number;
  readonly activation: Activation;
  readonly topK: number;
  readonly minConfidence: number;
  readonly batchSize: number;
  readonly threads: number;
}

/** @throws SpotiTagsError `invalid-input` that names the option. */
export function settingsOf(options: OnnxTaggerOptions): OnnxSettings {
  const { name = 'onnx', inputSize, layout, crop = 0.875, activation = 'softmax', threads = 0 } = options;
  const { topK = 50, minConfidence = 0.001, batchSize = 1 } = options;
  if (!/^[\w.-]+$/u.test(name)) throw invalid('name must be letters, digits, ".", "-" and "_"', name);
  if (layout !== undefined && !['NCHW', 'NHWC'].includes(layout))
    throw invalid("layout must be 'NCHW' or 'NHWC'", layout);
  if (!['softmax', 'sigmoid', 'none'].includes(activation))
    throw invalid("activation must be 'softmax', 'sigmoid' or 'none'", activation);
  if (!(crop > 0 && crop <= 1)) throw invalid('crop must lie above 0 and up to 1', crop);
  if (!(minConfidence >= 0 && minConfidence <= 1))
    throw invalid('minConfidence must lie in 0..1', minConfidence);
  return {
    ...{ name, layout, crop, activation, minConfidence },
    inputSize: inputSize === undefined ? undefined : wholeNumber('inputSize', inputSize),
    mean: color('mean', options.mean ?? [0.485, 0.456, 0.406], () => true),
    std: color('std', options.std ?? [0.229, 0.224, 0.225], (value) => value > 0),
    topK: wholeNumber('topK', topK),
    batchSize: wholeNumber('batchSize', batchSize),
    threads: wholeNumber('threads', threads, 0),
  };
}

/**
 * The labels, from the file where they are in one.
 * @throws SpotiTagsError `invalid-input` where it cannot be read, or there are none.
 */
export async function readLabels(labels: readonly string[] | string): Promise<readonly string[]> {
  const list = typeof labels === 'string' ? await readLines(labels) : labels;
  if (list.every((label) => label.trim() === ''))
    throw invalid('labels must name the outputs of the model', list);
  return list.map((label) => label.trim());
}

async function readLines(path: string): Promise<readonly string[]> {
  try {
    const text = await readFile(path, 'utf8');
    return text.replace(/^\uFEFF|\r?\n$/gu, '').split(/\r?\n/u);
  } catch (cause) {
    const reason = codeOf(cause) ?? 'unknown reason';
    throw new SpotiTagsError('invalid-input', `The labels cannot be read from ${path} (${reason}).`, {
      cause,
    });
  }
}

function color(option: string, value: Color, fits: (part: number) => boolean): Color {
  const [red, green, blue] = value;
  if ([red, green, blue].every((part) => Number.isFinite(part) && fits(part))) return [red, green, blue];
  throw invalid(`${option} must be three numbers, of red, green and blue`, value);
}

function invalid(expected: string, got: unknown): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `${expected}, got ${JSON.stringify(got)}.`);
}
