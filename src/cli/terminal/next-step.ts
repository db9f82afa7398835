import { columnNames } from './color.ts';
import { type Io, printable } from './io.ts';

/**
 * Says what to do next to a person at a terminal. Logs, pipes and `--json` do without.
 * @param steps - what for, and the words of the command.
 */
export function sayNext(
  { stderr }: Io,
  ...steps: readonly (readonly [what: string, ...words: string[]])[]
): void {
  if (!stderr.isTerminal) return;
  const lines = steps.map(([what, ...words]) => `${what}: ${commandOf(words)}`);
  stderr.write(`${lines.map((line) => columnNames(`Next, ${printable(line)}`)).join('\n')}\n`);
}

/** A command as it can be typed. */
export function commandOf(words: readonly string[]): string {
  return [
    'spotitags',
    ...words.map((word) => (/^[\w./~:<>-]+$/u.test(word) ? word : JSON.stringify(word))),
  ].join(' ');
}
