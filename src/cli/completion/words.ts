import type { Argument, Command, Option } from 'commander';
import { catalogs, soundTaggers, taggers } from '../../providers/providers.ts';

/** What follows an option or stands as an argument. */
type Value =
  | { readonly kind: 'file' | 'folder' | 'text' }
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly orFile: boolean };

export interface OptionWords {
  /** `--root` */
  readonly flag: string;
  readonly help: string;
  /** Undefined for an option without a value. */
  readonly value: Value | undefined;
}

/** What can be typed behind a command. */
export interface CommandWords {
  /** `tag`, `store stats`; empty for the program. */
  readonly path: string;
  readonly options: readonly OptionWords[];
  /** The commands of the command, or the choices of its first argument. */
  readonly words: readonly { readonly word: string; readonly help: string }[];
}

/** The program and all of its commands, each with what can be typed behind it. */
export function wordsOf(program: Command): readonly CommandWords[] {
  const general = optionsOf(program).filter(({ flag }) => flag !== '--help');
  const visit = (command: Command, path: string): CommandWords[] => {
    const own =
      command === program ? [{ flag: '--help', help: 'display help', value: undefined }] : optionsOf(command);
    const parts = command.commands.map((part) => ({ word: part.name(), help: part.description() }));
    const [first] = command.registeredArguments;
    return [
      {
        path,
        options: [...own, ...general],
        words: parts.length > 0 ? parts : choicesOf(first).map((word) => ({ word, help: '' })),
      },
      ...command.commands.flatMap((part) => visit(part, `${path} ${part.name()}`.trim())),
    ];
  };
  return visit(program, '');
}

function optionsOf(command: Command): OptionWords[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap((option) =>
      option.long ? [{ flag: option.long, help: option.description, value: valueOf(option) }] : [],
    );
}

function choicesOf(argument: Argument | undefined): readonly string[] {
  return argument?.argChoices ?? [];
}

/** Options whose names of providers are checked by a function of their own, because they also take paths of modules. */
const providersOf = new Map<string, readonly { readonly name: string }[]>([
  ['--catalog', catalogs],
  ['--tagger', taggers],
  ['--sound', soundTaggers],
]);

function valueOf({ long = '', flags, argChoices }: Option): Value | undefined {
  if (!/[<[]/u.test(flags)) return undefined;
  if (argChoices) return { kind: 'words', words: argChoices, orFile: false };
  const providers = providersOf.get(long);
  if (providers) return { kind: 'words', words: providers.map(({ name }) => name), orFile: true };
  if (flags.includes('<folder>')) return { kind: 'folder' };
  return { kind: /<files?(?:\.\.\.)?>/u.test(flags) ? 'file' : 'text' };
}
