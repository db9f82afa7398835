import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import { shown } from './shown.ts';
import { validate, type StandardIssue, type StandardSchema } from './standard-schema.ts';

/** An option that does not fit the schema. */
export interface OptionProblem {
  /** The name of the option. `undefined` if the problem concerns several options. */
  readonly option: string | undefined;
  /** A sentence that names the option. */
  readonly sentence: string;
  /** The same sentence, for use after the option's name and a colon. */
  readonly reason: string;
}

/**
 * Checks the options and adds defaults. An option that is `undefined` counts as absent.
 *
 * @param credentials - options whose problems have the code `unauthorized`.
 * @throws SpotiTagsError `invalid-input` or `unauthorized` that names the option.
 */
export function checkOptions<Options>(
  schema: StandardSchema<Options>,
  options: unknown = {},
  credentials: readonly string[] = [],
): Options {
  const result = validateOptions(schema, options);
  if ('value' in result) return result.value;
  const { option, sentence } = result.problem;
  const isCredential = option !== undefined && credentials.includes(option);
  throw new SpotiTagsError(isCredential ? 'unauthorized' : 'invalid-input', sentence);
}

/** Checks options without throwing: for callers that know where an option comes from. */
export function validateOptions<Options>(
  schema: StandardSchema<Options>,
  options: unknown,
): { readonly value: Options } | { readonly problem: OptionProblem } {
  const result = validate(schema, withoutUndefined(options));
  if (result instanceof Promise) {
    throw new SpotiTagsError('invalid-input', 'The schema of options must not be asynchronous.');
  }
  if (!result.issues) return { value: result.value };
  const [issue = { message: 'The options are not what was expected' }] = result.issues;
  return { problem: problemOf(issue) };
}

/** An object without the members that are undefined. In plain JavaScript, they stand for absent ones. */
export function withoutUndefined(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return options;
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function problemOf({ message, path = [] }: StandardIssue): OptionProblem {
  const [first] = path;
  const key = typeof first === 'object' ? first.key : first;
  const option = key === undefined ? undefined : String(key);
  const end = /[.!?…]$/u.test(message) ? '' : '.';
  const isPredicate = message.startsWith('must ');
  return {
    option,
    sentence: isPredicate ? `${option ?? 'The value'} ${message}${end}` : `${message}${end}`,
    reason: isPredicate ? `it ${message}${end}` : `${message}${end}`,
  };
}

/**
 * Refuses options that do not exist, where the values are checked elsewhere.
 *
 * @throws SpotiTagsError `invalid-input` that names the option and those that exist.
 */
export function checkNames(options: object, names: readonly string[]): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !names.includes(name))
      throw new SpotiTagsError('invalid-input', `${unknown(name, names)}.`);
  }
}

/**
 * Refuses arguments that are not providers. The error does not show them: they may hold a key.
 *
 * @param expected - what the function takes: `firstOf takes catalogs`.
 * @throws SpotiTagsError `invalid-input`
 */
export function checkMembers(values: readonly unknown[], expected: string, members: readonly string[]): void {
  const fits = (value: unknown) =>
    typeof value === 'object' && value !== null && members.every((member) => member in value);
  if (values.every(fits)) return;
  throw new SpotiTagsError(
    'invalid-input',
    `${expected}${members.length > 0 ? `: objects with ${members.join(', ')}` : ''}.`,
  );
}

/** Refuses what is not a list. @throws SpotiTagsError `invalid-input` that names the option. */
export function checkList(name: string, value: unknown): void {
  if (!Array.isArray(value))
    throw new SpotiTagsError('invalid-input', `${name} must be a list, got ${shown(value)}.`);
}

function unknown(name: string, names: readonly string[]): string {
  return `The option ${name} does not exist. The options are ${names.join(', ')}`;
}

/** Options by name. An unknown option is refused. */
export function optionsSchema<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, (issue) => {
    const key = String(issue.path?.[0].key);
    if (issue.expected === 'never') {
      return unknown(key, Object.keys(entries));
    }
    const entry = Object.entries(entries).find(([name]) => name === key)?.[1];
    return entry && isRequirement(entry) ? entry.message(issue) : 'must be an object of options';
  });
}

/** A missing value gets the same message as a value that does not fit. */
function isRequirement(entry: object): entry is { readonly message: (issue: { input: unknown }) => string } {
  return 'message' in entry && typeof entry.message === 'function';
}

/** A value that passes the check. The error says what it must be, and what came. */
export function must<T>(expected: string, check: (value: unknown) => value is T) {
  return v.custom<T>(
    check,
    ({ input }: { readonly input: unknown }) => `must ${expected}, got ${shown(input)}`,
  );
}

/** Like {@link must}, for values that no error may show. `sentence` is a full sentence. */
export function mustSecretly<T>(sentence: string, check: (value: unknown) => value is T) {
  return v.custom<T>(check, () => sentence);
}

/** Refuses a value of the right type, with the returned reason. */
export function refuse<T>(reason: (value: T) => string | undefined) {
  return v.rawCheck<T>(({ dataset, addIssue }) => {
    const message = dataset.typed ? reason(dataset.value) : undefined;
    if (message !== undefined) addIssue({ message });
  });
}

/** The path of an issue in one option, for a check of several options. */
export function optionPath(key: string): [v.ObjectPathItem] {
  return [{ type: 'object', origin: 'value', input: {}, key, value: undefined }];
}

export function wholeNumberFrom(least: number, most = Infinity) {
  const range = most === Infinity ? `from ${least}` : `from ${least} to ${most}`;
  return must(
    `be a whole number ${range}`,
    (value): value is number => Number.isInteger(value) && isNumber(value) && value >= least && value <= most,
  );
}

export const numberAboveZero = must('be above 0', (value): value is number => isNumber(value) && value > 0);

export const zeroToOne = must(
  'lie in 0..1',
  (value): value is number => isNumber(value) && value >= 0 && value <= 1,
);

export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

export const text = must('be a text', isText);
export const flag = must('be true or false', (value): value is boolean => typeof value === 'boolean');

export function textLike(pattern: RegExp, expected: string) {
  return must(expected, (value): value is string => isText(value) && pattern.test(value));
}

export function oneOf<const Value extends string>(values: readonly Value[]) {
  return must(
    `be one of ${values.join(', ')}`,
    (value): value is Value => isText(value) && values.some((one) => one === value),
  );
}

/** A list of some of the values, at least `least`. */
export function someOf<const Value extends string>(values: readonly Value[], least: number) {
  return must(
    `be some of ${values.join(', ')}`,
    (value): value is readonly Value[] =>
      areTexts(value) && value.length >= least && value.every((one) => values.some((known) => known === one)),
  );
}

/** A function. Its type parameter says which. */
export function functionOf<F extends (...args: never) => unknown>() {
  return must('be a function', (value): value is F => typeof value === 'function');
}

/** An object with methods, such as a store. Its type parameter says which. */
export function objectOf<T extends object>() {
  return must('be an object', (value): value is T => typeof value === 'object' && value !== null);
}
