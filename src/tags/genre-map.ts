import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { GenreExample } from '../model.ts';
import { checkShape } from '../util/checks.ts';
import { compareCodePoints } from '../util/order.ts';
import { GenreTree } from './genre-tree.ts';
import { foldGenre, genreKey } from './genres.ts';
import { type MappedExamples, type MappedStream, mapExamples } from './mapped-examples.ts';
import { nearNames } from './near-names.ts';

/** A genre of a map. */
export interface GenreDefinition {
  /** The name that genres of this kind get. */
  readonly name: string;
  /**
   * Other names of it. Names that differ in case, white space, punctuation, hyphens, or "&" for "and" need not be listed.
   * @default none
   */
  readonly synonyms?: readonly string[];
  /** The name of the genre that it is a kind of: "metal" of "doom metal". @default none, it is a root */
  readonly parent?: string;
}

/** A genre map as plain data; see `readGenreMap`. */
export interface GenreMapFile {
  readonly format: 'spotitags-genres';
  readonly version: 1;
  readonly genres: readonly GenreDefinition[];
}

/** Which names mean the same genre, and which genres are kinds of others. */
export interface GenreMap {
  /** The names of its genres, in the order of their code points. */
  readonly genres: readonly string[];
  /** The genre of that name or synonym. Undefined if the map does not know it. */
  find(name: string): string | undefined;
  /** The names under which it may be found elsewhere: its own and its synonyms. An unknown name alone. */
  namesOf(name: string): readonly string[];
  /** From its root to the genre itself: `['rock', 'metal', 'doom metal']`. An unknown name alone. */
  pathOf(name: string): readonly string[];
  /** Genres with a similar name, the most similar first. At most three. */
  suggest(name: string): readonly string[];
  /**
   * The examples with the names of this map. Unknown genres stay as they are. Two genres of an artist that are one become
   * one. `summary()` says what was merged and what is unknown, of the examples that were read so far.
   */
  apply(examples: Iterable<GenreExample>): MappedExamples;
  apply(examples: AsyncIterable<GenreExample>): MappedStream;
  apply(examples: Iterable<GenreExample> | AsyncIterable<GenreExample>): MappedExamples | MappedStream;
  toJSON(): GenreMapFile;
}

/**
 * A genre map of definitions; `readGenreMap` reads them from a file.
 *
 * ```ts
 * const map = genreMap([
 *   { name: 'metal' },
 *   { name: 'doom metal', parent: 'metal', synonyms: ['doom'] },
 *   { name: 'drum and bass', synonyms: ['DnB'] },
 * ]);
 * map.find('Drum & Bass'); // 'drum and bass'
 * ```
 *
 * @throws SpotiTagsError `invalid-input` for a name that is there twice, a genre that is its own synonym, a synonym of two
 * genres, an unknown parent, or parents that lead in a circle.
 */
export function genreMap(definitions: Iterable<GenreDefinition>): GenreMap {
  return buildGenreMap([...definitions], (at) => `genre ${at + 1} of the map`);
}

/** Where a definition, or a part of it, stands: for messages. */
export type PlaceOf = (at: number, part?: 'name' | 'parent' | `synonyms/${number}`) => string;

const text = v.pipe(
  v.string(),
  v.check((name) => name.trim() !== '', 'expected a name, got an empty text'),
);

const definitionSchema = v.strictObject({
  name: text,
  synonyms: v.exactOptional(v.array(text)),
  parent: v.exactOptional(
    v.pipe(
      v.unknown(),
      v.check((parent) => !Array.isArray(parent), 'a genre has one parent, and this one has a list of them'),
      text,
    ),
  ),
}) satisfies v.GenericSchema<unknown, GenreDefinition>;

