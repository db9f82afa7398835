import { jsonFault, checkShape } from '../../util/checks.ts';
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import { type TagFilter, type TagFilterConfig, tagFilter } from '../../tags/filter.ts';
import { blocksOf } from '../features/blocks.ts';
import { noDamping } from '../fitting/damping.ts';
import type { FittedModel, LocalModel, ModelReader } from './local-model.ts';
import type { ModelContents, ModelFile } from './model-contents.ts';
import { contentsSchema, contentsSchema1, filterConfigSchema, fromVersion1 } from './model-schema.ts';

export function packModel(model: LocalModel): ModelFile {
  const { filter, transform } = model;
  const config = configOf(filter);
  const packed = v.parse(contentsSchema, {
    kind: model.kind,
    ...model.origin,
    features: model.features,
    filter: { id: filter.id, ...(config && { config }) },
    minCovers: model.minCovers,
    minProbability: model.minProbability,
    stopTags: [...model.stopTags],
    genres: [...model.genres],
    vocabulary: [...model.vocabulary],
    transform: {
      scale: transform.scale,
      l2: transform.l2,
      idf: [...transform.idf],
      unseen: transform.unseen,
    },
    parameters: model.fitted.toJSON(),
    calibration: { ...model.calibration, prior: [...model.calibration.prior] },
    damping: model.damping,
  });
  return { format: 'spotitags-model', version: 2, sha256: digest(packed), model: packed };
}

/** Reads what {@link packModel} wrote, or a file of version 1. `filter` is needed if the model's filter is the user's own. */
export function unpackModel(
  text: string,
  kinds: readonly ModelReader[],
  filter: TagFilter | undefined,
): LocalModel {
  const { contents, isIntact } = readContents(parseJson(text));
  const fitted = readParameters(contents, kinds);
  if (!isIntact) throw unreadable('it was changed after it was written. Train it again');
  checkSizes(contents);
  const { tagger, taggers, catalogs, coversPerArtist, artists, transform } = contents;
  return {
    ...contents,
    origin: {
      tagger,
      taggers,
      catalogs,
      ...(coversPerArtist !== undefined && { coversPerArtist }),
      ...(artists && { artists }),
    },
    filter: chooseFilter(contents.filter, filter),
    damping: contents.damping ?? noDamping,
    transform: {
      ...transform,
      unseen: transform.unseen ?? 0,
      idf: Float64Array.from(transform.idf),
      blocks: blocksOf(contents.vocabulary, taggers),
    },
    fitted,
  };
}

const header = v.object({ format: v.literal('spotitags-model'), version: v.number() });
const version1 = v.object({ sha256: v.string(), model: contentsSchema1 });
const version2 = v.object({ sha256: v.string(), model: contentsSchema });

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
    return { contents: model, isIntact: digest(model) === sha256 };
  }
  throw unreadable(
    `it has version ${version}, and this release reads versions 1 and 2. Train it again, or use a release that reads it`,
  );
}

function readParameters(
  { kind, genres, vocabulary, parameters }: ModelContents,
  kinds: readonly ModelReader[],
): FittedModel {
  const known = kinds.find((candidate) => candidate.kind === kind);
  if (!known) {
    const names = kinds.map((candidate) => candidate.kind).join(', ');
    throw unreadable(`its kind is ${JSON.stringify(kind)}, and this release knows ${names}`);
  }
  const shape = { genres: genres.length, columns: vocabulary.length };
  return parse(v.object({ parameters: known.parameters(shape) }), { parameters }).parameters;
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

function checkSizes({
  genres,
  vocabulary,
  transform,
  calibration,
  damping = noDamping,
}: ModelContents): void {
  const fits =
    transform.idf.length === vocabulary.length &&
    calibration.prior.length === genres.length &&
    damping.means.length === damping.usual.length &&
    damping.means.every((means) => means.length === genres.length);
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
