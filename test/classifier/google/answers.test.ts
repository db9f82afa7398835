import { describe, expect, it } from 'vitest';
import { profile } from '../../examples.ts';
import { genres, useVertex } from '../../msw/use-vertex.ts';

const { startVertex } = useVertex();
const doom = profile('A', [{ skull: 0.9 }]);

const classify = (answer: unknown, known: readonly string[] = genres) =>
  startVertex({ genres: known }, { predict: () => answer }).classifier.classify([doom]);

describe('the answer of a deployed model', () => {
  const column = (values: unknown, probs: unknown) => ({
    predicted_genre: ['k-pop'],
    genre_values: values,
    genre_probs: probs,
  });

  it.each([
    ['AutoML', { classes: ['k-pop', 'doom metal'], scores: [0.75, 0.25] }],
    [
      'AutoML, with scores that do not quite sum to one',
      { classes: ['k-pop', 'doom metal'], scores: [0.6, 0.2] },
    ],
    ['BigQuery ML', column(['k-pop', 'doom metal'], [0.75, 0.25])],
    ['BigQuery ML, a batch of one', column([['k-pop', 'doom metal']], [[0.75, 0.25]])],
    [
      'ML.PREDICT',
      {
        predicted_genre: 'k-pop',
        artist: null,
        covers: [{ year: 1971, good: true }],
        predicted_genre_probs: [
          { label: 'k-pop', prob: 0.75 },
          { label: 'doom metal', prob: 0.25 },
        ],
      },
    ],
  ])('may be of %s', async (_, answer) => {
    const [prediction] = await classify(answer);
    expect(prediction).toMatchObject({ genre: 'k-pop', calibrated: false });
    expect(prediction?.scores.map(({ genre }) => genre)).toEqual(['k-pop', 'doom metal']);
    for (const [at, probability] of [0.75, 0.25].entries())
      expect(prediction?.scores[at]?.probability).toBeCloseTo(probability, 12);
  });

  it('may name genres that look like numbers, or like something of JavaScript’s', async () => {
    const [decade] = await classify({ classes: [1990, 1980], scores: [0.9, 0.1] }, ['1980', '1990']);
    expect(decade?.genre).toBe('1990');
    const [proto] = await classify({ classes: ['__proto__', 'a'], scores: [0.9, 0.1] }, ['a', '__proto__']);
    expect(proto?.scores).toEqual([
      { genre: '__proto__', probability: expect.closeTo(0.9, 12) as number },
      { genre: 'a', probability: expect.closeTo(0.1, 12) as number },
    ]);
  });

  it('may leave out a genre, which then has no chance', async () => {
    const [prediction] = await classify({ classes: ['k-pop'], scores: [0.4] });
    expect(prediction?.scores).toEqual([
      { genre: 'k-pop', probability: 1 },
      { genre: 'doom metal', probability: 0 },
    ]);
  });

  it('breaks ties by code point', async () => {
    const [prediction] = await classify({ classes: ['k-pop', 'doom metal'], scores: [0.5, 0.5] });
    expect(prediction?.genre).toBe('doom metal');
  });

  it.each([
    ['no object', 0.5],
    ['nothing', null],
    ['a number, as of a regression', { value: 0.5, lower_bound: 0, upper_bound: 1 }],
    ['lists of two lengths', { classes: ['k-pop'], scores: [0.5, 0.5] }],
    ['a score below 0', { classes: genres, scores: [1.5, -0.5] }],
    ['no score above 0', { classes: genres, scores: [0, 0] }],
    ['no genres', { classes: [], scores: [] }],
    ['a genre twice', { classes: ['k-pop', 'k-pop'], scores: [0.5, 0.5] }],
    ['scores that are texts', { classes: genres, scores: ['NaN', '0.5'] }],
    ['probabilities without labels', { genre_probs: [0.5, 0.5] }],
  ])('is refused where it is %s', async (_, answer) => {
    await expect(classify(answer)).rejects.toMatchObject({
      code: 'service',
      retryable: false,
      message: expect.stringMatching(/endpoints\/42 answered what cannot be read: .+\.$/u) as string,
    });
  });

  it('is refused, with what to do, where the model knows other genres', async () => {
    await expect(classify({ classes: ['techno', 'k-pop'], scores: [0.5, 0.5] })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        /knows the genre "techno".*Pass the genres that it was trained on/su,
      ) as string,
    });
  });

  it('is refused where predictions are missing', async () => {
    const { classifier } = startVertex({}, { missing: 1 });
    await expect(classifier.classify([doom, doom])).rejects.toMatchObject({
      code: 'service',
      message: expect.stringMatching(/answered 1 predictions for 2 instances/u) as string,
    });
  });
});