/** @throws SpotiTagsError as {@link genreMap}, with the place. */
export function buildGenreMap(given: readonly unknown[], placeOf: PlaceOf): GenreMap {
  const definitions = given.map((one, at) => {
    const checked = checkShape(definitionSchema, one);
    if ('output' in checked) return checked.output;
    throw wrong(placeOf(at), checked.problem);
  });
  const names = namesIn(definitions, placeOf);
  const parents = parentsIn(definitions, names, placeOf);
  const find = (name: string) => names.get(foldGenre(name))?.genre;
  const tree = new GenreTree(parents);
  const synonymsOf = new Map(definitions.map(({ name, synonyms = [] }) => [name, synonyms]));
  const known = Array.from(names, ([fold, { genre }]) => ({ fold, name: genre }));
  const map: GenreMap = {
    genres: definitions.map(({ name }) => name).sort(compareCodePoints),
    find,
    namesOf(name) {
      const genre = find(name);
      return genre === undefined ? [name] : [...new Set([genre, ...(synonymsOf.get(genre) ?? [])])];
    },
    pathOf: (name) => tree.pathOf(find(name) ?? name),
    suggest: (name) => nearNames(name, known),
    apply,
    toJSON: () => ({ format: 'spotitags-genres', version: 1, genres: definitions }),
  };
  function apply(examples: Iterable<GenreExample>): MappedExamples;
  function apply(examples: AsyncIterable<GenreExample>): MappedStream;
  function apply(
    examples: Iterable<GenreExample> | AsyncIterable<GenreExample>,
  ): MappedExamples | MappedStream;
  function apply(examples: Iterable<GenreExample> | AsyncIterable<GenreExample>) {
    return mapExamples(examples, map);
  }
  return map;
}

interface KnownName {
  readonly genre: string;
  readonly place: string;
}

/** The genre of each folded name. */
function namesIn(definitions: readonly GenreDefinition[], placeOf: PlaceOf): ReadonlyMap<string, KnownName> {
  const names = new Map<string, KnownName>();
  for (const [at, { name }] of definitions.entries()) {
    const before = names.get(foldGenre(name));
    if (before) {
      throw wrong(
        placeOf(at, 'name'),
        `the genre ${quoted(name)} is there already, as ${quoted(before.genre)} in ${before.place}. Keep one of them, ` +
          'with one parent',
      );
    }
    names.set(foldGenre(name), { genre: name, place: placeOf(at, 'name') });
  }
  for (const [at, { name, synonyms = [] }] of definitions.entries()) {
    for (const [number, synonym] of synonyms.entries()) {
      const place = placeOf(at, `synonyms/${number}`);
      if (genreKey(synonym) === genreKey(name))
        throw wrong(place, `${quoted(name)} is its own synonym. Remove the synonym`);
      const before = names.get(foldGenre(synonym));
      if (before && before.genre !== name) {
        throw wrong(
          place,
          `${quoted(synonym)} cannot mean ${quoted(name)}, because it means ${quoted(before.genre)} in ${before.place}. ` +
            'A name means one genre',
        );
      }
      names.set(foldGenre(synonym), { genre: name, place });
    }
  }
  return names;
}

/** The parent of each genre that has one. */
function parentsIn(
  definitions: readonly GenreDefinition[],
  names: ReadonlyMap<string, KnownName>,
  placeOf: PlaceOf,
): ReadonlyMap<string, string> {
  const parents = new Map<string, string>();
  for (const [at, { name, parent }] of definitions.entries()) {
    if (parent === undefined) continue;
    const found = names.get(foldGenre(parent));
    if (!found) {
      throw wrong(
        placeOf(at, 'parent'),
        `the parent ${quoted(parent)} of ${quoted(name)} is not a genre of the map. Add it as a genre, or correct its name`,
      );
    }
    parents.set(name, found.genre);
  }
  for (const [at, { name }] of definitions.entries()) {
    const path = [name];
    let parent = parents.get(name);
    while (parent !== undefined && !path.includes(parent)) {
      path.push(parent);
      parent = parents.get(parent);
    }
    // A circle that this genre only leads into is said of a genre in it.
    if (parent !== name) continue;
    const circle = [...path, name].map(quoted).join(' is ');
    throw wrong(
      placeOf(at, 'parent'),
      `the parents lead in a circle: ${circle}. Remove one of these parents`,
    );
  }
  return parents;
}

function quoted(name: string): string {
  return JSON.stringify(name);
}

function wrong(place: string, reason: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', `${place}: ${reason}.`);
}
