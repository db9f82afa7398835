import { readFile } from 'node:fs/promises';
import { SpotiTagsError, codeOf } from '../errors.ts';

/** @param what - what the file should be, for the error: `model`. */
export async function readText(path: string, what: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\ufeff/u, '');
  } catch (cause) {
    const code = codeOf(cause) ?? 'unknown reason';
    throw code === 'ENOENT'
      ? new SpotiTagsError('not-found', `There is no ${what} at ${path}.`, { cause })
      : new SpotiTagsError('invalid-input', `The ${what} ${path} cannot be read (${code}).`, { cause });
  }
}

export async function readJson(path: string, what: string): Promise<unknown> {
  const text = await readText(path, what);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SpotiTagsError('invalid-input', `The ${what} ${path} is no JSON.`, { cause });
  }
}
