import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { coverReaderEntries } from '../../covers/options.ts';
import type { CoverReaderOptions } from '../../covers/read.ts';
import type { TagStore } from '../../store/store.ts';
import {
  areTexts,
  checkOptions,
  functionOf,
  isNumber,
  isText,
  minConfidence,
  must,
  objectOf,
  oneOf,
  optionsSchema,
  refuse,
  text,
  textLike,
  wholeNumberFrom,
} from '../../util/options.ts';
import { albumCoverConcepts, type ConceptGroup } from './concepts.ts';

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
  readonly maxTags?: number;
  /** Tags of less confidence are left out, 0 to 1. @default 0.01 */
  readonly minConfidence?: number;
  /** Where what the model makes of the vocabulary is kept, some 2 KB a concept: it takes a minute to make. @default nowhere */
  readonly store?: TagStore;
  /** Told how downloads get on. */
  readonly onProgress?: (progress: ClipProgress) => void;
  /** Threads that the model is computed on. @default as many as there are cores */
  readonly threads?: number;
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
const dtypes = ['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4'] as const satisfies Dtype[];

/** Options that were checked, defaults filled in, and what follows from them. */
export interface ClipSettings extends Omit<
  CheckedClipOptions,
  'model' | 'revision' | 'folder' | 'vocabulary'
> {
  /** The model's name on the hub, or the absolute path of a folder. */
  readonly source: { readonly model: string; readonly revision: string } | { readonly folder: string };
  readonly groups: readonly Required<ConceptGroup>[];
  /** A hash of all texts that the model is asked with. */
  readonly texts: string;
}

const defaultModel = 'Xenova/clip-vit-base-patch32';
const defaultRevision = 'd15189d7028b43f1d3e65039190477f6af591c2a';

type Vocabulary = NonNullable<ClipTaggerOptions['vocabulary']>;

const isGroup = (value: unknown): value is ConceptGroup =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  isText(value.name) &&
  'concepts' in value &&
  areTexts(value.concepts) &&
  (!('templates' in value) || value.templates === undefined || areTexts(value.templates));

const vocabulary = must(
  'be a list of concepts, or of groups, [{ "name": "styles", "concepts": ["oil painting"] }]',
  (value): value is Vocabulary => areTexts(value) || (Array.isArray(value) && value.every(isGroup)),
);

const areTemplates = (templates: readonly string[]) =>
  templates.length > 0 && templates.every((template) => template.includes('{}'));
const placeMissing = 'templates must be texts with {} where the concept stands';

function wrongVocabulary(given: Vocabulary): string | undefined {
  if (given.length === 0) return 'vocabulary must have concepts';
  const groups = groupsOf(given, ['{}']);
  const empty = groups.find(({ concepts }) => concepts.length === 0 || concepts.includes(''));
  if (empty) return `the group ${empty.name} of the vocabulary must have concepts, none of them empty`;
  return groups.every(({ templates }) => areTemplates(templates)) ? undefined : placeMissing;
}

function wrongSource({ folder, model, revision }: ClipTaggerOptions): string | undefined {
  if (folder !== undefined) {
    const isAlone = model === undefined && revision === undefined;
    return isAlone ? undefined : 'folder stands for model and revision: give it alone';
  }
  // Neither a branch nor a tag: they may mean another version tomorrow.
  const isPinned = /^[0-9a-f]{7,40}$/u.test(revision ?? revisionOf(model) ?? '');
  const expected = `revision must name a commit of the model ${model ?? defaultModel}, 7 to 40 hexadecimal digits`;
  return isPinned ? undefined : expected;
}

function revisionOf(model = defaultModel): string | undefined {
  return model === defaultModel ? defaultRevision : undefined;
}

export const clipOptions = v.pipe(
  optionsSchema({
    ...coverReaderEntries,
    vocabulary: v.exactOptional(v.pipe(vocabulary, refuse(wrongVocabulary)), albumCoverConcepts),
    // Some have no user. The library would look for other names among the files of this machine.
    model: v.exactOptional(
      textLike(/^(?!.*(\.\.|--))\w[\w.-]*(\/\w[\w.-]*)?$/u, 'be the name of a model on the hub, user/name'),
    ),
    revision: v.exactOptional(text),
    folder: v.exactOptional(text),
    cacheFolder: v.exactOptional(text),
    dtype: v.exactOptional(oneOf(dtypes), 'q8'),
    templates: v.exactOptional(
      v.pipe(
        must('be a list of texts', areTexts),
        refuse((templates) => (areTemplates(templates) ? undefined : placeMissing)),
      ),
      ['an album cover showing {}', 'a picture of {}', '{}'],
    ),
    neutral: v.exactOptional(
      must('be a text', (value): value is string => isText(value) && value.trim() !== ''),
      'an album cover',
    ),
    temperature: v.exactOptional(
      must(
        'be a number above 0',
        (value): value is number => isNumber(value) && value > 0 && value < Infinity,
      ),
      0.01,
    ),
    maxTags: v.exactOptional(wholeNumberFrom(1), 50),
    minConfidence: v.exactOptional(minConfidence, 0.01),
    store: v.exactOptional(objectOf<TagStore>()),
    onProgress: v.exactOptional(functionOf<(progress: ClipProgress) => void>()),
    threads: v.exactOptional(wholeNumberFrom(0), 0),
  }),
  refuse((options) => wrongSource(options)),
);

export type CheckedClipOptions = v.InferOutput<typeof clipOptions>;

/** @throws SpotiTagsError `invalid-input` that names the option. */
export function settingsOf(options: ClipTaggerOptions): ClipSettings {
  const {
    model = defaultModel,
    revision,
    folder,
    vocabulary: given,
    ...checked
  } = checkOptions(clipOptions, options);
  const groups = groupsOf(given, checked.templates);
  const hub = { model, revision: revision ?? defaultRevision };
  const texts = createHash('sha256').update(JSON.stringify([groups, checked.neutral]));
  return {
    ...checked,
    source: folder === undefined ? hub : { folder: resolve(folder) },
    ...(checked.cacheFolder !== undefined && { cacheFolder: resolve(checked.cacheFolder) }),
    groups,
    texts: texts.digest('hex').slice(0, 16),
  };
}

function groupsOf(given: Vocabulary, templates: readonly string[]): readonly Required<ConceptGroup>[] {
  const loose = given.filter((concept) => typeof concept === 'string');
  const named = given.filter((group) => typeof group !== 'string');
  const groups = loose.length > 0 ? [...named, { name: 'vocabulary', concepts: loose }] : named;
  return groups.map(({ name, concepts, templates: own = templates }: ConceptGroup) => ({
    name,
    templates: own,
    concepts: [...new Set(concepts.map((concept) => concept.trim()))],
  }));
}
