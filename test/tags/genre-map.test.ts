import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type GenreDefinition, type GenreExample, genreMap, readGenreMap } from 'spotitags';
import { foldGenre } from '../../src/tags/genres.ts';
import { nearDuplicates } from '../../src/tags/near-names.ts';
import { jsonLines } from '../../src/util/json-lines.ts';
import { profile } from '../examples.ts';
import { folderOf } from '../files.ts';

const definitions: GenreDefinition[] = [
  { name: 'rock' },
  { name: 'metal', parent: 'rock' },
  { name: 'doom metal', parent: 'Metal', synonyms: ['doom', 'traditional doom'] },
  { name: 'drum and bass', synonyms: ['DnB'] },
  { name: 'K-Pop' },
];
const map = genreMap(definitions);

const one = (genre: string): GenreExample => ({ genre, profile: profile(genre, []) });
const several = (...genres: [string, ...string[]]): GenreExample => ({ genres, profile: profile('A', []) });

describe('a genre map', () => {
  it.each([
    ['drum & bass', 'drum and bass'],
    ["Drum 'n' Bass", 'drum and bass'],
    ['dnb', 'drum and bass'],
    ['kpop', 'K-Pop'],
    ['K  POP', 'K-Pop'],
    ['Doom', 'doom metal'],
    ['doom\u2010metal', 'doom metal'],
    ['black metal', undefined],
    ['', undefined],
  ])('finds %j as %j', (name, genre) => {
    expect(map.find(name)).toBe(genre);
  });

  it('folds composition, but not accents, and keeps names of signs apart', () => {
    expect(foldGenre('Reggaeto\u0301n')).toBe(foldGenre('reggaetón'));
    expect(foldGenre('reggaetón')).not.toBe(foldGenre('reggaeton'));
    expect(foldGenre('???')).not.toBe(foldGenre('!!!'));
    expect(foldGenre('कव्वाली')).toBe('कव्वाली');
  });

  it('knows parents, and all names of a genre', () => {
    expect(map.pathOf('doom')).toEqual(['rock', 'metal', 'doom metal']);
    expect(map.pathOf('polka')).toEqual(['polka']);
    expect(map.namesOf('DnB')).toEqual(['drum and bass', 'DnB']);
    expect(map.namesOf('polka')).toEqual(['polka']);
    expect(map.genres).toEqual(['K-Pop', 'doom metal', 'drum and bass', 'metal', 'rock']);
  });

  it('suggests what may be meant', () => {
    expect(map.suggest('doom mettal')).toEqual(['doom metal']);
    expect(map.suggest('epic doom metal')).toEqual(['doom metal', 'metal']);
    expect(map.suggest('j-pop')).toEqual([]);
    expect(map.suggest('rok')).toEqual([]);
    expect(map.suggest('roock')).toEqual(['rock']);
  });

  it('survives JSON', () => {
    expect(genreMap(map.toJSON().genres).pathOf('doom')).toEqual(map.pathOf('doom'));
  });

  it('renames the genres of examples, and says what it merged and what it does not know', async () => {
    const mapped = map.apply([
      one('DnB'),
      one('Drum & Bass'),
      one('DnB'),
      one('rock'),
      one('folk'),
      one('metall'),
    ]);
    expect(Array.from(mapped, ({ genre }) => genre)).toEqual([
      ...['drum and bass', 'drum and bass', 'drum and bass', 'rock', 'folk', 'metall'],
    ]);
    const summary = {
      merged: [
        { name: 'DnB', into: 'drum and bass', artists: 2 },
        { name: 'Drum & Bass', into: 'drum and bass', artists: 1 },
      ],
      unknown: [
        { name: 'folk', artists: 1, suggestions: [] },
        { name: 'metall', artists: 1, suggestions: ['metal'] },
      ],
    };
    expect(mapped.summary()).toEqual(summary);
    // Read again, nothing counts twice.
    expect([...mapped]).toHaveLength(6);
    expect(mapped.summary()).toEqual(summary);

    async function* read() {
      yield* await Promise.resolve([several('doom', 'Doom Metal', 'rock')]);
    }
    const stream = map.apply(read());
    for await (const { genres } of stream) expect(genres).toEqual(['doom metal', 'rock']);
    expect(stream.summary().merged).toHaveLength(2);
  });

  it('cannot be made of definitions that contradict each other', () => {
    const made =
      (...given: unknown[]) =>
      () =>
        genreMap(given as GenreDefinition[]);
    expect(made({ name: 'a' }, { name: 'A' })).toThrow(
      /genre 2 of the map: the genre "A" is there already, as "a"/u,
    );
    expect(made({ name: '' })).toThrow(/genre 1 of the map: name: expected a name/u);
    expect(made({ name: 'a', child: 'b' })).toThrow('the key child does not belong there');
    expect(made({ name: 'a', parent: 5 })).toThrow(/parent must be a text/u);
  });
});

