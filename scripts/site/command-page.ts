import type { Command } from 'commander';
import { commandLine } from '../../src/cli/run.ts';
import { safeIo } from '../../src/cli/terminal/io.ts';
import { inTable } from './markdown.ts';

/** The page of all commands and their options, made from the commands themselves. */
export function commandPage(): string {
  const never = new AbortController().signal;
  const nowhere = { write: () => true };
  const io = safeIo({ stdout: nowhere, stderr: nowhere, env: {}, cwd: '.', stop: never, signal: never });
  const program = commandLine(io, () => undefined);
  const sections = [...program.commands]
    .sort((a, b) => (a.name() < b.name() ? -1 : 1))
    .flatMap((command) => [section(command, '##'), ...command.commands.map((part) => section(part, '###'))]);
  return [
    '# Commands and options',
    'What each command takes, as `--help` says it. [Command line](/cli.md) explains the commands and shows their output.',
    ...sections,
  ].join('\n\n');
}

function section(command: Command, heading: string): string {
  const help = command.createHelp();
  const name = help.commandUsage(command).replace(/^(spotitags )?/u, 'spotitags ');
  const parts = [`${heading} ${fullName(command)}`, sentence(command.description())];
  parts.push(`\`\`\`\n${name}\n\`\`\``);
  const rows = [
    ...help
      .visibleArguments(command)
      .map((argument) => [help.argumentTerm(argument), help.argumentDescription(argument)]),
    ...help
      .visibleOptions(command)
      .map((option) => [help.optionTerm(option), help.optionDescription(option)]),
  ].map(([term = '', text = '']) => `| \`${term.replaceAll('|', '\\|')}\` | ${inTable(text)} |`);
  if (rows.length > 0) parts.push(`| argument or option | what it is |\n| --- | --- |\n${rows.join('\n')}`);
  return parts.join('\n\n');
}

function fullName(command: Command): string {
  const parent = command.parent;
  return parent?.parent ? `${parent.name()} ${command.name()}` : command.name();
}

function sentence(text: string): string {
  const end = /[.!?]$/u.test(text) ? '' : '.';
  return `${text.charAt(0).toUpperCase()}${inTable(text.slice(1))}${end}`;
}
