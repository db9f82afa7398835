import fc from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import {
  allTags,
  type ArtistProfile,
  assignFolds,
  type Classifier,
  crossValidate,
  crossValPredict,
  type Example,
  type GenreExample,
  evaluate,
  evaluatePredictions,
  naiveBayes,
  splitExamples,
  type Prediction,
  type Trainer,
} from 'spotitags';
import { seededRandom, shuffle } from '../../src/util/random.ts';
import { example, keepAll, separable } from '../examples.ts';

const says = (
  genre: string | null,
  probability: number,
  others: Record<string, number> = {},
): Prediction => ({
  genre,
  calibrated: true,
  scores: [
    ...(genre === null ? [] : [{ genre, probability }]),
    ...Object.entries(others).map(([name, p]) => ({ genre: name, probability: p })),
  ],
});

async function* oneByOne<T>(items: readonly T[]): AsyncGenerator<T, void> {
  yield* items;
  await Promise.resolve();
}

describe('assignFolds', () => {
  const examples = Array.from({ length: 23 }, (_, at) =>
    example(at % 3 === 0 ? 'a' : 'b', `Artist ${at}`, { x: 1 }),
  );

  it('deals each genre evenly, and all folds nearly equal', () => {
    const folds = assignFolds(examples, { folds: 5 });
    for (const genre of ['a', 'b']) {
      const counts = [0, 1, 2, 3, 4].map(
        (fold) => examples.filter((e, at) => e.genre === genre && folds[at] === fold).length,
      );
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
    const sizes = [0, 1, 2, 3, 4].map((fold) => folds.filter((f) => f === fold).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('keeps an artist in one fold for any order of the examples, and if the artist comes twice', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 7 }), (seed, folds) => {
        const twice = shuffle([...examples, ...examples], seededRandom(seed));
        const foldOf = new Map(
          examples.map((e, at) => [e.profile.artist.id, assignFolds(examples, { folds })[at]]),
        );
        for (const [at, fold] of assignFolds(twice, { folds }).entries()) {
          expect(fold).toBe(foldOf.get(twice[at]?.profile.artist.id ?? ''));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('depends on the seed', () => {
    expect(assignFolds(examples, { seed: 7 })).toEqual(assignFolds(examples, { seed: 7 }));
    expect(assignFolds(examples, { seed: 7 })).not.toEqual(assignFolds(examples, { seed: 8 }));
  });

  it('spreads a genre of few artists over as many folds; one artist is an error that names the genre', () => {
    const few = [...examples, example('rare', 'R1', { x: 1 }), example('rare', 'R2', { x: 1 })];
    const folds = assignFolds(few, { folds: 5 });
    expect(new Set(folds.slice(-2)).size).toBe(2);
    expect(() => assignFolds(few.slice(0, -1))).toThrow(/"rare"/);
    expect(() => assignFolds(examples, { folds: 1 })).toThrow(/folds/);
  });
});

describe('splitExamples', () => {
  it('holds a quarter of each genre’s artists out, the same ones for any order', () => {
    const examples = separable(8);
    const { training, test } = splitExamples(examples);
    expect([training.length, test.length]).toEqual([12, 4]);
    expect(test.filter(({ genre }) => genre === 'k-pop')).toHaveLength(2);
    const names = (some: readonly Example[]) => some.map((e) => e.profile.artist.name).sort();
    expect(names(splitExamples([...examples].reverse()).test)).toEqual(names(test));
    expect(names(splitExamples(examples, { seed: 2 }).test)).not.toEqual(names(test));
  });

  it('is a promise of examples that come one by one', async () => {
    const examples = separable(8);
    expect(await splitExamples(oneByOne(examples))).toEqual(splitExamples(examples));
  });

  it('has an artist of each genre on both sides, however few there are', () => {
    const { training, test } = splitExamples(separable(2), { testShare: 0.99 });
    expect([training.length, test.length]).toEqual([2, 2]);
    expect(() => splitExamples(separable(1))).toThrow(/"doom metal", "k-pop"/);
    expect(() => splitExamples(separable(2), { testShare: 1 })).toThrow(/testShare/);
  });
});

describe('measure', () => {
  const evaluation = evaluatePredictions([
    { genre: 'a', prediction: says('a', 0.8, { b: 0.2 }) },
    { genre: 'a', prediction: says('b', 0.6, { a: 0.4 }) },
    { genre: 'a', prediction: says(null, 0, { a: 0.5, b: 0.5 }) },
    { genre: 'b', prediction: says('b', 0.9, { a: 0.1 }) },
  ]);

  it('counts an abstention as wrong', () => {
    expect(evaluation.accuracy).toBe(0.5);
    expect(evaluation.confusion).toEqual({
      genres: ['a', 'b'],
      counts: [
        [1, 1],
        [0, 1],
      ],
      abstained: [1, 0],
    });
  });

  it('gives precision, recall and F1 of each genre, and their mean', () => {
    expect(evaluation.genres).toEqual([
      { genre: 'a', artists: 3, precision: 1, recall: 1 / 3, f1: 0.5 },
      { genre: 'b', artists: 1, precision: 0.5, recall: 1, f1: 2 / 3 },
    ]);
    expect(evaluation.macroF1).toBeCloseTo((0.5 + 2 / 3) / 2);
  });

  it('gives the log loss and the majority baseline', () => {
    expect(evaluation.logLoss).toBeCloseTo(
      -(Math.log(0.8) + Math.log(0.4) + Math.log(0.5) + Math.log(0.9)) / 4,
    );
    expect(evaluation.baseline).toEqual({ genre: 'a', accuracy: 0.75 });
  });

  it('gives Wilson’s interval', () => {
    // 2 of 4, as published tables and R's prop.test(correct = FALSE) have it.
    expect(evaluation.accuracyInterval[0]).toBeCloseTo(0.15, 3);
    expect(evaluation.accuracyInterval[1]).toBeCloseTo(0.85, 3);
  });

  it('tells how far probabilities are from how often they are right', () => {
    const predictions = [0, 1, 2, 3].map((at) => ({
      genre: at < 3 ? 'a' : 'b',
      prediction: says('a', 0.85, { b: 0.15 }),
    }));
    expect(evaluatePredictions(predictions).calibrationError).toBeCloseTo(0.1);
    const over = says('a', 1);
    expect(evaluatePredictions([{ genre: 'b', prediction: over }]).calibrationError).toBe(1);
  });

  it('stays finite where the true genre had no chance', () => {
    expect(evaluatePredictions([{ genre: 'c', prediction: says('a', 1) }]).logLoss).toBeCloseTo(
      -Math.log(Number.EPSILON),
    );
    expect(() => evaluatePredictions([])).toThrow(/no artists/);
  });
});

describe('the evaluation by covers', () => {
  // Only one of twelve covers tells the genre.
  const hidden = Array.from({ length: 20 }, (_, at) => {
    const clear = at % 2 === 0 ? 'skull' : 'smile';
    return example(
      at % 2 === 0 ? 'doom' : 'pop',
      `Artist ${at}`,
      ...Array.from({ length: 12 }, (__, album) => (album === at % 12 ? { [clear]: 1 } : { gray: 1 })),
    );
  });
  const tagsAlone = { features: [allTags()], filter: keepAll };

  it('says how a model does with few of the covers, in folds and on other artists', async () => {
    const model = await naiveBayes(tagsAlone).train(hidden);
    for (const { accuracy, calibrationError, byCovers } of [
      await crossValidate(naiveBayes(tagsAlone), hidden),
      await evaluate(model, hidden),
    ]) {
      expect(byCovers?.map(({ covers }) => covers)).toEqual([1, 3, 5, 10, 'all']);
      expect(byCovers?.at(-1)).toMatchObject({ covers: 'all', accuracy, calibrationError });
      expect(accuracy).toBe(1);
      expect(byCovers?.[0]?.accuracy).toBeLessThan(0.7);
    }
  });

  it('is the mean over five choices of an artist’s covers', async () => {
    const model = await naiveBayes(tagsAlone).train(separable(10));
    // The model knows nothing of four of the five covers. Each choice of one cover takes another of them.
    const unknown = [{ b: 1 }, { c: 1 }, { d: 1 }, { e: 1 }];
    const asked = [
      example('doom metal', 'Asked', { skull: 1 }, ...unknown),
      example('k-pop', 'Asked too', ...unknown, { smile: 1 }),
    ];
    const { byCovers } = await evaluate(model, asked);
    expect(byCovers?.[0]?.accuracy).toBeCloseTo(1 / 5);
    expect(byCovers?.[2]?.accuracy).toBe(1);
  });

  it('takes one choice of covers from the 1,001st artist on', async () => {
    const local = await naiveBayes(tagsAlone).train(hidden);
    const asked: number[] = [];
    const classifier = {
      ...local,
      classify: (profiles: readonly ArtistProfile[]) => {
        asked.push(profiles.length);
        return local.classify(profiles);
      },
    };
    await evaluate(classifier, Array.from({ length: 1001 }, (_, at) => hidden[at % 20] ?? []).flat());
    const perSize = Array.from({ length: 5 }, () => 1000);
    const sizes = 4;
    expect(asked).toEqual([1000, ...Array.from({ length: sizes }, () => perSize).flat(), 1, 1, 1, 1, 1]);
  });

  it('counts covers, so that albums without one do not make an artist of one cover say nothing', async () => {
    const coverless = separable(10).map(({ genre, profile }): Example => {
      const missing = profile.albums.map(({ id, title }) => ({
        id: `${id} live`,
        title,
        cover: { status: 'missing' as const },
      }));
      return { genre, profile: { ...profile, albums: [...missing, ...profile.albums] } };
    });
    const model = await naiveBayes(tagsAlone).train(separable(10));
    expect((await evaluate(model, coverless)).byCovers?.[0]?.accuracy).toBe(1);
  });

  it('does not ask a model at a service again', async () => {
    const local = await naiveBayes(tagsAlone).train(hidden);
    const asked: number[] = [];
    const classifier: Classifier = {
      genres: local.genres,
      classify: (profiles) => {
        asked.push(profiles.length);
        return local.classify(profiles);
      },
    };
    expect(await evaluate(classifier, hidden)).not.toHaveProperty('byCovers');
    expect(asked).toEqual([20]);
  });
});

describe('a model that does not answer each profile', () => {
  const examples = separable(6);
  const forgetful: Trainer = {
    async train(given) {
      const model = await naiveBayes().train(given);
      return {
        genres: model.genres,
        classify: async (profiles) => (await model.classify(profiles)).slice(1),
      };
    },
  };
  const sentence =
    'The model gave 11 answers for 12 profiles. `classify` must give one per profile, in their order.';

  it('is refused, because the rest would count for the wrong artists', async () => {
    await expect(evaluate(await forgetful.train(examples), examples)).rejects.toThrow(sentence);
    for (const judge of [crossValidate, crossValPredict])
      await expect(judge(forgetful, examples, { folds: 2 })).rejects.toMatchObject({ code: 'service' });
  });
});

describe('a seed', () => {
  it.each([0.5, NaN, Infinity])('that is not a whole number is refused: %s', (seed) => {
    expect(() => assignFolds(separable(6), { seed })).toThrow(`seed must be a whole number, got ${seed}.`);
    expect(() => splitExamples(separable(6), { seed })).toThrow(/seed must be a whole number/u);
  });
});

describe('crossValidate', () => {
  it('finds what can be told apart, and beats nothing where labels are shuffled', async () => {
    const examples = separable(20);
    expect((await crossValidate(naiveBayes(), examples)).accuracy).toBe(1);
    const genres = shuffle(
      examples.map(({ genre }) => genre),
      seededRandom(3),
    );
    const shuffled = examples.map((e, at): Example => ({ ...e, genre: genres[at] ?? e.genre }));
    const { accuracyInterval, baseline } = await crossValidate(naiveBayes(), shuffled);
    expect(accuracyInterval[0]).toBeLessThan(baseline.accuracy + 0.05);
  });

  it('never asks a model about an artist it was trained on', async () => {
    const examples = separable(10);
    const trainer = naiveBayes();
    let asked = 0;
    await crossValidate(
      {
        async train(training) {
          const seen = new Set<string>();
          const kept: GenreExample[] = [];
          for await (const e of training) {
            seen.add(e.profile.artist.id);
            kept.push(e);
          }
          const classifier = await trainer.train(kept);
          return {
            genres: classifier.genres,
            classify: (profiles) => {
              asked += profiles.length;
              expect(profiles.some(({ artist }) => seen.has(artist.id))).toBe(false);
              return classifier.classify(profiles);
            },
          };
        },
      },
      examples,
    );
    expect(asked).toBe(examples.length);
  });

  it('reads examples one by one, and measures the same', async () => {
    const examples = separable(8);
    expect(await crossValidate(naiveBayes(), oneByOne(examples))).toEqual(
      await crossValidate(naiveBayes(), examples),
    );
    await expect(crossValidate(naiveBayes(), 'd.jsonl' as unknown as Example[])).rejects.toThrow(
      /got string.*readDataset/,
    );
  });
});

describe('crossValPredict', () => {
  it('gives each artist’s prediction by a model of other artists, in the order of the examples', async () => {
    const examples = separable(6).reverse();
    const options = { folds: 3, seed: 5 };
    const predictions = await crossValPredict(naiveBayes(), examples, { ...options, evidence: 2 });
    expect(predictions.map(({ artist }) => artist)).toEqual(examples.map(({ profile }) => profile.artist));
    expect(predictions.map(({ genre }) => genre)).toEqual(examples.map(({ genre }) => genre));
    expect(predictions.map(({ fold }) => fold)).toEqual(assignFolds(examples, options));
    const { byCovers, ...whole } = await crossValidate(naiveBayes(), examples, options);
    expect(byCovers).toBeDefined();
    const { logLoss, ...others } = evaluatePredictions(predictions);
    expect(logLoss).toBeCloseTo(whole.logLoss, 12);
    expect({ ...others, logLoss: whole.logLoss }).toEqual(whole);
    const [first] = predictions;
    const rest = examples.filter((_, at) => predictions[at]?.fold !== first?.fold);
    const model = await naiveBayes().train(rest);
    expect([first?.prediction]).toEqual(
      await model.classify(
        examples.slice(0, 1).map(({ profile }) => profile),
        { evidence: 2 },
      ),
    );
    expect(first?.prediction.evidence).toHaveLength(2);
    const [plain] = await crossValPredict(naiveBayes(), oneByOne(examples), options);
    expect(plain?.prediction).not.toHaveProperty('evidence');
  });

  it('says before each fold how many are done', async () => {
    const seen: string[] = [];
    const onProgress = (done: number, all: number) => seen.push(`${done}/${all}`);
    await crossValPredict(naiveBayes(), separable(4), { folds: 2, onProgress });
    expect(seen).toEqual(['0/2', '1/2']);
  });
});

describe('evaluate', () => {
  it('holds few examples at a time', async () => {
    const classifier = await naiveBayes().train(separable(8));
    let [read, most] = [0, 0];
    async function* many() {
      for (; read < 5000; read++) {
        yield example('k-pop', `New ${read}`, { smile: 0.9 });
        await Promise.resolve();
      }
    }
    let classified = 0;
    const watched: Classifier = {
      genres: classifier.genres,
      classify: (profiles, options) => {
        most = Math.max(most, read - classified);
        classified += profiles.length;
        return classifier.classify(profiles, options);
      },
    };
    const { accuracy, artists } = await evaluate(watched, many());
    expect({ accuracy, artists }).toEqual({ accuracy: 1, artists: 5000 });
    expect(most).toBeLessThanOrEqual(1000);
  });

  it('evaluates a trained model on other artists', async () => {
    const classifier = await naiveBayes().train(separable(8));
    const { accuracy, artists } = await evaluate(classifier, [example('k-pop', 'New', { smile: 0.9 })]);
    expect({ accuracy, artists }).toEqual({ accuracy: 1, artists: 1 });
  });
});
