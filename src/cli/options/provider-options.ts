import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { SpotiTagsError } from '../../errors.ts';
import { validateOptions } from '../../util/options.ts';
import type { Provider, ProviderFlag, ProviderKind } from '../../util/provider.ts';
import type { Io } from '../terminal/io.ts';
import { readJson } from './files.ts';
import { UsageError } from './usage-error.ts';

/** Values of a command's flags, by commander's names. */
type Values = Readonly<Record<string, unknown>>;
type Options = Readonly<Record<string, unknown>>;
/** The used part of a provider of any kind. */
type Described = Pick<
  Provider<ProviderKind, unknown, unknown, never>,
  'name' | 'flags' | 'optionsFile' | 'environment' | 'missing' | 'options'
>;

/** Adds the flags of the providers. A flag of several providers is added once. */
export function withProviderFlags(command: Command, providers: readonly Described[]): Command {
  const flags = new Map(providers.flatMap(({ flags: all = [] }) => all.map((one) => [one.flag, one])));
  for (const { flag, help, choices, isList = false } of flags.values()) {
    const option = new Option(flag, help);
    if (choices) option.choices([...choices]);
    if (isList) option.argParser(listOf);
    command.addOption(option);
  }
  for (const { name, optionsFile } of providers) {
    if (optionsFile) command.option(`--${name} <file>`, optionsFile.help);
  }
  return command;
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/**
 * Whether the values imply the provider without naming it: its file or one of its required flags is given.
 */
export function isImplied({ name, flags = [], optionsFile }: Described, values: Values): boolean {
  if (optionsFile && values[name] !== undefined) return true;
  return flags.some((flag) => flag.missing !== undefined && valueOf(flag, values) !== undefined);
}

/** Whether any variable of the provider is set. */
export function isInEnvironment({ environment = [] }: Described, { env }: Pick<Io, 'env'>): boolean {
  return environment.flat().some(({ name }) => Boolean(env[name]));
}

/**
 * Opens a provider with options from its flags, its file and the environment.
 *
 * @throws UsageError if a flag is missing, or its value is wrong.
 * @throws SpotiTagsError `unauthorized` if variables are missing, `invalid-input` if the file is wrong.
 */
export async function openProvider<Instance, Context>(
  provider: Provider<ProviderKind, Instance, unknown, Context>,
  values: object,
  context: Context,
  { env }: Pick<Io, 'env'>,
): Promise<Instance> {
  const given: Values = { ...values };
  const flags = optionsOfFlags(provider, given);
  const file = await optionsOfFile(provider, given);
  const options = { ...environmentOptions(provider, env), ...file?.options, ...flags };
  const result = validateOptions(provider.options, options);
  if ('value' in result) return provider.open(result.value, context);
  const { option = 'object', sentence, reason } = result.problem;
  if (Object.hasOwn(flags, option)) throw new UsageError(sentence);
  const text = file ? `The options of --${provider.name} in ${file.path}, ${option}: ${reason}` : sentence;
  throw new SpotiTagsError('invalid-input', text);
}

function optionsOfFlags({ flags = [] }: Described, values: Values): Options {
  const options = new Map<string, unknown>();
  for (const flag of flags) {
    const value = valueOf(flag, values);
    const isMissing = value === undefined || (Array.isArray(value) && value.length === 0);
    if (!isMissing) options.set(flag.option, value);
    else if (flag.missing !== undefined) throw new UsageError(flag.missing);
  }
  return Object.fromEntries(options);
}

function valueOf({ flag }: ProviderFlag, values: Values): unknown {
  return values[new Option(flag).attributeName()];
}

async function optionsOfFile(
  { name, optionsFile }: Described,
  values: Values,
): Promise<{ readonly path: string; readonly options: Options } | undefined> {
  const path = values[name];
  if (!optionsFile) return undefined;
  if (typeof path !== 'string') {
    if (optionsFile.missing === undefined) return undefined;
    throw new UsageError(optionsFile.missing);
  }
  const json = await readJson(path, 'file of options');
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new SpotiTagsError('invalid-input', `The file of options ${path} must hold a JSON object.`);
  }
  const beside = (option: string, value: unknown) =>
    typeof value === 'string' && optionsFile.paths.includes(option) ? resolve(dirname(path), value) : value;
  return {
    path,
    options: Object.fromEntries(
      Object.entries(json).map(([option, value]) => [option, beside(option, value)]),
    ),
  };
}

/** @throws SpotiTagsError `unauthorized` if the provider needs variables that are not set. */
export function environmentOptions({ environment = [], missing }: Described, env: Io['env']): Options {
  const complete = environment.find((variables) => variables.every(({ name }) => env[name]));
  if (!complete) {
    if (missing === undefined) return {};
    throw new SpotiTagsError('unauthorized', missing);
  }
  return Object.fromEntries(
    complete.map(({ name, option, read = (text: string) => text }) => [option, read(env[name] ?? '')]),
  );
}
