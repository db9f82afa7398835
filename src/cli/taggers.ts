import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { TagStore } from '../store/store.ts';
import { withStore } from '../store/with-store.ts';
import { ClarifaiTagger } from '../tagger/clarifai/clarifai-tagger.ts';
import { combineTaggers } from '../tagger/combine.ts';
import { PaletteTagger } from '../tagger/palette/index.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { readJson } from './files.ts';
import type { Io } from './io.ts';

const names = ['palette', 'onnx', 'clarifai'] as const;
type TaggerName = (typeof names)[number];

export interface TaggerOptions {
  readonly tagger?: readonly TaggerName[];
  readonly onnx?: string;
}

export function withTagger(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--tagger <name>',
        `what tags the covers, ${names.join(', ')}; several together where it is repeated; clarifai needs CLARIFAI_PAT, ` +
          'onnx needs --onnx (default: palette)',
      ).argParser<readonly TaggerName[] | undefined>((text, before = []) => {
        const name = names.find((one) => one === text);
        if (name === undefined) throw new InvalidArgumentError(`Allowed choices are ${names.join(', ')}.`);
        return [...before, name];
      }),
    )
    .option(
      '--onnx <file>',
      'a model for --tagger onnx: JSON file { "model": "m.onnx", "labels": "labels.txt", … } of OnnxTagger’s options',
    );
}

/** The tagger that the options name, or several as one; parts keep entries of their own in the store. */
export async function openTagger(
  options: TaggerOptions,
  io: Io,
  store: TagStore | undefined,
): Promise<Tagger> {
  const { tagger: named = options.onnx === undefined ? (['palette'] as const) : (['onnx'] as const) } =
    options;
  const chosen = [...new Set<TaggerName>(named)];
  const taggers: Tagger[] = [];
  for (const name of chosen) taggers.push(await open(name, options, io));
  const parts = store ? taggers.map((tagger) => withStore(tagger, store)) : taggers;
  const [first, second, ...others] = parts;
  if (first && second) return combineTaggers(first, second, ...others);
  // Alone, it has its entries from the store of the whole.
  return taggers[0] ?? new PaletteTagger();
}

function open(name: TaggerName, { onnx }: TaggerOptions, { env }: Io): Promise<Tagger> | Tagger {
  switch (name) {
    case 'palette':
      return new PaletteTagger();
    case 'onnx':
      return openOnnx(onnx);
    case 'clarifai': {
      const pat = env['CLARIFAI_PAT'];
      if (pat) return new ClarifaiTagger({ pat });
      throw new SpotiTagsError(
        'unauthorized',
        'Clarifai needs a personal access token: set CLARIFAI_PAT, or use --tagger palette, which needs no key.',
      );
    }
  }
}

const colour = v.tuple([v.number(), v.number(), v.number()]);
const onnxSchema = v.strictObject({
  model: v.string(),
  labels: v.union([v.string(), v.array(v.string())]),
  name: v.exactOptional(v.string()),
  inputSize: v.exactOptional(v.number()),
  layout: v.exactOptional(v.picklist(['NCHW', 'NHWC'])),
  mean: v.exactOptional(colour),
  std: v.exactOptional(colour),
  crop: v.exactOptional(v.number()),
  activation: v.exactOptional(v.picklist(['softmax', 'sigmoid', 'none'])),
  topK: v.exactOptional(v.number()),
  minConfidence: v.exactOptional(v.number()),
  batchSize: v.exactOptional(v.number()),
  threads: v.exactOptional(v.number()),
});

async function openOnnx(path: string | undefined): Promise<Tagger> {
  if (path === undefined) {
    throw new SpotiTagsError('invalid-input', '--tagger onnx needs a model: --onnx model.json.');
  }
  const checked = v.safeParse(onnxSchema, await readJson(path, 'description of a model'));
  if (!checked.success) {
    const [issue] = checked.issues;
    throw new SpotiTagsError(
      'invalid-input',
      `The description of a model ${path}, ${v.getDotPath(issue) ?? 'object'}: ${issue.message}.`,
    );
  }
  const { model, labels, ...rest } = checked.output;
  const beside = (file: string) => resolve(dirname(path), file);
  // Loaded when asked for: it is large, and most people have no use for it.
  const { OnnxTagger } = await import('../tagger/onnx/index.ts');
  return OnnxTagger.load({
    ...rest,
    model: beside(model),
    labels: typeof labels === 'string' ? beside(labels) : labels,
  });
}
