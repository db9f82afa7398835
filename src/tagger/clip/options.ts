import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { coverImageEntries, type CoverImageOptions } from '../../covers/options.ts';
import type { TagStore } from '../../store/store.ts';
import {
  areTexts,
  flag,
  checkOptions,
  functionOf,
  isNumber,
  isText,
  must,
  objectOf,
  oneOf,
  optionsSchema,
  refuse,
  text,
  textLike,
  wholeNumberFrom,
  zeroToOne,
} from '../../util/options.ts';
import { albumCoverConcepts, type ConceptGroup } from './concepts.ts';

export interface ClipTaggerOptions extends CoverImageOptions {
  /**
   * The concepts: a list, or groups that are scored separately. With its template, a concept may have as many
   * tokens as the model reads, 77 for CLIP and 64 for SigLIP: about 50 words.
   * @default {@link albumCoverConcepts}
   */
  readonly vocabulary?: readonly string[] | readonly ConceptGroup[];
  /**
   * A CLIP or SigLIP model on the hub, exported for Transformers.js. It is downloaded when it is first used.
   * @default 'Xenova/clip-vit-base-patch32', of 150 MB
   */
  readonly model?: string;
  /**
   * The model's version, a commit: 7 to 40 hexadecimal digits. It is fixed, because tags of two versions
   * cannot be compared. If you set `model`, set `revision` too.
   * @default 'd15189d7028b43f1d3e65039190477f6af591c2a', of the default model
   */
  readonly revision?: string;
  /**
   * A folder with the model's files, instead of `model` and `revision`: `config.json`,
   * `preprocessor_config.json`, `tokenizer.json`, `tokenizer_config.json`, and in `onnx/` a text and a vision
   * model. Nothing is downloaded then.
   */
  readonly folder?: string;
  /** The folder for downloads. @default the library's own folder, in node_modules */
  readonly cacheFolder?: string;
  /**
   * Number type of the weights. Fewer bits are smaller and faster, more bits are more exact. @default 'q8'
   */
  readonly dtype?: Dtype;
  /**
   * Sentences for the concepts, with `{}` in the place of the concept, for groups without their own
   * templates. The mean of all sentences counts. @default ['an album cover showing {}', 'a picture of {}',
   * '{}']
   */
  readonly templates?: readonly string[];
  /**
   * The text that competes with the concepts of each group, for covers that show none of them. @default 'an
   * album cover'
   */
  readonly neutral?: string;
  /**
   * Temperature of the softmax, above 0. At 0.01, with which CLIP was trained, few concepts of a group get
   * all of its confidence. At 0.02 and above it is spread. @default 0.01
   */
  readonly temperature?: number;
  /** Largest number of tags per cover. @default 50 */
  readonly maxTags?: number;
  /** Tags with less confidence are left out, 0 to 1. @default 0.01 */
  readonly minConfidence?: number;
  /**
   * Also gives the embedding of each cover, with eight bits per number. With a store, a tagger with the same model and another
   * vocabulary tags the cover without its image. @default false
   */
  readonly embedding?: boolean;
  /**
   * Keeps the embeddings of the vocabulary, about 2 KB per concept, and with `embedding` those of covers. Computing the
   * vocabulary takes a minute. @default none
   */
  readonly store?: TagStore;
  /** Called with the progress of downloads. */
  readonly onProgress?: (progress: ClipProgress) => void;
  /** Number of threads of the model. @default the number of cores */
  readonly threads?: number;
}

/** The progress of a downloaded file. */
export interface ClipProgress {
  readonly file: string;
  /** Bytes downloaded. */
  readonly loaded: number;
  /** Bytes of the file. */
  readonly total: number;
}

/** The end of the names of model files, by number type. */
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

/** Checked options with defaults, and settings derived from them. */
export interface ClipSettings extends Omit<
  CheckedClipOptions,
  'model' | 'revision' | 'folder' | 'vocabulary'
> {
  /** The model's name on the hub, or the absolute path of a folder. */
  readonly source: { readonly model: string; readonly revision: string } | { readonly folder: string };
  readonly groups: readonly Required<ConceptGroup>[];
  /** A hash of all texts for the model. */
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
  'be a list of concepts or of groups, such as [{ "name": "styles", "concepts": ["oil painting"] }]',
  (value): value is Vocabulary => areTexts(value) || (Array.isArray(value) && value.every(isGroup)),
);

const areTemplates = (templates: readonly string[]) =>
  templates.length > 0 && templates.every((template) => template.includes('{}'));
const placeMissing = 'templates must be texts with {} in the place of the concept';

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
    return isAlone ? undefined : 'folder replaces model and revision. Give only one of them';
  }
  // Not a branch or a tag, because these may mean another version later.
  const isPinned = /^[0-9a-f]{7,40}$/u.test(revision ?? revisionOf(model) ?? '');
  const expected = `revision must name a commit of the model ${model ?? defaultModel}, 7 to 40 hexadecimal digits`;
  return isPinned ? undefined : expected;
}

function revisionOf(model = defaultModel): string | undefined {
  return model === defaultModel ? defaultRevision : undefined;
}

export const clipOptions = v.pipe(
  optionsSchema({
    ...coverImageEntries,
    vocabulary: v.exactOptional(v.pipe(vocabulary, refuse(wrongVocabulary)), albumCoverConcepts),
    // Some names have no user. The library would look for other names among local files.
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
    minConfidence: v.exactOptional(zeroToOne, 0.01),
    embedding: v.exactOptional(flag, false),
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
    concepts: distinct(concepts.map((concept) => concept.trim())),
  }));
}

/** The first of the concepts that differ only in case, because the models do not see that difference. */
function distinct(concepts: readonly string[]): readonly string[] {
  const first = new Map<string, string>();
  for (const concept of concepts) {
    const folded = concept.normalize('NFKC').toLowerCase();
    if (!first.has(folded)) first.set(folded, concept);
  }
  return [...first.values()];
}
