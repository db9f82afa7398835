import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { CoverReaderOptions } from '../../covers/read.ts';
import { SpotiTagsError, wholeNumber } from '../../errors.ts';
import type { TagStore } from '../../store/store.ts';
import { albumCoverConcepts } from './concepts.ts';

export interface ClipTaggerOptions extends CoverReaderOptions {
  /**
   * What may be said of a cover: a list, or groups of which each is decided by itself. With its template, a concept may
   * have as many tokens as the model reads, 77 by CLIP and 64 by SigLIP: some 50 words.
   * @default {@link albumCoverConcepts}
   */
  readonly vocabulary?: readonly string[] | readonly ConceptGroup[];
  /**
   * A CLIP or SigLIP model on the hub, exported for Transformers.js. It is downloaded when it is first used.
   * @default 'Xenova/clip-vit-base-patch32', of 150 MB
   */
  readonly model?: string;
  /**
   * The model's version, a commit: 7 to 40 hexadecimal digits. It is pinned, since tags of two versions do not compare; a
   * `model` of your choice needs one.
   * @default 'd15189d7028b43f1d3e65039190477f6af591c2a', of the default model
   */
  readonly revision?: string;
  /**
   * A folder with the model's files, in place of `model` and `revision`: `config.json`, `preprocessor_config.json`,
   * `tokenizer.json`, `tokenizer_config.json`, and in `onnx/` a text and a vision model. Nothing is downloaded then.
   */
  readonly folder?: string;
  /** Where downloads are kept. @default the library's own folder, within node_modules */
  readonly cacheFolder?: string;
  /** Numbers the weights are made of: fewer bits are smaller and faster, more are more exact. @default 'q8' */
  readonly dtype?: Dtype;
  /**
   * What a concept is asked for with, `{}` standing for it, by groups that have no templates of their own; the mean of
   * all counts. @default ['an album cover showing {}', 'a picture of {}', '{}']
   */
  readonly templates?: readonly string[];
  /** What competes with the concepts of every group, for covers on which there is none of them. @default 'an album cover' */
  readonly neutral?: string;
  /**
   * How much better a concept must fit to be surer: above 0. At 0.01, with which CLIP was trained, few concepts of a group
   * take all of its confidence; at 0.02 and above it is spread. @default 0.01
   */
  readonly temperature?: number;
  /** The most tags a cover gets. @default 50 */
  readonly topK?: number;
  /** Tags of less confidence are left out, 0 to 1. @default 0.01 */
  readonly minConfidence?: number;
  /** Where what the model makes of the vocabulary is kept, some 2 KB a concept: it takes a minute to make. @default nowhere */
  readonly store?: TagStore;
  /** Told how downloads get on. */
  readonly onProgress?: (progress: ClipProgress) => void;
  /** Threads that the model is computed on. @default as many as there are cores */
  readonly threads?: number;
}

/** Concepts that exclude each other more than they go together. */
export interface ConceptGroup {
  readonly name: string;
  /** @default those of the tagger */
  readonly templates?: readonly string[];
  readonly concepts: readonly string[];
}

/** A file that is being downloaded. */
export interface ClipProgress {
  readonly file: string;
  /** Bytes that are there. */
  readonly loaded: number;
  /** Bytes it has. */
  readonly total: number;
}

/** By type of number, how the files of models end. */
export const suffixes = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
} as const;
type Dtype = keyof typeof suffixes;

/** Options that were checked, defaults filled in. */
export interface ClipSettings {
  /** The model's name on the hub, or the absolute path of a folder. */
  readonly source: { readonly model: string; readonly revision: string } | { readonly folder: string };
  readonly cacheFolder: string | undefined;
  readonly dtype: Dtype;
  readonly groups: readonly Required<ConceptGroup>[];
  readonly neutral: string;
  readonly temperature: number;
  readonly topK: number;
  readonly minConfidence: number;
  readonly threads: number;
  /** A hash of all texts that the model is asked with. */
  readonly texts: string;
}

const defaultModel = 'Xenova/clip-vit-base-patch32';
const defaultRevision = 'd15189d7028b43f1d3e65039190477f6af591c2a';

/** @throws SpotiTagsError `invalid-input` that names the option. */
export function settingsOf(options: ClipTaggerOptions): ClipSettings {
  const { dtype = 'q8', neutral = 'an album cover', temperature = 0.01, threads = 0 } = options;
  const { topK = 50, minConfidence = 0.01, vocabulary = albumCoverConcepts } = options;
  const templates = options.templates ?? ['an album cover showing {}', 'a picture of {}', '{}'];
  if (!Object.hasOwn(suffixes, dtype))
    throw invalid(`dtype must be one of ${Object.keys(suffixes).join(', ')}`);
  if (!(temperature > 0 && temperature < Infinity)) throw invalid('temperature must be a number above 0');
  if (!(minConfidence >= 0 && minConfidence <= 1)) throw invalid('minConfidence must lie in 0..1');
  if (neutral.trim() === '') throw invalid('neutral must be a text');
  const groups = groupsOf(vocabulary, templates);
  return {
    source: sourceOf(options),
    cacheFolder: options.cacheFolder === undefined ? undefined : resolve(options.cacheFolder),
    ...{ dtype, groups, neutral, temperature, minConfidence },
    topK: wholeNumber('topK', topK),
    threads: wholeNumber('threads', threads, 0),
    texts: createHash('sha256')
      .update(JSON.stringify([groups, neutral]))
      .digest('hex')
      .slice(0, 16),
  };
}

function sourceOf({ folder, model, revision }: ClipTaggerOptions): ClipSettings['source'] {
  if (folder !== undefined) {
    if (model === undefined && revision === undefined) return { folder: resolve(folder) };
    throw invalid('folder stands for model and revision: give it alone');
  }
  const name = model ?? defaultModel;
  // Some have no user. What the library takes for no name of the hub, it would look for among the files of this machine.
  if (!/^(?!.*(\.\.|--))\w[\w.-]*(\/\w[\w.-]*)?$/u.test(name))
    throw invalid('model must be the name of a model on the hub, user/name');
  const version = revision ?? (name === defaultModel ? defaultRevision : undefined);
  // Neither a branch nor a tag: they may mean another version tomorrow.
  if (version === undefined || !/^[0-9a-f]{7,40}$/u.test(version))
    throw invalid(`revision must name a commit of the model ${name}, 7 to 40 hexadecimal digits`);
  return { model: name, revision: version };
}

function groupsOf(
  vocabulary: readonly (string | ConceptGroup)[],
  templates: readonly string[],
): readonly Required<ConceptGroup>[] {
  const loose = vocabulary.filter((concept) => typeof concept === 'string');
  const named = vocabulary.filter((group) => typeof group !== 'string');
  const given = loose.length > 0 ? [...named, { name: 'vocabulary', concepts: loose }] : named;
  if (given.length === 0) throw invalid('vocabulary must have concepts');
  return given.map((group) => {
    const own = { templates, ...group };
    const concepts = new Set(own.concepts.map((concept) => concept.trim()));
    if (concepts.size === 0 || concepts.has(''))
      throw invalid(`the group ${group.name} of the vocabulary must have concepts, none of them empty`);
    if (own.templates.length === 0 || !own.templates.every((template) => template.includes('{}')))
      throw invalid('templates must be texts with {} where the concept stands');
    return { name: own.name, templates: own.templates, concepts: [...concepts] };
  });
}

function invalid(message: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `${message}.`);
}
