import * as v from 'valibot';
import type { TagFilter } from '../../tags/filter.ts';
import { blocksOf } from '../features/blocks.ts';
import { originOf } from '../features/origin.ts';
import {
  chooseFilter,
  configOf,
  digest,
  isRegressor,
  parse,
  parseJson,
  regressorKind,
  unreadable,
  versionOf,
} from './model-envelope.ts';
import { featureEntries, finite, origin, transformSchema } from './model-schema.ts';
import type { RegressionModel, RegressorContents, RegressorFile } from './regression-model.ts';

const contentsSchema = v.object({
  kind: v.literal(regressorKind),
  ...origin,
  ...featureEntries,
  transform: transformSchema,
  weights: v.array(finite),
  intercept: finite,
  means: v.array(finite),
  alpha: v.pipe(finite, v.gtValue(0)),
  radius: v.pipe(finite, v.minValue(0)),
  usual: v.object({ value: finite, interval: v.tuple([finite, finite]) }),
  isOfAlbums: v.boolean(),
}) satisfies v.GenericSchema<unknown, RegressorContents>;

const fileSchema = v.object({ sha256: v.string(), model: contentsSchema });

export function packRegressor(model: RegressionModel): RegressorFile {
  const { filter, transform } = model;
  const config = configOf(filter);
  const packed = v.parse(contentsSchema, {
    kind: regressorKind,
    ...model.origin,
    ...model,
    filter: { id: filter.id, ...(config && { config }) },
    vocabulary: [...model.vocabulary],
    transform: { blocks: transform.blocks, idf: [...transform.idf] },
    weights: [...model.weights],
    means: [...model.means],
  });
  return { format: 'spotitags-model', version: 3, sha256: digest(packed), model: packed };
}

/** Reads what {@link packRegressor} wrote. `filter` is needed if the model's filter is the user's own. */
export function unpackRegressor(text: string, filter: TagFilter | undefined): RegressionModel {
  const file = parseJson(text);
  const version = versionOf(file);
  if (!isRegressor(file)) {
    throw unreadable(
      'it is a classifier, which says genres, and a regressor was expected. Load it with ' + 'loadClassifier',
    );
  }
  if (version !== 3)
    throw unreadable(`it has version ${version}, and this release reads version 3 of regressors`);
  const { sha256, model } = parse(fileSchema, file);
  if (digest(model) !== sha256) throw unreadable('it was changed after it was written. Train it again');
  const { taggers, vocabulary, transform, weights, means } = model;
  const { ofColumns, kinds } = blocksOf(vocabulary, taggers);
  const columns = vocabulary.length;
  const fits =
    [weights, means, transform.idf].every(({ length }) => length === columns) &&
    transform.blocks.length === kinds.length;
  if (!fits) throw unreadable('its lists do not fit each other in length');
  return {
    ...model,
    origin: originOf(model),
    filter: chooseFilter(model.filter, filter),
    transform: { blocks: transform.blocks, blockOf: ofColumns, idf: Float64Array.from(transform.idf) },
    weights: Float64Array.from(weights),
    means: Float64Array.from(means),
  };
}
