import { relative } from 'node:path';
import type { Command } from 'commander';
import { catalogs, taggers } from '../../providers/providers.ts';
import { type Io, printable } from '../terminal/io.ts';
import { type Setting, readSettings, settingKinds } from './settings.ts';

/** Commands whose options of these names choose what they do. */
const independent = new Set(['demo']);

/**
 * Gives the options of a command that were not typed the values of settings, which it reads if the command can use them.
 * @returns the settings that count for this command.
 */
export async function applySettings(command: Command, io: Io): Promise<readonly Setting[]> {
  const keys = command.options.map((option) => option.attributeName());
  if (independent.has(command.name()) || !settingKinds.some(({ key }) => keys.includes(key))) return [];
  const settings = await readSettings(io);
  // The providers are chosen before their options.
  const ordered = settingKinds.flatMap(({ key }) => settings.filter((setting) => setting.key === key));
  const typed = new Set(keys.filter((key) => isGiven(command, key)));
  return ordered.filter((setting) => {
    if (!isWanted(command, setting, typed)) return false;
    command.setOptionValueWithSource(setting.key, setting.value, 'config');
    return true;
  });
}

function isGiven(command: Command, key: string): boolean {
  const source = command.getOptionValueSource(key);
  return source !== undefined && source !== 'default';
}

function isWanted(command: Command, { key, value }: Setting, typed: ReadonlySet<string>): boolean {
  const hasOption = command.options.some((option) => option.attributeName() === key);
  if (!hasOption || isGiven(command, key)) return false;
  // The store of a queue is in its database, unless a folder is typed.
  if (key === 'store') return !typed.has('queue');
  // `--root` means a catalog of folders, and `--onnx` that tagger.
  if (key === 'catalog') return typeof value !== 'string' || !contradicts(catalogs, [value], typed);
  if (key === 'tagger') return !Array.isArray(value) || !contradicts(taggers, value, typed);
  const tagger = settingKinds.find((kind) => kind.key === key)?.tagger;
  const chosen: unknown = command.getOptionValue('tagger');
  return tagger === undefined || (Array.isArray(chosen) && chosen.includes(tagger));
}

type Described = Pick<(typeof catalogs | typeof taggers)[number], 'name' | 'flags' | 'optionsFile'>;

/** Whether an option was typed that belongs to other providers than the chosen ones. */
function contradicts(
  providers: readonly Described[],
  chosen: readonly unknown[],
  typed: ReadonlySet<string>,
): boolean {
  const names = providers.map(({ name }) => name).filter((name) => chosen.includes(name));
  // A module of the user has options that are not known.
  if (names.length < chosen.length) return false;
  const own = new Set(providers.filter(({ name }) => names.includes(name)).flatMap(keysOf));
  return providers.flatMap(keysOf).some((key) => typed.has(key) && !own.has(key));
}

function keysOf({ name, flags = [], optionsFile }: Described): string[] {
  return [...flags.map(({ flag }) => flag.replace(/^--| .*$/gu, '')), ...(optionsFile ? [name] : [])];
}

/** Where the values come from that an error is about. Nothing if all of them were typed. */
export function sourcesIn(message: string, applied: readonly Setting[], cwd: string): string {
  return applied
    .filter(({ texts }) => texts.some((text) => hasWord(message, text)))
    .map(
      ({ key, texts, source }) =>
        ` The ${key} ${printable(texts.join(', '))} comes from ${printable(shortest(source, cwd))}.`,
    )
    .join('');
}

/** Not `--clip` for `clip`, and no part of a longer word. */
function hasWord(message: string, word: string): boolean {
  const at = message.indexOf(word);
  if (at === -1) return false;
  return !/[\w-]$/u.test(message.slice(0, at)) && !/^\w/u.test(message.slice(at + word.length));
}

function shortest(source: string, cwd: string): string {
  const from = source.startsWith('the variable') ? source : relative(cwd, source);
  return from.length < source.length ? from : source;
}
