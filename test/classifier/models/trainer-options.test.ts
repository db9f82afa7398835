import { describe, expect, it } from 'vitest';
import {
  type LogisticRegressionOptions,
  type NaiveBayesOptions,
  logisticRegression,
  naiveBayes,
  nearestCentroid,
  ridgeRegression,
  runExperiment,
} from 'spotitags';
import { keepAll, separable } from '../../examples.ts';

/** As a caller without types gives them. */
const untyped = (options: object) => options as LogisticRegressionOptions & NaiveBayesOptions;

describe('the options of a trainer', () => {
  it.each([
    [{ scale: 'log' }, 'scale must be one of weight, sqrt, log1p, presence, got "log".'],
    [{ idf: 1 }, 'idf must be true or false, got 1.'],
    [{ learnStopTags: 'no' }, 'learnStopTags must be true or false, got "no".'],
    [{ features: ['tags'] }, 'features must be a list of features, such as [allTags(), titleWords()], got'],
    [
      { features: 'tags' },
      'features must be a list of features, such as [allTags(), titleWords()], got "tags".',
    ],
    [{ minCovers: 0 }, 'minCovers must be a whole number from 1, got 0.'],
    [{ minProbability: 2 }, 'minProbability must lie in 0..1, got 2.'],
    [{ filter: 'none' }, 'filter must be an object, got "none".'],
    [{ stopTags: [] }, 'The option stopTags does not exist.'],
  ])('are refused if they do not fit: %o', (options, sentence) => {
    expect(() => naiveBayes(untyped(options))).toThrow(sentence);
    expect(() => nearestCentroid(untyped(options))).toThrow(sentence);
    expect(() => logisticRegression(untyped(options))).toThrow(sentence);
  });

  it('are refused by a regression alike', () => {
    expect(() => ridgeRegression(untyped({ scale: 'log' }))).toThrow('scale must be one of');
    expect(() => ridgeRegression(untyped({ l2: 'no' }))).toThrow('l2 must be true or false, got "no".');
    expect(() => ridgeRegression(untyped({ features: [{ kind: 'tag' }] }))).toThrow(
      'features must be a list',
    );
    expect(() => ridgeRegression(untyped({ alpha: 'small' }))).toThrow(
      'alpha must be a finite number above 0, got "small".',
    );
  });

  it('have no unit length for the nearest centroid, whose rows always have it', async () => {
    expect(() => nearestCentroid(untyped({ l2: false }))).toThrow('The option l2 does not exist.');
    const results = await runExperiment(separable(6), {
      n: [],
      folds: 3,
      models: ['nearest-centroid', 'complement-naive-bayes'],
      trainerOptions: { l2: false, filter: keepAll },
    });
    expect(results.map(({ model }) => model)).toContain('nearest-centroid');
  });
});