const pathTo = async (text: string) => join(await folderOf({ 'genres.json': text }), 'genres.json');
const fileOf = (...lines: string[]) =>
  `{\n"format": "spotitags-genres",\n"version": 1,\n"genres": [\n${lines.join(',\n')}\n]\n}\n`;

describe('a file of genres', () => {
  it.each<[string, string[], string]>([
    [
      'parents in a circle',
      ['{"name": "a"}', '{"name": "b",\n"parent": "c"}', '{"name": "c", "parent": "b"}'],
      'line 7: the parents lead in a circle: "b" is "c" is "b"',
    ],
    [
      'its own parent',
      ['{"name": "a"}', '{"name": "b", "parent": "B"}'],
      'line 6: the parents lead in a circle: "b" is "b"',
    ],
    [
      'two parents in two entries',
      ['{"name": "a"}', '{"name": "b"}', '{"name": "c", "parent": "a"}', '{"name": "C", "parent": "b"}'],
      'line 8: the genre "C" is there already, as "c" in ',
    ],
    [
      'two parents in one entry',
      ['{"name": "a"}', '{"name": "b", "parent": "a", "parent": "c"}'],
      'line 6: the key "parent" is there twice',
    ],
    [
      'a list of parents',
      ['{"name": "b", "parent": ["a", "c"]}'],
      'line 5: parent: a genre has one parent, and this one has a list',
    ],
    ['its own synonym', ['{"name": "a", "synonyms": [\n"b",\n"A"]}'], 'line 7: "a" is its own synonym'],
    [
      'a synonym of two genres',
      ['{"name": "a", "synonyms": ["x"]}', '{"name": "b", "synonyms": ["X."]}'],
      'line 6: "X." cannot mean "b", because it means "a" in ',
    ],
    [
      'a synonym that is another genre',
      ['{"name": "a", "synonyms": ["b"]}', '{"name": "b"}'],
      'line 5: "b" cannot mean "a", because it means "b" in ',
    ],
    [
      'an unknown parent',
      ['{"name": "a", "parent": "z"}'],
      'line 5: the parent "z" of "a" is not a genre of the map',
    ],
    ['a wrong entry', ['{"name": "a"}', '"b"'], 'line 6: it must be an object'],
  ])('is refused for %s, with the line', async (_, lines, message) => {
    const path = await pathTo(fileOf(...lines));
    await expect(readGenreMap(path)).rejects.toThrow(`${path}, ${message}`);
  });

  it.each([
    ['[]', 'format is missing. Expected {'],
    ['{"format": "spotitags-genres", "version": 2, "genres": []}', 'this release reads version 1'],
    ['{"format": "spotitags-genres", "version": 1, "genres": [}', 'is not JSON: line 1, column'],
  ])('is refused if it is %s', async (text, message) => {
    await expect(readGenreMap(await pathTo(text))).rejects.toThrow(message);
  });

  it('is said to be missing if it is', async () => {
    await expect(readGenreMap('none.json')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('may list spellings that folding covers', async () => {
    const read = await readGenreMap(await pathTo(fileOf('{"name": "k-pop", "synonyms": ["kpop", "K Pop"]}')));
    expect(read.find('KPOP')).toBe('k-pop');
  });

  it('is part of the package as an example', async () => {
    const path = fileURLToPath(new URL('../../examples/data/genres.json', import.meta.url));
    const example = await readGenreMap(path);
    expect(example.genres.length).toBeGreaterThan(60);
    expect(example.pathOf('DOOM')).toEqual(['rock', 'metal', 'doom metal']);
    for (const name of ['drum & bass', 'drum and bass', 'DnB'])
      expect(example.find(name)).toBe('drum and bass');
    for (const name of ['K-Pop', 'kpop']) expect(example.find(name)).toBe('k-pop');
    const { files } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      files: string[];
    };
    expect(files).toContain('examples/data/genres.json');
  });
});

it('tells the line of every value of a JSON text, and keys that are there twice', () => {
  const lines = jsonLines('{\n "a": [1, {"b,": "x:y"},\n [true]],\r\n "a": null,\n"c": {}}');
  expect(Object.fromEntries(lines)).toEqual({
    '': [1],
    a: [2, 4],
    'a/0': [2],
    'a/1': [2],
    'a/1/b,': [2],
    'a/2': [3],
    'a/2/0': [3],
    c: [5],
  });
});

it('finds genres that are nearly written alike', () => {
  expect(
    nearDuplicates(['hip hop', 'metal', 'Hip-Hop', 'shoegaze', 'shoegazing', 'shoegase', 'dub', 'dab']),
  ).toEqual([
    { name: 'Hip-Hop', like: 'hip hop' },
    { name: 'shoegase', like: 'shoegaze' },
  ]);
});
