import { jsonFault, checkShape } from '../../util/checks.ts';
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import { type TagFilter, type TagFilterConfig, tagFilter } from '../../tags/filter.ts';
import { blocksOf } from '../features/blocks.ts';
import type { LocalModel } from './local-model.ts';
import type { ModelContents, ModelFile } from './model-contents.ts';
import {
  contentsSchema,
  contentsSchema1,
  contentsSchema2,
  filterConfigSchema,
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
  const { tagger, taggers, catalogs, sound, coversPerArtist, artists, transform, weights } = contents;
  const isWhole = contents.sources.length === 1;
  const { ofColumns, kinds: blocks, sources } = blocksOf(contents.vocabulary, taggers, isWhole);
  checkSizes(contents, blocks.length, isWhole ? 1 : new Set(sources).size);
  return {
    ...contents,
    origin: {
      tagger,
      taggers,
      catalogs,
      ...(sound !== undefined && { sound }),
      ...(coversPerArtist !== undefined && { coversPerArtist }),
      ...(artists && { artists }),
    },
    filter: chooseFilter(contents.filter, filter),
    transform: { blocks: transform.blocks, blockOf: ofColumns, idf: Float64Array.from(transform.idf) },
    weights: Float64Array.from(weights.flat()),
    sources: contents.sources.map(({ bias, usual }) => ({ bias: Float64Array.from(bias), usual })),
    sourceOf: sources,
  };
}

const header = v.object({ format: v.literal('spotitags-model'), version: v.number() });
const version1 = v.object({ sha256: v.string(), model: contentsSchema1 });
const version2 = v.object({ sha256: v.string(), model: contentsSchema2 });
const version3 = v.object({ sha256: v.string(), model: contentsSchema });

function readContents(file: unknown): { readonly contents: ModelContents; readonly isIntact: boolean } {
  const head = checkShape(header, file);
  if ('problem' in head) throw unreadable('it is not a spotitags model');
  const { version } = head.output;
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

function parse<Output>(schema: v.GenericSchema<unknown, Output>, input: unknown): Output {
  const parsed = checkShape(schema, input);
  if ('output' in parsed) return parsed.output;
  throw unreadable(parsed.problem);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(`it is not JSON, or was cut off: ${jsonFault(text)}`, cause);
  }
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

function chooseFilter(trained: ModelContents['filter'], given: TagFilter | undefined): TagFilter {
  const own = trained.config && tagFilter(trained.config);
  const filter = given ?? own;
  if (filter?.id === trained.id) return filter;
  throw new SpotiTagsError(
    'invalid-input',
    filter
      ? `The model was trained with the filter ${trained.id}, not with ${filter.id}. Give it the same filter.`
      : `The model was trained with a filter of your own, ${trained.id}. Pass that filter when you load it.`,
  );
}

/** The configuration of a filter made by `tagFilter`. A filter of the user's own cannot be made again from a file. */
function configOf(filter: TagFilter): TagFilterConfig | undefined {
  if (!('config' in filter)) return undefined;
  const { success, output } = v.safeParse(filterConfigSchema, filter.config, { abortEarly: true });
  return success && tagFilter(output).id === filter.id ? output : undefined;
}

function digest(model: unknown): string {
  return createHash('sha256').update(JSON.stringify(model)).digest('hex');
}

function unreadable(reason: string, cause?: unknown): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `The model file cannot be read: ${reason}.`, { cause });
}
