import { describe, expect, it } from 'vitest';
import {
  type GenreExample,
  type Prediction,
  genreMap,
  loadClassifier,
  logisticRegression,
  naiveBayes,
} from 'spotitags';
import { GenreTree } from '../../src/tags/genre-tree.ts';
import { type SayOptions, sayGenres } from '../../src/tags/said-genres.ts';
import { profile } from '../examples.ts';

const tree = new GenreTree(
  new Map([
    ['metal', 'rock'],
    ['doom metal', 'metal'],
    ['death metal', 'metal'],
    ['punk', 'rock'],
  ]),
);
const predicted = (chances: Readonly<Record<string, number>>): Prediction => {
  const scores = Object.entries(chances)
    .map(([genre, probability]) => ({ genre, probability }))
    .sort((a, b) => b.probability - a.probability);
  return { genre: scores[0]?.genre ?? null, scores, calibrated: true };
};
const unsure = predicted({ 'doom metal': 0.36, 'death metal': 0.34, 'k-pop': 0.2, punk: 0.1 });
const sure = predicted({ 'doom metal': 0.7, 'death metal': 0.1, 'k-pop': 0.15, punk: 0.05 });

const said = (prediction: Prediction, options: SayOptions) => {
  const { genre, genres } = sayGenres(prediction, options, tree);
  return [genre, ...(genres ?? []).map((one) => `${one.genre} ${one.probability.toFixed(2)}`)];
};

describe('what a prediction says', () => {
  it('is unchanged without options', () => {
    expect(sayGenres(sure, {}, tree)).toBe(sure);
  });

  it('has at most maxGenres, of at least minProbability, ranked', () => {
    expect(said(unsure, { maxGenres: 3 })).toEqual([
      'doom metal',
      ...['doom metal 0.36', 'death metal 0.34', 'k-pop 0.20'],
    ]);
    expect(said(unsure, { maxGenres: 3, minProbability: 0.3 })).toEqual([
      'doom metal',
      ...['doom metal 0.36', 'death metal 0.34'],
    ]);
    expect(said(unsure, { minProbability: 0.5 })).toEqual([null]);
    expect(said({ ...sure, genre: null, calibrated: false }, { minProbability: 0.1 })).toEqual([null]);
  });

  it('sums the probabilities of children at a level', () => {
    expect(said(unsure, { level: 1 })).toEqual(['rock', 'rock 0.80', 'k-pop 0.20']);
    expect(said(unsure, { level: 2 })).toEqual(['metal', 'metal 0.70', 'k-pop 0.20', 'punk 0.10']);
    expect(said(unsure, { level: 3 })[0]).toBe('doom metal');
    expect(said(predicted({ metal: 0.5, 'doom metal': 0.3, punk: 0.2 }), { level: 2 })).toEqual([
      'metal',
      ...['metal 0.80', 'punk 0.20'],
    ]);
  });

  it('is a parent if its children cannot be told apart, and a child if they can', () => {
    // Of four genres "metal" tells half of what an exact genre tells: ½ · 0.70 against 0.36, and ½ · 0.74.
    expect(said(unsure, { level: 'best' })[0]).toBe('doom metal');
    const less = predicted({ 'doom metal': 0.36, 'death metal': 0.38, 'k-pop': 0.2, punk: 0.06 });
    expect(said(less, { level: 'best' })[0]).toBe('death metal');
    const many = predicted({ 'doom metal': 0.36, 'death metal': 0.34, a: 0.1, b: 0.1, c: 0.05, d: 0.05 });
    expect(said(many, { level: 'best', maxGenres: 2 })).toEqual(['metal', 'metal 0.70', 'a 0.10']);
    expect(said(sure, { level: 'best' })[0]).toBe('doom metal');
  });

  it('is refused for numbers out of range', async () => {
    const model = await naiveBayes().train([{ genre: 'a', profile: profile('A', [{ x: 1 }]) }]);
    await expect(model.classify([], { level: 0 })).rejects.toThrow('level must be a whole number from 1');
    await expect(model.classify([], { minProbability: 2 })).rejects.toThrow(
      'minProbability must lie in 0..1',
    );
    await expect(model.classify([], { maxGenres: -1 })).rejects.toThrow('maxGenres must be');
  });
});

const map = genreMap([
  { name: 'rock' },
  { name: 'metal', parent: 'rock' },
  { name: 'doom', parent: 'metal' },
  { name: 'death', parent: 'metal' },
  { name: 'k-pop' },
]);
/** Doom and death look alike. */
const examples = Array.from({ length: 8 }, (_, at): GenreExample[] => [
  { genre: 'doom', profile: profile(`Doom ${at}`, [{ skull: 0.9, fog: 0.5 + at / 50 }]) },
  { genre: 'death', profile: profile(`Death ${at}`, [{ skull: 0.9, fog: 0.5 + at / 50 }]) },
  { genre: 'k-pop', profile: profile(`Pop ${at}`, [{ smile: 0.9, pastel: 0.5 + at / 50 }]) },
]).flat();
const skull = profile('X', [{ skull: 0.9, fog: 0.6 }]);

describe('a model with a tree', () => {
  it('says parents, with the evidence of a child, and keeps the tree in its file', async () => {
    const model = await logisticRegression({ genreMap: map, features: [{ kind: 'tag', take: 'all' }] }).train(
      examples,
    );
    expect(model.toJSON().model.parents).toEqual([
      ['death', 'metal'],
      ['doom', 'metal'],
      ['metal', 'rock'],
    ]);
    const loaded = loadClassifier(JSON.stringify(model));
    expect(loaded.pathOf('doom')).toEqual(['rock', 'metal', 'doom']);
    const [prediction] = await loaded.classify([skull], { level: 2, evidence: 3 });
    expect(prediction?.genre).toBe('metal');
    expect(prediction?.genres?.[0]?.probability).toBeGreaterThan(0.8);
    expect(prediction?.evidence?.map(({ name }) => name)).toContain('skull');
    expect(prediction?.scores.map(({ genre }) => genre).sort()).toEqual(['death', 'doom', 'k-pop']);
  });

  it('abstains at the level that is asked for', async () => {
    const model = await logisticRegression({ genreMap: map, minProbability: 0.7 }).train(examples);
    const [[exact], [root]] = await Promise.all([
      model.classify([skull]),
      model.classify([skull], { level: 1 }),
    ]);
    expect([exact?.genre, root?.genre]).toEqual([null, 'rock']);
  });

  it('is the same file without one', async () => {
    const model = await naiveBayes().train(examples);
    expect(Object.keys(model.toJSON().model)).not.toContain('parents');
    expect(model.pathOf('doom')).toEqual(['doom']);
  });

  it('is not read if its parents lead in a circle', async () => {
    const file = (await naiveBayes({ genreMap: map }).train(examples)).toJSON();
    const circle = {
      ...file,
      model: {
        ...file.model,
        parents: [
          ['doom', 'death'],
          ['death', 'doom'],
        ],
      },
    };
    expect(() => loadClassifier(JSON.stringify(circle))).toThrow('the parents lead in a circle');
  });
});
