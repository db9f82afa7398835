import { readText } from '../util/text-file.ts';
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
  const text = await readText(path, 'file of targets');
  return parseTargets(text, path);
}
