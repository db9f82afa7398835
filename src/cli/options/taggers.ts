import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { SpotiTagsError } from '../../errors.ts';
import type { TagStore } from '../../store/store.ts';
import { withStore } from '../../tagger/with-store.ts';
import { ClarifaiTagger } from '../../tagger/clarifai/clarifai-tagger.ts';
import type { ClipProgress } from '../../tagger/clip/options.ts';
import { combineTaggers } from '../../tagger/combine.ts';
import { PaletteTagger } from '../../tagger/palette/index.ts';
import type { Tagger } from '../../tagger/tagger.ts';
import { type Io, atOnce } from '../terminal/io.ts';
import { withBar } from '../terminal/progress.ts';
import { cacheFolder } from './stores.ts';
import { readClip, readOnnx } from './tagger-files.ts';
import { UsageError } from './usage-error.ts';

const names = ['palette', 'onnx', 'clip', 'clarifai'] as const;
type TaggerName = (typeof names)[number];

export interface TaggerOptions {
  readonly tagger?: readonly TaggerName[];
  readonly onnx?: string;
  readonly clip?: string;
}

export function withTagger(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--tagger <name>',
        `what tags the covers, ${names.join(', ')}; several together where it is repeated; clarifai needs CLARIFAI_PAT, ` +
          'onnx needs --onnx, clip downloads its model at first use (default: palette)',
      ).argParser<readonly TaggerName[] | undefined>((text, before = []) => {
        const name = names.find((one) => one === text);
        if (name === undefined) throw new InvalidArgumentError(`Allowed choices are ${names.join(', ')}.`);
        return [...before, name];
      }),
    )
    .option(
      '--onnx <file>',
      'the model of --tagger onnx: JSON file { "model": "m.onnx", "labels": "labels.txt", … } of OnnxTagger’s options',
    )
    .option(
      '--clip <file>',
      'what --tagger clip looks for: JSON file { "vocabulary": ["skull", …], "folder": "model", … } of ClipTagger’s options',
    );
}

/** The tagger that the options name, or several as one; parts keep entries of their own in the store. */
export async function openTagger(
  options: TaggerOptions,
  io: Io,
  store: TagStore | undefined,
): Promise<Tagger> {
  const { tagger: named = [], onnx, clip } = options;
  const asked = new Set<TaggerName>(named);
  if (onnx !== undefined) asked.add('onnx');
  if (clip !== undefined) asked.add('clip');
  const taggers: Tagger[] = [];
  // The one that bills stands last: it is not asked for a cover that another cannot tag.
  for (const name of names.filter((one) => asked.has(one)))
    taggers.push(await open(name, options, io, store));
  const parts = store ? taggers.map((tagger) => withStore(tagger, store)) : taggers;
  const [first, second, ...others] = parts;
  if (first && second) return combineTaggers(first, second, ...others);
  // Alone, it has its entries from the store of the whole.
  return taggers[0] ?? new PaletteTagger();
}

function open(
  name: TaggerName,
  { onnx, clip }: TaggerOptions,
  io: Io,
  store: TagStore | undefined,
): Promise<Tagger> | Tagger {
  switch (name) {
    case 'palette':
      return new PaletteTagger();
    case 'onnx':
      return openOnnx(onnx, io);
    case 'clip':
      return openClip(clip, io, store);
    case 'clarifai': {
      const pat = io.env['CLARIFAI_PAT'];
      if (pat) return new ClarifaiTagger({ pat });
      throw new SpotiTagsError(
        'unauthorized',
        'Clarifai needs a personal access token: set CLARIFAI_PAT, or use --tagger palette, which needs no key.',
      );
    }
  }
}

async function openOnnx(path: string | undefined, io: Io): Promise<Tagger> {
  if (path === undefined) {
    throw new UsageError('Which model? Type --onnx model.json.');
  }
  const options = await readOnnx(path);
  // Loaded when asked for: it is large, and most people have no use for it.
  const { OnnxTagger } = await import('../../tagger/onnx/index.ts');
  return OnnxTagger.load(options, { signal: atOnce(io) });
}

async function openClip(path: string | undefined, io: Io, store: TagStore | undefined): Promise<Tagger> {
  const options = path === undefined ? {} : await readClip(path);
  const cache = cacheFolder(io);
  const { ClipTagger } = await import('../../tagger/clip/index.ts');
  return withBar(io.stderr, (bar) => {
    bar.show(() => 'Loading the CLIP model …');
    return ClipTagger.load(
      {
        ...(cache !== undefined && { cacheFolder: join(cache, 'models') }),
        ...options,
        ...(store && { store }),
        onProgress: ({ file, loaded, total }: ClipProgress) => {
          bar.step(`MB of ${file}`, megabytes(loaded), megabytes(total));
        },
      },
      { signal: atOnce(io) },
    );
  });
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
