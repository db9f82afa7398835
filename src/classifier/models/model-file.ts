import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import { type TagFilter, type TagFilterConfig, tagFilter } from '../../tags/filter.ts';
import { type Feature, type FeatureKey, blocksOf } from '../features/features.ts';
import type { LinearModel } from './linear-classifier.ts';

const kinds = [
  'complement-naive-bayes',
  'multinomial-naive-bayes',
  'nearest-centroid',
  'logistic-regression',
] as const;

export type ModelKind = (typeof kinds)[number];
const finite = v.pipe(v.number(), v.finite());
const names = v.pipe(
  v.array(v.string()),
  v.check((list) => new Set(list).size === list.length, 'a name occurs twice'),
);

const filterConfig = v.object({
  stopTags: v.array(v.string()),
  minConfidence: finite,
  aliases: v.array(v.tuple([v.string(), v.string()])),
});

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const feature = v.union([
  v.object({ kind: v.literal('tag'), take: v.literal('all') }),
  v.object({ kind: v.literal('tag'), take: v.literal('top'), n: positive }),
  v.object({ kind: v.literal('tag'), take: v.literal('distinct'), n: positive, pool: positive }),
  v.object({ kind: v.literal('tag'), take: v.literal('key'), n: positive }),
  v.object({ kind: v.literal('title') }),
  v.object({ kind: v.literal('decade') }),
]);

const contents = v.object({
  kind: v.picklist(kinds),
  tagger: v.string(),
  features: v.array(feature),
  filter: v.object({
    id: v.string(),
    config: v.optional(filterConfig),
  }),
  minCovers: positive,
  minProbability: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  stopTags: names,
  genres: v.pipe(names, v.minLength(1)),
  vocabulary: v.pipe(
    v.array(v.custom<FeatureKey>((key) => typeof key === 'string' && /^(?:tag|title|decade):/u.test(key))),
    v.check((keys) => new Set(keys).size === keys.length, 'a feature occurs twice'),
  ),
  transform: v.object({
    scale: v.picklist(['weight', 'sqrt', 'log1p', 'presence']),
    l2: v.boolean(),
    idf: v.array(finite),
  }),
  bias: v.array(finite),
  weights: v.array(v.array(finite)),
  calibration: v.object({
    temperature: v.pipe(finite, v.gtValue(0)),
    floor: v.pipe(finite, v.minValue(0), v.maxValue(1)),
    prior: v.array(v.pipe(finite, v.minValue(0), v.maxValue(1))),
  }),
});

const header = v.object({ format: v.literal('spotitags-model'), version: v.number() });
const sealed = v.object({ sha256: v.string(), model: contents });

/** An local model as plain data; see `loadClassifier`. */
export interface ModelFile {
  readonly format: 'spotitags-model';
  readonly version: 1;
  /** SHA-256 of `JSON.stringify(model)`, its keys in this file's order, in hexadecimal: tells a file that was changed or cut. */
  readonly sha256: string;
  readonly model: ModelContents;
}

/** What a model file holds; lists by feature have the order of `vocabulary`, lists by genre that of `genres`. */
export interface ModelContents {
  readonly kind: ModelKind;
  readonly tagger: string;
  readonly features: readonly Feature[];
  readonly filter: { readonly id: string; readonly config?: TagFilterConfig | undefined };
  readonly minCovers: number;
  readonly minProbability: number;
  readonly stopTags: readonly string[];
  readonly genres: readonly string[];
  readonly vocabulary: readonly FeatureKey[];
  readonly transform: {
    readonly scale: 'weight' | 'sqrt' | 'log1p' | 'presence';
    readonly l2: boolean;
    readonly idf: readonly number[];
  };
  readonly bias: readonly number[];
  readonly weights: readonly (readonly number[])[];
  readonly calibration: {
    readonly temperature: number;
    readonly floor: number;
    readonly prior: readonly number[];
  };
}

export function packModel(model: LinearModel): ModelFile {
  const { filter, transform, genres } = model;
  const config = configOf(filter);
  const packed = v.parse(contents, {
    kind: model.kind,
    tagger: model.tagger,
    features: model.features,
    filter: { id: filter.id, ...(config && { config }) },
    minCovers: model.minCovers,
    minProbability: model.minProbability,
    stopTags: [...model.stopTags],
    genres: [...genres],
    vocabulary: [...model.vocabulary],
    transform: { scale: transform.scale, l2: transform.l2, idf: [...transform.idf] },
    bias: [...model.bias],
    weights: model.vocabulary.map((_, column) => [
      ...model.weights.subarray(column * genres.length, (column + 1) * genres.length),
    ]),
    calibration: { ...model.calibration, prior: [...model.calibration.prior] },
  });
  return { format: 'spotitags-model', version: 1, sha256: digest(packed), model: packed };
}

/** Reads what {@link packModel} wrote. `filter` is needed for a model that was trained with a filter of one's own. */
export function unpackModel(text: string, filter: TagFilter | undefined): LinearModel {
  const file = parseJson(text);
  const head = v.safeParse(header, file);
  if (!head.success) throw invalid('this is no spotitags model');
  if (head.output.version !== 1) {
    throw invalid(
      `it has version ${head.output.version}, and this release reads version 1; train it again, or use a release that reads it`,
    );
  }
  const parsed = v.safeParse(sealed, file);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw invalid(`${v.getDotPath(issue) ?? 'its content'}: ${issue.message}`);
  }
  const { sha256, model } = parsed.output;
  if (digest(model) !== sha256) throw invalid('it was changed after it was written; train it again');
  checkSizes(model);
  return {
    ...model,
    filter: chooseFilter(model.filter, filter),
    transform: {
      ...model.transform,
      idf: Float64Array.from(model.transform.idf),
      blocks: blocksOf(model.vocabulary, model.tagger),
    },
    bias: Float64Array.from(model.bias),
    weights: Float64Array.from(model.weights.flat()),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SpotiTagsError(
      'invalid-input',
      'The model file cannot be read: it is no JSON, or was cut off.',
      {
        cause,
      },
    );
  }
}

function checkSizes({ genres, vocabulary, transform, bias, weights, calibration }: ModelContents): void {
  const fits =
    transform.idf.length === vocabulary.length &&
    weights.length === vocabulary.length &&
    weights.every((row) => row.length === genres.length) &&
    bias.length === genres.length &&
    calibration.prior.length === genres.length;
  if (!fits) throw invalid('its lists do not fit each other in length');
}

function chooseFilter(trained: ModelContents['filter'], given: TagFilter | undefined): TagFilter {
  const own = trained.config && tagFilter(trained.config);
  const filter = given ?? own;
  if (filter?.id === trained.id) return filter;
  throw new SpotiTagsError(
    'invalid-input',
    filter
      ? `The model was trained with the filter ${trained.id}, not with ${filter.id}: give it the same one.`
      : `The model was trained with a filter of your own, ${trained.id}: pass that filter when you load it.`,
  );
}

/** The configuration of a filter made by `tagFilter`; a filter of the user's own has none that we could rebuild. */
function configOf(filter: TagFilter): TagFilterConfig | undefined {
  if (!('config' in filter)) return undefined;
  const { success, output } = v.safeParse(filterConfig, filter.config);
  return success && tagFilter(output).id === filter.id ? output : undefined;
}

function digest(model: ModelContents): string {
  return createHash('sha256').update(JSON.stringify(model)).digest('hex');
}

function invalid(reason: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `The model file cannot be read: ${reason}.`);
}
