import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import type { ClipTaggerOptions } from '../../tagger/clip/options.ts';
import type { OnnxTaggerOptions } from '../../tagger/onnx/options.ts';
import { readJson } from './files.ts';

// What is in range, the taggers check.
const color = v.tuple([v.number(), v.number(), v.number()]);

const onnx = v.strictObject({
  model: v.string(),
  labels: v.union([v.string(), v.array(v.string())]),
  name: v.exactOptional(v.string()),
  inputSize: v.exactOptional(v.number()),
  layout: v.exactOptional(v.picklist(['NCHW', 'NHWC'])),
  mean: v.exactOptional(color),
  std: v.exactOptional(color),
  crop: v.exactOptional(v.number()),
  activation: v.exactOptional(v.picklist(['softmax', 'sigmoid', 'none'])),
  topK: v.exactOptional(v.number()),
  minConfidence: v.exactOptional(v.number()),
  batchSize: v.exactOptional(v.number()),
  threads: v.exactOptional(v.number()),
});

const group = v.strictObject({
  name: v.string(),
  concepts: v.array(v.string()),
  templates: v.exactOptional(v.array(v.string())),
});
const clip = v.strictObject({
  folder: v.exactOptional(v.string()),
  model: v.exactOptional(v.string()),
  revision: v.exactOptional(v.string()),
  cacheFolder: v.exactOptional(v.string()),
  dtype: v.exactOptional(v.picklist(['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'])),
  vocabulary: v.exactOptional(
    v.union(
      [v.array(v.string()), v.array(group)],
      'it must be a list of concepts, or of groups, [{ "name": "styles", "concepts": ["oil painting"] }]',
    ),
  ),
  templates: v.exactOptional(v.array(v.string())),
  neutral: v.exactOptional(v.string()),
  temperature: v.exactOptional(v.number()),
  topK: v.exactOptional(v.number()),
  minConfidence: v.exactOptional(v.number()),
  threads: v.exactOptional(v.number()),
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
  const where = `The description of a model ${path}, ${v.getDotPath(issue) ?? 'object'}`;
  const why = issue.expected === 'never' ? 'there is no such option' : issue.message;
  throw new SpotiTagsError('invalid-input', `${where}: ${why}.`);
}
