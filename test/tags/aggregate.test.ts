import { describe, expect, it } from 'vitest';
import { aggregateGenres, clusterArtists, similarArtists } from 'spotitags';
import { example, profile } from '../examples.ts';

describe('aggregateGenres', () => {
  it('refuses tags of two taggers, which do not compare', () => {
    const [one, two] = [example('a', 'A', { x: 1 }), example('a', 'B', { x: 1 })];
    const mixed = [one, { ...two, profile: { ...two.profile, tagger: 'other@1' } }];
    expect(() => aggregateGenres(mixed)).toThrow(/fake@1 and other@1/u);
  });

  const genres = aggregateGenres([
    example('metal', 'A', { skull: 0.9, dark: 0.5 }, { skull: 0.8 }),
    example('pop', 'B', { smile: 0.9, dark: 0.4 }),
    example('metal', 'C', { fire: 0.7, dark: 0.6 }),
  ]);

  it('sums tags over the artists of a genre', () => {
    expect(genres.genres).toEqual(['metal', 'pop']);
    const [skull, dark, fire] = genres.top('metal');
    expect(skull).toMatchObject({ name: 'skull', covers: 2, artists: 1 });
    expect(skull?.weight).toBeCloseTo(1.7);
    expect(dark).toMatchObject({ name: 'dark', covers: 2, artists: 2 });
    expect(fire?.name).toBe('fire');
    expect(genres.top('metal', 1)).toHaveLength(1);
  });

  it('tells the tags that genres share from those that one has alone', () => {
    expect(genres.shared()).toEqual(['dark']);
    expect(genres.shared(['metal'])).toEqual(['skull', 'dark', 'fire']);
    expect(genres.distinct('metal', 10).map(({ name }) => name)).toEqual(['skull', 'fire']);
    expect(genres.distinct('pop', 10).map(({ name }) => name)).toEqual(['smile']);
  });

  it('compares the heaviest tags only: beyond the pool, a tag is in no genre', () => {
    expect(genres.distinct('metal', 10, { pool: 2 }).map(({ name }) => name)).toEqual(['skull']);
    expect(genres.shared(undefined, { pool: 1 })).toEqual([]);
    expect(genres.distinct('metal', 10, { pool: 1 }).map(({ name }) => name)).toEqual(['skull']);
  });

  it('names the genres there are when asked for another', () => {
    expect(() => genres.top('jazz')).toThrow(/"jazz".*metal, pop/);
    expect(() => genres.distinct('jazz')).toThrow(/"jazz"/);
  });

  it('is a promise if examples come one by one', async () => {
    const examples = [example('metal', 'A', { skull: 0.9 }), example('pop', 'B', { smile: 0.9 })];
    async function* oneByOne() {
      yield* examples;
      await Promise.resolve();
    }
    expect((await aggregateGenres(oneByOne())).top('metal')).toEqual(aggregateGenres(examples).top('metal'));
    const profiles = async function* () {
      for await (const { profile } of oneByOne()) yield profile;
    };
    const [first] = await similarArtists(profile('C', [{ skull: 1 }]), profiles());
    expect(first?.profile.artist.name).toBe('A');
    expect(await clusterArtists(profiles(), { k: 1 })).toHaveLength(1);
  });

  it('takes a genre called __proto__ as any other', () => {
    const odd = aggregateGenres([
      example('__proto__', 'A', { skull: 1 }),
      example('constructor', 'B', { fog: 1 }),
    ]);
    expect(odd.top('__proto__')).toMatchObject([{ name: 'skull' }]);
    expect(odd.distinct('constructor')).toMatchObject([{ name: 'fog' }]);
  });
});
