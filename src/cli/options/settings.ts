import { isAbsolute, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError, type Option } from 'commander';
import { hintAt } from '../../catalog/names.ts';
import { catalogs, taggers } from '../../providers/providers.ts';
import { shown } from '../../util/shown.ts';
import { type Io, printable } from '../terminal/io.ts';
import { isModulePath } from './provider-module.ts';
import { withSources } from './providers.ts';
import { type SettingsFile, findSettings } from './settings-file.ts';
import { UsageError } from './usage-error.ts';

interface SettingKind {
  /** The name of the option that it is a default of. */
  readonly key: string;
  readonly isPath: (text: string) => boolean;
  /** The names that it takes, if paths of modules are allowed too. */
  readonly names?: readonly string[];
  /** Whether it may be a list. */
  readonly isList?: true;
  /** The tagger that it is an option of. It counts if that tagger is chosen, and does not choose it. */
  readonly tagger?: string;
}

const always = () => true;
const never = () => false;
const namesOf = (providers: readonly { readonly name: string }[]) => providers.map(({ name }) => name);

/** What many commands take, and users repeat. The schema and the docs are made from it. */
export const settingKinds: readonly SettingKind[] = [
  { key: 'catalog', isPath: isModulePath, names: namesOf(catalogs) },
  { key: 'root', isPath: always },
  { key: 'layout', isPath: never },
  { key: 'tagger', isPath: isModulePath, names: namesOf(taggers), isList: true },
  { key: 'onnx', isPath: always, tagger: 'onnx' },
  { key: 'clip', isPath: always, tagger: 'clip' },
  { key: 'store', isPath: always },
];

/** A value that is not typed, and where it comes from. */
export interface Setting {
  readonly key: string;
  /** The value of the option. */
  readonly value: unknown;
  readonly texts: readonly string[];
  /** "the variable SPOTITAGS_ROOT", or the path of a file. */
  readonly source: string;
}

export function variableOf(key: string): string {
  return `SPOTITAGS_${key.toUpperCase()}`;
}

/** The option of a setting, as commands have it. */
export function optionOf(key: string): Option {
  const option = withSources(new Command()).options.find((one) => one.attributeName() === key);
  if (!option) throw new Error(`No command has the option ${key}.`);
  return option;
}

/**
 * The settings of the environment and of the file, the first with a key counts.
 * @throws UsageError for a variable or a file that is wrong.
 */
export async function readSettings(io: Pick<Io, 'env' | 'cwd' | 'stderr'>): Promise<readonly Setting[]> {
  const fromVariables = settingKinds.flatMap((kind) => ofVariable(kind, io));
  noteNearVariables(io);
  const file = await findSettings(io);
  return [...fromVariables, ...(file ? ofFile(file, io.cwd) : [])];
}

function ofVariable({ key, isList }: SettingKind, { env }: Pick<Io, 'env'>): Setting[] {
  const name = variableOf(key);
  const text = env[name] ?? '';
  if (text === '') return [];
  const texts = isList ? text.split(',').map((part) => part.trim()) : [text];
  const source = `the variable ${name}`;
  const wrong = wrongValue(source.replace(/^t/u, 'T'), text);
  return [{ key, texts, source, value: valueOf(key, texts, wrong) }];
}

/** As for a typed option, the error says what came. */
function wrongValue(subject: string, given: unknown): (reason: string) => UsageError {
  return (reason) => new UsageError(`${subject} is ${shown(given)}. ${reason}`);
}

/** A variable of another program may begin so, too. Only a likely mistake is noted. */
function noteNearVariables({ env, stderr }: Pick<Io, 'env' | 'stderr'>): void {
  const known = settingKinds.map(({ key }) => variableOf(key));
  for (const name of Object.keys(env)) {
    if (!name.startsWith('SPOTITAGS_') || known.includes(name)) continue;
    const hint = hintAt(
      name.slice(10),
      known.map((one) => one.slice(10)),
    );
    if (hint === '') continue;
    stderr.write(
      `Note: the variable ${printable(name)} is not a setting.${hint.replaceAll(/"(\w+)"/gu, 'SPOTITAGS_$1')}\n`,
    );
  }
}

/** What a key is called that holds a secret. */
const secret = /pat$|token|secret|password|credential|key$|clientid$/iu;

function ofFile({ path, folder, settings }: SettingsFile, cwd: string): Setting[] {
  const known = settingKinds.map(({ key }) => key);
  return Object.entries(settings).flatMap(([key, given]): Setting[] => {
    if (key === '$schema') return [];
    const quoted = JSON.stringify(key);
    const kind = settingKinds.find((one) => one.key === key);
    if (!kind && secret.test(key))
      throw new UsageError(
        `The key ${quoted} in ${path} looks like a secret. Keys of services come from the environment only: spotitags doctor names ` +
          'their variables. Remove it from the file.',
      );
    if (!kind)
      throw new UsageError(
        `The key ${quoted} in ${path} is not a setting.${hintAt(key, known)} The settings are ${known.join(', ')}.`,
      );
    const wrong = wrongValue(`The setting ${quoted} in ${path}`, given);
    const texts = textsOf(kind, given).map((text) => {
      if (typeof text === 'string' && text !== '')
        return kind.isPath(text) ? beside(folder, text, cwd) : text;
      throw wrong(`It must be ${kind.isList ? 'a text, or a list of texts' : 'a text'} that is not empty.`);
    });
    return [{ key, texts, source: path, value: valueOf(key, texts, wrong) }];
  });
}

function textsOf({ isList }: SettingKind, given: unknown): readonly unknown[] {
  if (!isList || !Array.isArray(given)) return [given];
  return given.length > 0 ? given : [undefined];
}

/** A path of the file, as it is written if the file is in the working directory. */
function beside(folder: string, path: string, cwd: string): string {
  return isAbsolute(path) || relative(cwd, folder) === '' ? path : resolve(folder, path);
}

/** The value, read and checked as if it was typed. */
function valueOf(key: string, texts: readonly string[], wrong: (reason: string) => Error): unknown {
  const { parseArg } = optionOf(key);
  try {
    return texts.reduce<unknown>((before, text) => (parseArg ? parseArg(text, before) : text), undefined);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw wrong(error.message);
    throw error;
  }
}
