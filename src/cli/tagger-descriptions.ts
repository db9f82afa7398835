import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { ClipTaggerOptions } from '../tagger/clip/options.ts';
import type { OnnxTaggerOptions } from '../tagger/onnx/options.ts';
import { readJson } from './files.ts';

// What is in range, the taggers check.
const { exactOptional: maybe, number, string, array } = v;
const colour = v.tuple([number(), number(), number()]);

const onnx = v.strictObject({
  model: string(),
  labels: v.union([string(), array(string())]),
  name: maybe(string()),
  inputSize: maybe(number()),
  layout: maybe(v.picklist(['NCHW', 'NHWC'])),
  mean: maybe(colour),
  std: maybe(colour),
  crop: maybe(number()),
  activation: maybe(v.picklist(['softmax', 'sigmoid', 'none'])),
  topK: maybe(number()),
  minConfidence: maybe(number()),
  batchSize: maybe(number()),
  threads: maybe(number()),
});

const group = v.strictObject({
  name: string(),
  concepts: array(string()),
  templates: maybe(array(string())),
});
const clip = v.strictObject({
  folder: maybe(string()),
  model: maybe(string()),
  revision: maybe(string()),
  cacheFolder: maybe(string()),
  dtype: maybe(v.picklist(['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'])),
  vocabulary: maybe(v.union([array(string()), array(group)])),
  templates: maybe(array(string())),
  neutral: maybe(string()),
  temperature: maybe(number()),
  topK: maybe(number()),
  minConfidence: maybe(number()),
  threads: maybe(number()),
});

/** A JSON file with options of `OnnxTagger`; the files it names stand beside it. */
export async function readOnnx(path: string): Promise<OnnxTaggerOptions> {
  const { model, labels, ...rest } = await read(path, onnx);
  const beside = (file: string) => resolve(dirname(path), file);
  return { ...rest, model: beside(model), labels: typeof labels === 'string' ? beside(labels) : labels };
}

/** A JSON file with options of `ClipTagger`; the folders it names stand beside it. */
export async function readClip(path: string): Promise<ClipTaggerOptions> {
  const { folder, cacheFolder, ...rest } = await read(path, clip);
  const beside = (file: string) => resolve(dirname(path), file);
  return {
    ...rest,
    ...(folder !== undefined && { folder: beside(folder) }),
    ...(cacheFolder !== undefined && { cacheFolder: beside(cacheFolder) }),
  };
}

async function read<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T> {
  const checked = v.safeParse(schema, await readJson(path, 'description of a model'));
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  throw new SpotiTagsError(
    'invalid-input',
    `The description of a model ${path}, ${v.getDotPath(issue) ?? 'object'}: ${issue.message}.`,
  );
}
