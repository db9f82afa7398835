import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { coverImageEntries, type CoverImageOptions } from '../../covers/options.ts';
import { SpotiTagsError, codeOf } from '../../errors.ts';
import {
  areTexts,
  isNumber,
  isText,
  must,
  oneOf,
  optionsSchema,
  text,
  textLike,
  wholeNumberFrom,
  zeroToOne,
} from '../../util/options.ts';

export interface OnnxTaggerOptions extends CoverImageOptions {
  /** An image-classification model: the path of an `.onnx` file, or its bytes. */
  readonly model: string | Uint8Array;
  /**
   * The name of each output, in order: a list, or the path of a text file with one name per line. Outputs
   * with an empty name are not used. If two outputs have the same name, the higher confidence counts.
   */
  readonly labels: readonly string[] | string;
  /**
   * The beginning of the id, and the namespace of the tags in `combineTaggers`. Letters, digits, `.`, `-`,
   * `_`. @default 'onnx'
   */
  readonly name?: string;
  /**
   * The name of the output with the scores of the labels. @default the only output, or the only one that has as many numbers
   * as there are labels
   */
  readonly output?: string;
  /**
   * Also gives the embedding of each cover: the numbers that the last layer of the model gets, in which covers that look alike
   * have similar directions. A name chooses another tensor of the model. Of a tensor with rows and columns, it is the mean
   * of each channel. @default false
   */
  readonly embedding?: boolean | string;
  /** Width and height of the model's input in pixels. @default as the model says, otherwise 224 */
  readonly inputSize?: number;
  /** Whether colors come before or after rows and columns. @default as the model says, otherwise 'NCHW' */
  readonly layout?: Layout;
  /** Subtracted from red, green and blue in 0..1. @default [0.485, 0.456, 0.406], as for ImageNet */
  readonly mean?: Color;
  /** The difference is divided by this. @default [0.229, 0.224, 0.225], as for ImageNet */
  readonly std?: Color;
  /**
   * The used part of the shorter side, above 0 to 1. A square of that side is cut out of the middle and
   * resized to the input size. Most models were tested with the default, 224 pixels of 256. @default 0.875
   */
  readonly crop?: number;
  /**
   * How confidences are computed from the outputs. `softmax`: exactly one label is right. `sigmoid`: each
   * label is independent. `none`: the model returns confidences. @default 'softmax'
   */
  readonly activation?: Activation;
  /** Largest number of tags per cover. @default 50 */
  readonly maxTags?: number;
  /**
   * Tags with less confidence are left out, 0 to 1. The default is low, because a model learns from faint tags too. A
   * reader may want 0.02. @default 0.002
   */
  readonly minConfidence?: number;
  /**
   * Number of covers per run, if the model accepts any number. The process is blocked during a run. More than
   * one may be faster on processors with many cores. For a model whose integers are scaled during the run
   * ("dynamic quantization"), the result of a cover then depends on the other covers of its batch. @default 1
   */
  readonly batchSize?: number;
  /** Number of threads of the model. @default the number of cores */
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
  ...coverImageEntries,
  model: must(
    'be the path of an .onnx file, or its bytes',
    (value): value is string | Uint8Array => isText(value) || value instanceof Uint8Array,
  ),
  labels: must(
    'be a list of names, or the path of a text file',
    (value): value is string | readonly string[] => isText(value) || areTexts(value),
  ),
  name: v.exactOptional(textLike(/^[\w.-]+$/u, 'be letters, digits, ".", "-" and "_"'), 'onnx'),
  output: v.exactOptional(text),
  embedding: v.exactOptional(
    must(
      'be true, false, or the name of a tensor',
      (value): value is boolean | string => typeof value === 'boolean' || isText(value),
    ),
    false,
  ),
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
  minConfidence: v.exactOptional(zeroToOne, 0.002),
  batchSize: v.exactOptional(wholeNumberFrom(1), 1),
  threads: v.exactOptional(wholeNumberFrom(0), 0),
});

/** Checked options with defaults. Absent ones are taken from the model. */
export type OnnxSettings = v.InferOutput<typeof onnxOptions>;

/**
 * The labels, read from their file if they are a path.
 * @throws SpotiTagsError `invalid-input` if the file cannot be read, or if there are no labels.
 */
export async function readLabels(labels: readonly string[] | string): Promise<readonly string[]> {
  const list = typeof labels === 'string' ? await readLines(labels) : labels;
  if (list.every((label) => label.trim() === ''))
    throw new SpotiTagsError(
      'invalid-input',
      'labels must name the outputs of the model, but all of them are empty.',
    );
  return list.map((label) => label.trim());
}

async function readLines(path: string): Promise<readonly string[]> {
  try {
    const lines = await readFile(path, 'utf8');
    return lines.replace(/^\uFEFF|\r?\n$/gu, '').split(/\r?\n/u);
  } catch (cause) {
    const reason = codeOf(cause) ?? 'unknown reason';
    throw new SpotiTagsError('invalid-input', `The labels cannot be read from ${path} (${reason}).`, {
      cause,
    });
  }
}
