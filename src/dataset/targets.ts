import { readFile } from 'node:fs/promises';
import { SpotiTagsError, codeOf } from '../errors.ts';
import { decodeText } from '../util/text-file.ts';
import { parseTargets } from './parse-targets.ts';
import type { Target } from './target.ts';

/**
 * Reads numbers of artists or albums. JSON: `{ "Sleep": 1992 }`, `{ "Sleep": { "Dopesmoker": 2003 } }`, or a list of
 * {@link Target}. CSV, if the name of the file ends so: `artist,target` or `artist,album,target`, with or without a row of
 * headings.
 *
 * @throws SpotiTagsError `not-found` if there is no such file; `invalid-input`, with the place, for what is not a number of an
 * artist, for an artist or album with two numbers, and for numbers of artists and of albums in one file.
 */
export async function readTargets(path: string): Promise<readonly Target[]> {
  const text = decodeText(path, await readBytes(path));
  return parseTargets(text, path);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = codeOf(cause) ?? 'unknown reason';
    throw code === 'ENOENT'
      ? new SpotiTagsError('not-found', `There is no file of targets at ${path}.`, { cause })
      : new SpotiTagsError('invalid-input', `The file of targets ${path} cannot be read (${code}).`, {
          cause,
        });
  }
}
