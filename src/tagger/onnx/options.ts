import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { coverReaderEntries } from '../../covers/options.ts';
import type { CoverReaderOptions } from '../../covers/read.ts';
import { SpotiTagsError, codeOf } from '../../errors.ts';
import {
  areTexts,
  isNumber,
  isText,
  minConfidence,
  must,
  oneOf,
  optionsSchema,
  textLike,
  wholeNumberFrom,
} from '../../util/options.ts';

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
  readonly maxTags?: number;
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

const colorOf = (fits: (part: number) => boolean) =>
  must(
    'be three numbers, of red, green and blue',
    (value): value is Color =>
      Array.isArray(value) &&
      value.length === 3 &&
      value.every((part: unknown) => isNumber(part) && Number.isFinite(part) && fits(part)),
  );

export const onnxOptions = optionsSchema({
  ...coverReaderEntries,
  model: must(
    'be the path of an .onnx file, or its bytes',
    (value): value is string | Uint8Array => isText(value) || value instanceof Uint8Array,
  ),
  labels: must(
    'be a list of names, or the path of a text file',
    (value): value is string | readonly string[] => isText(value) || areTexts(value),
  ),
  name: v.exactOptional(textLike(/^[\w.-]+$/u, 'be letters, digits, ".", "-" and "_"'), 'onnx'),
  inputSize: v.exactOptional(wholeNumberFrom(1)),
  layout: v.exactOptional(oneOf(['NCHW', 'NHWC'])),
  mean: v.exactOptional(
    colorOf(() => true),
    [0.485, 0.456, 0.406],
  ),
  std: v.exactOptional(
    colorOf((part) => part > 0),
    [0.229, 0.224, 0.225],
  ),
  crop: v.exactOptional(
    must('lie above 0 and up to 1', (value): value is number => isNumber(value) && value > 0 && value <= 1),
    0.875,
  ),
  activation: v.exactOptional(oneOf(['softmax', 'sigmoid', 'none']), 'softmax'),
  maxTags: v.exactOptional(wholeNumberFrom(1), 50),
  minConfidence: v.exactOptional(minConfidence, 0.001),
  batchSize: v.exactOptional(wholeNumberFrom(1), 1),
  threads: v.exactOptional(wholeNumberFrom(0), 0),
});

/** Options that were checked, with defaults; what is left out is for the model to say. */
export type OnnxSettings = v.InferOutput<typeof onnxOptions>;

/**
 * The labels, from the file where they are in one.
 * @throws SpotiTagsError `invalid-input` where it cannot be read, or there are none.
 */
export async function readLabels(labels: readonly string[] | string): Promise<readonly string[]> {
  const list = typeof labels === 'string' ? await readLines(labels) : labels;
  if (list.every((label) => label.trim() === ''))
    throw new SpotiTagsError(
      'invalid-input',
      'labels must name the outputs of the model; all of them are empty.',
    );
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
