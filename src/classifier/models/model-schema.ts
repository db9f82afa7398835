import * as v from 'valibot';
import { taggersOfVersion1 } from '../../tags/namespace.ts';
import { featureSchema, positive } from '../features/feature-schema.ts';
import { type FeatureKey, isFeatureKey, parseKey } from '../features/features.ts';
import { blocksOf } from '../features/blocks.ts';
import { scales } from '../features/transform.ts';
import type { ModelContents } from './model-contents.ts';

export const finite = v.pipe(v.number(), v.finite());
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

const kind = v.string();
const tagger = v.string();

const features = v.array(featureSchema);
const filter = v.object({ id: v.string(), config: v.optional(filterConfigSchema) });
const vocabulary = v.pipe(
  v.array(v.custom<FeatureKey>(isFeatureKey)),
  v.check((keys) => new Set(keys).size === keys.length, 'a feature occurs twice'),
);

/** What all versions have, in the order in which it is written and hashed. */
const common = {
  features,
  filter,
  minCovers: positive,
  minProbability: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  stopTags: names,
  genres: v.pipe(names, v.minLength(1)),
  parents: v.exactOptional(
    v.pipe(
      v.array(v.tuple([v.string(), v.string()])),
      v.check((pairs) => !isCircular(new Map(pairs)), 'the parents lead in a circle'),
    ),
  ),
  vocabulary,
};

/** What a regressor looks at. */
export const featureEntries = { features, filter, minCovers: positive, vocabulary };

const scale = v.picklist(scales);
const idf = v.array(finite);
const l2 = v.boolean();
const bias = v.array(finite);
const weights = v.array(v.array(finite));
/** One transform for all blocks. */
const wholeTransform = v.object({ scale, l2, idf, unseen: v.exactOptional(notNegative) });
const calibration = v.object({
  temperature: v.pipe(finite, v.gtValue(0)),
  floor: share,
  prior: v.array(share),
});

export const origin = {
  catalogs: names,
  tagger,
  taggers: v.pipe(v.array(v.object({ id: v.string(), namespace: v.string() })), v.minLength(1)),
  sound: v.exactOptional(v.string()),
  coversPerArtist: v.exactOptional(v.pipe(finite, v.minValue(0))),
  artists: v.exactOptional(v.array(finite)),
};

/** Whether a walk from a genre to its parents does not end. */
function isCircular(parents: ReadonlyMap<string, string>): boolean {
  return Array.from(parents.keys()).some((genre) => {
    let at: string | undefined = genre;
    for (let steps = 0; at !== undefined && steps <= parents.size; steps++) at = parents.get(at);
    return at !== undefined;
  });
}

/** A transform of each block. */
export const transformSchema = v.object({
  blocks: v.array(v.object({ scale, l2, unseen: notNegative })),
  idf,
});

/** The model of a file. */
export const contentsSchema = v.object({
  kind,
  ...origin,
  ...common,
  transform: transformSchema,
  weights,
  sources: v.array(v.object({ bias, usual: notNegative })),
  share: notNegative,
  calibration,
}) satisfies v.GenericSchema<unknown, ModelContents>;

/** The model of a file of version 2: one linear model of all features. */
export const contentsSchema2 = v.looseObject({
  kind,
  ...origin,
  ...common,
  transform: wholeTransform,
  parameters: v.object({ bias, weights }),
  calibration,
});

/** The model of a file of version 1, which does not say where its examples came from. */
export const contentsSchema1 = v.object({
  kind,
  tagger,
  ...common,
  transform: wholeTransform,
  bias,
  weights,
  calibration,
});

/** A model of version 2 as version 3 has it: one source of all features, which is not damped. */
export function fromVersion2({
  transform: { idf: factors, ...ofBlock },
  parameters,
  ...rest
}: v.InferOutput<typeof contentsSchema2>): ModelContents {
  const { kinds } = blocksOf(rest.vocabulary, rest.taggers);
  return {
    ...rest,
    transform: { blocks: kinds.map(() => ({ unseen: 0, ...ofBlock })), idf: factors },
    weights: parameters.weights,
    sources: [{ bias: parameters.bias, usual: 0 }],
    share: 0,
  };
}

/** A model of version 1 as version 3 has it. */
export function fromVersion1({
  tagger: id,
  bias: biases,
  weights: ofFeatures,
  ...rest
}: v.InferOutput<typeof contentsSchema1>): ModelContents {
  const tags = rest.vocabulary.map(parseKey).filter((key) => key.kind === 'tag');
  const parts = taggersOfVersion1(
    id,
    tags.map(({ name }) => name),
  );
  const taggers = parts.length > 0 ? parts : [{ id, namespace: '' }];
  return fromVersion2({
    ...rest,
    catalogs: [],
    tagger: id,
    taggers: [...taggers],
    parameters: { bias: biases, weights: ofFeatures },
  });
}
