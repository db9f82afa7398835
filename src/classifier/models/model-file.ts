import * as v from 'valibot';
import type { TagFilter } from '../../tags/filter.ts';
import { blocksOf } from '../features/blocks.ts';
import { originOf } from '../features/origin.ts';
import type { LocalModel } from './local-model.ts';
import type { ModelContents, ModelFile } from './model-contents.ts';
import {
  chooseFilter,
  configOf,
  digest,
  isRegressor,
  parse,
  parseJson,
  unreadable,
  versionOf,
} from './model-envelope.ts';
import {
  contentsSchema,
  contentsSchema1,
  contentsSchema2,
  fromVersion1,
  fromVersion2,
} from './model-schema.ts';

export function packModel(model: LocalModel): ModelFile {
  const { filter, genres, weights } = model;
  const config = configOf(filter);
  const packed = v.parse(contentsSchema, {
    kind: model.kind,
    ...model.origin,
    features: model.features,
    filter: { id: filter.id, ...(config && { config }) },
    minCovers: model.minCovers,
    minProbability: model.minProbability,
    stopTags: [...model.stopTags],
    genres: [...genres],
    ...(model.parents && { parents: model.parents.map((pair) => [...pair]) }),
    vocabulary: [...model.vocabulary],
    transform: { blocks: model.transform.blocks, idf: [...model.transform.idf] },
    weights: model.vocabulary.map((_, column) => [
      ...weights.subarray(column * genres.length, (column + 1) * genres.length),
    ]),
    sources: model.sources.map(({ bias, usual }) => ({ bias: [...bias], usual })),
    share: model.share,
    calibration: { ...model.calibration, prior: [...model.calibration.prior] },
  });
  return { format: 'spotitags-model', version: 3, sha256: digest(packed), model: packed };
}

/** Reads what {@link packModel} wrote, or a file of version 1 or 2. `filter` is needed if the model's filter is the user's own. */
export function unpackModel(
  text: string,
  kinds: readonly string[],
  filter: TagFilter | undefined,
): LocalModel {
  const { contents, isIntact } = readContents(parseJson(text));
  checkKind(contents.kind, kinds);
  if (!isIntact) throw unreadable('it was changed after it was written. Train it again');
  const { taggers, transform, weights } = contents;
  const isWhole = contents.sources.length === 1;
  const { ofColumns, kinds: blocks, sources } = blocksOf(contents.vocabulary, taggers, isWhole);
  checkSizes(contents, blocks.length, isWhole ? 1 : new Set(sources).size);
  return {
    ...contents,
    origin: originOf(contents),
    filter: chooseFilter(contents.filter, filter),
    transform: { blocks: transform.blocks, blockOf: ofColumns, idf: Float64Array.from(transform.idf) },
    weights: Float64Array.from(weights.flat()),
    sources: contents.sources.map(({ bias, usual }) => ({ bias: Float64Array.from(bias), usual })),
    sourceOf: sources,
  };
}

const version1 = v.object({ sha256: v.string(), model: contentsSchema1 });
const version2 = v.object({ sha256: v.string(), model: contentsSchema2 });
const version3 = v.object({ sha256: v.string(), model: contentsSchema });

function readContents(file: unknown): { readonly contents: ModelContents; readonly isIntact: boolean } {
  const version = versionOf(file);
  if (isRegressor(file)) {
    throw unreadable(
      'it is a regressor, which estimates a number, and a classifier was expected. Load it with ' +
        'loadRegressor',
    );
  }
  if (version === 1) {
    const { sha256, model } = parse(version1, file);
    return { contents: fromVersion1(model), isIntact: digest(model) === sha256 };
  }
  if (version === 2) {
    const { sha256, model } = parse(version2, file);
    return { contents: fromVersion2(model), isIntact: digest(model) === sha256 };
  }
  if (version === 3) {
    const { sha256, model } = parse(version3, file);
    return { contents: model, isIntact: digest(model) === sha256 };
  }
  throw unreadable(
    `it has version ${version}, and this release reads versions 1 to 3. Train it again, or use a release that reads it`,
  );
}

function checkKind(kind: string, kinds: readonly string[]): void {
  if (kinds.includes(kind)) return;
  throw unreadable(`its kind is ${JSON.stringify(kind)}, and this release knows ${kinds.join(', ')}`);
}

function checkSizes(
  { genres, vocabulary, transform, weights, sources, calibration }: ModelContents,
  blockCount: number,
  sourceCount: number,
): void {
  const fits =
    transform.idf.length === vocabulary.length &&
    transform.blocks.length === blockCount &&
    weights.length === vocabulary.length &&
    weights.every((ofGenres) => ofGenres.length === genres.length) &&
    sources.length === sourceCount &&
    sources.every(({ bias }) => bias.length === genres.length) &&
    calibration.prior.length === genres.length;
  if (!fits) throw unreadable('its lists do not fit each other in length');
}
