import { readdir, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { hintAt } from '../../catalog/names.ts';

/**
 * ` Did you mean "dataset.jsonl"?`, if an error is about a file or folder that was typed, does not exist, and is written almost
 * as one beside it. Empty otherwise.
 */
export async function nearFiles(message: string, argv: readonly string[]): Promise<string> {
  if (message.includes('Did you mean')) return '';
  for (const [at, word] of argv.entries()) {
    // A word without a dot or slash is a path only as the value of an option: `--root Music`.
    const isPath = /[./\\]/u.test(word) || argv[at - 1]?.startsWith('--');
    if (word.startsWith('-') || !isPath || !message.includes(word)) continue;
    if (await stat(word).catch(() => undefined)) continue;
    const folder = dirname(word);
    const names = await readdir(folder).catch(() => []);
    // By their stems: an ending that is equal says nothing.
    const stems = new Map(
      names.filter((name) => !name.startsWith('.')).map((name) => [parse(name).name, join(folder, name)]),
    );
    const hint = hintAt(parse(word).name, [...stems.keys()]);
    if (hint !== '')
      return hint.replaceAll(/"([^"]*)"/gu, (_, stem: string) => `"${stems.get(stem) ?? stem}"`);
  }
  return '';
}
