import * as v from 'valibot';
import { taggersOfVersion1 } from '../../tags/namespace.ts';
import { type FeatureKey, parseKey } from '../features/features.ts';
import type { ModelContents } from './model-contents.ts';

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const notNegative = v.pipe(finite, v.minValue(0));
const share = v.pipe(finite, v.minValue(0), v.maxValue(1));
const names = v.pipe(
  v.array(v.string()),
  v.check((list) => new Set(list).size === list.length, 'a name occurs twice'),
);

/** The configuration of a filter made by `tagFilter`. */
export const filterConfigSchema = v.object({
  stopTags: v.array(v.string()),
  minConfidence: finite,
  aliases: v.array(v.tuple([v.string(), v.string()])),
});

const feature = v.union([
  v.object({ kind: v.literal('tag'), take: v.literal('all') }),
  v.object({ kind: v.literal('tag'), take: v.literal('top'), n: positive }),
  v.object({ kind: v.literal('tag'), take: v.literal('distinct'), n: positive, pool: positive }),
  v.object({ kind: v.literal('tag'), take: v.literal('key'), n: positive }),
  v.object({ kind: v.literal('title') }),
  v.object({ kind: v.literal('decade') }),
]);

const kind = v.string();
const tagger = v.string();

/** What both versions have, in the order in which it is written and hashed. */
const common = {
  features: v.array(feature),
  filter: v.object({ id: v.string(), config: v.optional(filterConfigSchema) }),
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
    unseen: v.exactOptional(notNegative),
  }),
};
const calibration = v.object({
  temperature: v.pipe(finite, v.gtValue(0)),
  floor: share,
  prior: v.array(share),
});

/** The model of a file of version 2. `parameters` is read by the schema of the kind. */
export const contentsSchema = v.object({
  kind,
  catalogs: names,
  tagger,
  taggers: v.pipe(v.array(v.object({ id: v.string(), namespace: v.string() })), v.minLength(1)),
  coversPerArtist: v.exactOptional(v.pipe(finite, v.minValue(0))),
  artists: v.exactOptional(v.array(finite)),
  ...common,
  parameters: v.unknown(),
  calibration,
  damping: v.exactOptional(
    v.object({ share: notNegative, usual: v.array(notNegative), means: v.array(v.array(finite)) }),
  ),
}) satisfies v.GenericSchema<unknown, ModelContents>;

/** The model of a file of version 1: linear, and without its origin. */
export const contentsSchema1 = v.object({
  kind,
  tagger,
  ...common,
  bias: v.array(finite),
  weights: v.array(v.array(finite)),
  calibration,
});

/** A model of version 1 as version 2 has it. */
export function fromVersion1({
  kind,
  tagger,
  bias,
  weights,
  ...rest
}: v.InferOutput<typeof contentsSchema1>): ModelContents {
  const tags = rest.vocabulary.map(parseKey).filter((key) => key.kind === 'tag');
  const parts = taggersOfVersion1(
    tagger,
    tags.map(({ name }) => name),
  );
  const taggers = parts.length > 0 ? parts : [{ id: tagger, namespace: '' }];
  return { kind, catalogs: [], tagger, taggers, ...rest, parameters: { bias, weights } };
}
