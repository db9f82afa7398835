import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import { type TagFilter, type TagFilterConfig, tagFilter } from '../../tags/filter.ts';
import { checkShape, jsonFault } from '../../util/checks.ts';
import { sha256 } from '../../util/sha256.ts';
import { filterConfigSchema } from './model-schema.ts';

/** The filter of a model, as its file has it. */
interface TrainedFilter {
  readonly id: string;
  readonly config?: TagFilterConfig | undefined;
}

const header = v.object({ format: v.literal('spotitags-model'), version: v.number() });

/** @throws SpotiTagsError `invalid-input` for what is not a model. */
export function versionOf(file: unknown): number {
  const head = checkShape(header, file);
  if ('problem' in head) throw unreadable('it is not a spotitags model');
  return head.output.version;
}

/** The kind of regressors, in model files. */
export const regressorKind = 'ridge-regression';

const ofRegressor = v.object({ model: v.object({ kind: v.literal(regressorKind) }) });

/** Whether the model estimates a number. All other models say genres. */
export function isRegressor(file: unknown): boolean {
  return v.is(ofRegressor, file);
}

export function parse<Output>(schema: v.GenericSchema<unknown, Output>, input: unknown): Output {
  const parsed = checkShape(schema, input);
  if ('output' in parsed) return parsed.output;
  throw unreadable(parsed.problem);
}

export function parseJson(text: string): unknown {
  // Callers in JavaScript pass what they have parsed.
  if (typeof (text as unknown) !== 'string')
    throw unreadable('the text of its file was expected, got another value');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(`it is not JSON, or was cut off: ${jsonFault(text)}`, cause);
  }
}

export function chooseFilter(trained: TrainedFilter, given: TagFilter | undefined): TagFilter {
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
export function configOf(filter: TagFilter): TagFilterConfig | undefined {
  if (!('config' in filter)) return undefined;
  const { success, output } = v.safeParse(filterConfigSchema, filter.config, { abortEarly: true });
  return success && tagFilter(output).id === filter.id ? output : undefined;
}

export function digest(model: unknown): string {
  return sha256(JSON.stringify(model));
}

export function unreadable(reason: string, cause?: unknown): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `The model file cannot be read: ${reason}.`, { cause });
}
