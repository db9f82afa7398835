import type { Command } from 'commander';
import { hintAt } from '../../catalog/names.ts';
import { UsageError } from './usage-error.ts';

/** A command of commands. Without one of them, it says which there are, also if options are typed. */
export function withParts(command: Command, parts: readonly Command[]): Command {
  for (const part of parts) command.addCommand(part);
  const names = parts.map((part) => part.name());
  return command
    .argument('[command...]')
    .allowUnknownOption()
    .action(([first]: readonly string[]) => {
      const name = first?.startsWith('-') ? undefined : first;
      const wrong = name === undefined ? '' : `There is no command ${name}.${hintAt(name, names)} `;
      throw new UsageError(`${wrong}Type spotitags ${command.name()} ${names.join('|')}.`);
    });
}
