import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import { type GenreMap, buildGenreMap } from '../tags/genre-map.ts';
import { checkShape, jsonFault } from '../util/checks.ts';
import { jsonLines } from '../util/json-lines.ts';
import { readText } from '../util/text-file.ts';

const fileSchema = v.strictObject({
  format: v.literal('spotitags-genres'),
  version: v.number(),
  genres: v.array(v.unknown()),
});

const expected = '{ "format": "spotitags-genres", "version": 1, "genres": [{ "name": "doom metal" }] }';

/**
 * Reads a genre map: a JSON file `{ "format": "spotitags-genres", "version": 1, "genres": […] }` with the definitions that
 * {@link genreMap} takes.
 *
 * @throws SpotiTagsError `not-found` if there is no such file; `invalid-input`, with the line, for what is not a map.
 */
export async function readGenreMap(path: string): Promise<GenreMap> {
  const text = await readText(path, 'genre map');
  const file = checkShape(fileSchema, parseJson(text, path));
  if ('problem' in file) throw invalid(path, `${file.problem}. Expected ${expected}`);
  const { version, genres } = file.output;
  if (version !== 1)
    throw invalid(path, `this release reads version 1, and the genre map has version ${version}`);
  const lines = jsonLines(text);
  for (const [key, [, second]] of lines) {
    if (second === undefined) continue;
    const name = JSON.stringify(key.slice(key.lastIndexOf('/') + 1));
    throw invalid(`${path}, line ${second}`, `the key ${name} is there twice. Keep one of them`);
  }
  return buildGenreMap(genres, (at, part) => {
    const entry = `genres/${at}`;
    const [line] = (part && lines.get(`${entry}/${part}`)) ?? lines.get(entry) ?? [];
    return `${path}, line ${line ?? 1}`;
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SpotiTagsError('invalid-input', `The genre map ${path} is not JSON: ${jsonFault(text)}.`, {
      cause,
    });
  }
}

function invalid(place: string, reason: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `${place}: ${reason}.`);
}
