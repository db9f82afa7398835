import { describe, expect, it } from 'vitest';
import { aggregateGenres, type Example } from 'spotitags';
import { seededRandom } from '../../src/util/random.ts';
import { example, profile } from '../examples.ts';

const carriers = (genre: string, name: string, ...tags: string[]): Example =>
  example(genre, name, Object.fromEntries(tags.map((tag) => [tag, 1])));

describe('keyness', () => {
  it('refuses a measure that does not exist', () => {
    const untyped = { by: 'x' } as object;
    expect(() => aggregateGenres([carriers('a', 'A1', 'x')]).keyness('a', 3, untyped)).toThrow(
      'by must be one of z, lower-bound, least-z, got "x".',
    );
  });

  it('has the log odds and z-scores of the formula', () => {
    // Carriers: in a, x 2 and y 1 (n = 3); in b, x 1 and y 2 (n = 3). Prior mass 0.1 * 3, half of it on each tag.
    const genres = aggregateGenres([
      carriers('a', 'A1', 'x'),
      carriers('a', 'A2', 'x', 'y'),
      carriers('b', 'B1', 'y'),
      carriers('b', 'B2', 'x', 'y'),
    ]);
    const delta = Math.log(2.15 / (3.3 - 2.15)) - Math.log(1.15 / (3.3 - 1.15));
    const sd = Math.sqrt(1 / 2.15 + 1 / 1.15);
    const [x, y] = genres.keyness('a');
    expect(x).toMatchObject({ name: 'x', artists: 2 });
    expect(x?.logOdds).toBeCloseTo(delta, 12);
    expect(x?.z).toBeCloseTo(delta / sd, 12);
    expect(x?.score).toBe(x?.z);
    expect(y?.logOdds).toBeCloseTo(-delta, 12);
    expect(genres.keyness('a', 1, { by: 'lower-bound' })[0]?.score).toBeCloseTo(delta - 2.58 * sd, 12);
  });

  it('by the smallest z against each other genre, finds what the genre has to itself', () => {
    const artists = (genre: string, n: number, ...tags: string[]) =>
      Array.from({ length: n }, (_, at) => carriers(genre, `${genre}${at}`, 'common', ...tags));
    const genres = aggregateGenres([
      ...artists('doom', 20, 'skull', 'robe'),
      ...artists('death', 20, 'skull'),
      ...Array.from({ length: 8 }, (_, pop) => artists(`pop ${pop}`, 20, 'smile')).flat(),
    ]);
    const best = (by: 'z' | 'least-z') => genres.keyness('doom', 2, { by }).map(({ name }) => name);
    expect(best('least-z')[0]).toBe('robe');
    expect(best('z').sort()).toEqual(['robe', 'skull']);
    const [, second] = genres.keyness('doom', 2, { by: 'least-z' });
    expect(second?.score).toBeLessThan(0);
    expect(genres.keyness('doom', 9).find(({ name }) => name === 'common')?.score).toBeLessThan(0);
  });

  it('counts an artist by the expected number of covers with the tag, at most one', () => {
    const guesses = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`guess ${at}`, 0.001]));
    const genres = aggregateGenres([
      ...Array.from({ length: 6 }, (_, at) =>
        example('jazz', `J${at}`, { dark: 1, red: 1, sax: 0.6, ...guesses }),
      ),
      ...Array.from({ length: 6 }, (_, at) => example('metal', `M${at}`, { dark: 1, red: 1, sax: 0.001 })),
    ]);
    const [first] = genres.keyness('jazz', 1);
    expect(first).toMatchObject({ name: 'sax', artists: 6 });
    expect(first?.carriers).toBeCloseTo(3.6, 12);
  });

  it('finds planted tags far better than the set difference does', () => {
    const random = seededRandom(11);
    const examples: Example[] = [];
    const planted = new Map<string, Set<string>>();
    for (const genre of ['a', 'b', 'c', 'd']) {
      const own = Array.from({ length: 8 }, (_, at) => `planted ${genre}${at}`);
      planted.set(genre, new Set(own));
      for (let artist = 0; artist < 40; artist++) {
        const tags: Record<string, number> = {};
        // Common tags by a long tail; every planted tag is rare, and not quite absent elsewhere.
        for (let at = 0; at < 300; at++) if (random() < 1 / (1 + at / 12)) tags[`common ${at}`] = random();
        for (const [owner, names] of planted) {
          for (const name of names) if (random() < (owner === genre ? 0.3 : 0.04)) tags[name] = random() / 2;
        }
        examples.push({
          genre,
          profile: {
            ...profile(`${genre}${artist}`, []),
            tags: Object.entries(tags).map(([name, weight]) => ({ name, weight, covers: 1 })),
          },
        });
      }
    }
    const genres = aggregateGenres(examples);
    const precision = (list: (genre: string) => readonly { readonly name: string }[]) => {
      let sum = 0;
      for (const [genre, names] of planted) {
        let found = 0;
        for (const [at, { name }] of list(genre).entries())
          if (names.has(name)) sum += ++found / (at + 1) / names.size;
      }
      return sum / planted.size;
    };
    const keyness = precision((genre) => genres.keyness(genre, Infinity));
    const distinct = precision((genre) => genres.distinct(genre, Infinity));
    expect(keyness).toBeGreaterThan(0.5);
    expect(keyness).toBeGreaterThan(distinct + 0.2);
  });

  it('has nothing to compare where there is one genre, or one tag', () => {
    expect(aggregateGenres([carriers('a', 'A', 'x')]).keyness('a')).toMatchObject([
      { name: 'x', z: 0, score: 0 },
    ]);
    const one = aggregateGenres([carriers('a', 'A', 'x'), carriers('b', 'B', 'x')]);
    expect(one.keyness('a')).toMatchObject([{ name: 'x', z: 0, score: 0 }]);
    const odd = aggregateGenres([carriers('a', 'A', 'x', 'y'), { genre: 'b', profile: profile('B', []) }]);
    for (const { z, score } of odd.keyness('a'))
      expect(Number.isFinite(z) && Number.isFinite(score)).toBe(true);
    expect(odd.keyness('b')).toEqual([]);
  });

  it('breaks ties by code point', () => {
    const genres = aggregateGenres([carriers('a', 'A', 'z', 'b!', 'b'), carriers('b', 'B', 'q')]);
    expect(genres.keyness('a').map(({ name }) => name)).toEqual(['b', 'b!', 'z']);
  });
});

describe('overlap', () => {
  it('counts the tags that genres have in common among their heaviest', () => {
    const genres = aggregateGenres([
      carriers('a', 'A', 'x', 'y', 'z'),
      carriers('b', 'B', 'y', 'z'),
      carriers('c', 'C', 'q'),
    ]);
    expect(genres.overlap()).toEqual({
      genres: ['a', 'b', 'c'],
      counts: [
        [3, 2, 0],
        [2, 2, 0],
        [0, 0, 1],
      ],
    });
    expect(genres.overlap({ pool: 1 }).counts[0]).toEqual([1, 0, 0]);
  });
});
