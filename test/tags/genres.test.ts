import { aggregateGenres, assignFolds, crossValidate, evaluatePredictions, naiveBayes } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { listSources } from '../../src/run/sources.ts';
import { GenreNames } from '../../src/tags/genres.ts';
import { separable } from '../examples.ts';

/** The same two genres in four spellings each; the first one is the most frequent. */
const spellings = ['Dóom metal', 'Do\u0301om metal', ' dóom  metal ', 'DÓOM METAL', 'Dóom metal'];
const examples = separable(10).map((example, at) => ({
  ...example,
  genre: example.genre === 'k-pop' ? 'K-pop' : (spellings[(at / 2) % spellings.length] ?? ''),
}));

describe('genres that differ in composition, white space or case only are one genre', () => {
  it('in training, whatever the order of the examples', async () => {
    const { genres } = await naiveBayes().train(examples);
    expect(genres).toEqual(['Dóom metal', 'K-pop']);
    const reversed = await naiveBayes().train([...examples].reverse());
    expect(JSON.stringify(reversed)).toBe(JSON.stringify(await naiveBayes().train(examples)));
  });

  it('in the tags of genres, and when one is asked for', () => {
    const tags = aggregateGenres(examples);
    expect(tags.genres).toEqual(['Dóom metal', 'K-pop']);
    expect(tags.top('dóom METAL', 1)[0]).toMatchObject({ name: 'skull', artists: 10 });
    expect(tags.keyness('do\u0301om metal', 2)).toEqual(tags.keyness('Dóom metal', 2));
    expect(tags.distinct('k-POP')).toEqual(tags.distinct('K-pop'));
  });

  it('in folds and metrics', async () => {
    expect(new Set(assignFolds(examples)).size).toBe(5);
    const { accuracy, genres } = await crossValidate(naiveBayes(), examples);
    expect({ accuracy, genres: genres.map(({ genre }) => genre) }).toEqual({
      accuracy: 1,
      genres: ['Dóom metal', 'K-pop'],
    });
    const said = { genre: 'Pop', calibrated: true, scores: [{ genre: 'Pop', probability: 1 }] };
    expect(evaluatePredictions([{ genre: 'pop ', prediction: said }])).toMatchObject({
      accuracy: 1,
      logLoss: 0,
    });
  });

  it('in the sources of a run, in the first spelling', () => {
    expect(listSources({ 'Doom ': ['a'], doom: ['b', 'c'], pop: ['d'] })).toEqual([
      { genre: 'Doom', source: 'a' },
      { genre: 'Doom', source: 'b' },
      { genre: 'Doom', source: 'c' },
      { genre: 'pop', source: 'd' },
    ]);
    expect(() => listSources({ ' ': ['a'] })).toThrow(/name of a genre is empty/);
  });

  it('and names that look alike in other ways are not', () => {
    const names = new GenreNames();
    expect(
      new Set(['rock', 'rocks', 'r&b', 'rnb', 'post-rock', 'post rock'].map((name) => names.add(name))).size,
    ).toBe(6);
    expect(names.merged()).toEqual([]);
  });
});
