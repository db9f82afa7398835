import { readdir, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { hintAt } from '../../catalog/names.ts';
import { codeOf } from '../../errors.ts';

/**
 * ` Did you mean "dataset.jsonl"?`, if an error says that a file or folder was not found, and one of the same kind beside it is
 * written almost so. Empty otherwise.
 */
export async function nearFiles(error: Error): Promise<string> {
  const { message } = error;
  const path = missingPath(error);
  if (path === undefined || !message.includes(path) || message.includes('Did you mean')) return '';
  const isFolder = /\bfolder "?$/u.test(message.slice(0, message.indexOf(path)));
  const folder = dirname(path);
  // By their stems: an ending that is equal says nothing.
  const stems = new Map<string, string>();
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (!name.startsWith('.') && found?.isDirectory() === isFolder)
      stems.set(parse(name).name, join(folder, name));
  }
  const hint = hintAt(parse(path).name, [...stems.keys()]);
  return hint.replaceAll(/"([^"]*)"/gu, (_, stem: string) => `"${stems.get(stem) ?? stem}"`);
}

/** The path that the system did not find, if that is why there is an error. */
function missingPath(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (codeOf(cause) === 'ENOENT' && 'path' in cause) return String(cause.path);
  }
  return undefined;
}
