import fc from '../../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { allTags, type Example, naiveBayes, SpotiTagsError, tagFilter } from 'spotitags';
import { seededRandom, shuffle } from '../../../src/util/random.ts';
import { example, keepAll, profile, separable } from '../../examples.ts';
import { classifierChecks } from '../../../src/testing/classifier.ts';
import { runChecks } from '../../checks.ts';

const tagsAlone = { features: [allTags()] };
const raw = {
  ...tagsAlone,
  scale: 'weight',
  idf: false,
  l2: false,
  learnStopTags: false,
  filter: keepAll,
} as const;

describe('naiveBayes keeps the contract of classifiers', () => {
  runChecks(
    classifierChecks({
      create: () => naiveBayes(),
      examples: separable(),
      unseen: { genre: 'k-pop', profile: profile('Unseen', [{ smile: 0.8, pastel: 0.3 }, { smile: 0.7 }]) },
    }),
  );
});

describe('naiveBayes', () => {
  it('has the weights of the formula', async () => {
    const classifier = await naiveBayes({ ...raw, alpha: 1 }).train([
      example('a', 'A', { x: 1 }, { x: 1, y: 0.5 }),
      example('b', 'B', { y: 1 }),
      example('c', 'C', { x: 0.5, y: 0.5 }),
    ]);
    const { model } = classifier.toJSON();
    const { weights } = model;
    // Up to a factor: the weights are at temperature 1.
    const scale = (weights[0]?.[1] ?? 0) - (weights[0]?.[0] ?? 0);
    expect(model.vocabulary).toEqual(['tag:x', 'tag:y']);
    // Complement of a: B and C, x 0.5, y 1.5. Of b: A and C, x 2.5, y 1. Of c: A and B, x 2, y 1.5.
    const weight = (sum: number, total: number) => -Math.log((1 + sum) / (2 + total));
    const expected = [
      [weight(0.5, 2), weight(2.5, 3.5), weight(2, 3.5)],
      [weight(1.5, 2), weight(1, 3.5), weight(1.5, 3.5)],
    ];
    const own = (expected[0]?.[1] ?? 0) - (expected[0]?.[0] ?? 0);
    for (const [column, row] of expected.entries()) {
      for (const [genre, value] of row.entries()) {
        expect((weights[column]?.[genre] ?? NaN) / scale).toBeCloseTo(value / own, 5);
      }
    }
  });

  it('explains: contributions sum up to the log odds, plus the entropy of the other genres', async () => {
    const examples = [
      ...separable(6),
      example('jazz', 'J1', { sax: 0.9, dark: 0.5 }),
      example('jazz', 'J2', { sax: 0.8 }),
    ];
    const classifier = await naiveBayes({ learnStopTags: false }).train(examples);
    const asked = profile('Asked', [{ skull: 0.6, sax: 0.2, dark: 0.4 }]);
    const [prediction] = await classifier.classify([asked], { evidence: 99 });
    const { floor, prior } = classifier.toJSON().model.calibration;
    // Undo the floor: the evidence explains the softmax under it.
    const softmax = (prediction?.scores ?? []).map(
      ({ genre, probability }) =>
        (probability - floor * (prior[classifier.genres.indexOf(genre)] ?? 0)) / (1 - floor),
    );
    const [best = 0, ...rivals] = softmax;
    const rest = rivals.reduce((sum, p) => sum + p, 0);
    const entropy = -rivals.map((p) => p / rest).reduce((sum, q) => sum + q * Math.log(q), 0);
    const sum = (prediction?.evidence ?? []).reduce((total, { contribution }) => total + contribution, 0);
    expect(prediction?.evidence?.map(({ name }) => name)).toContain('skull');
    // Only what spoke for the genre is listed; "sax" and "dark" may have spoken against it.
    expect(sum).toBeGreaterThanOrEqual(Math.log(best / rest) + entropy - 1e-6);
  });

  it('names the albums on which the evidence was seen', async () => {
    const classifier = await naiveBayes().train(separable());
    const asked = profile('Asked', [{ skull: 0.9 }, { dark: 0.5 }, { Skulls: 0.4 }]);
    const [prediction] = await classifier.classify([asked], { evidence: 1 });
    expect(prediction?.evidence).toMatchObject([
      { kind: 'tag', name: 'skull', albums: ['Asked/0', 'Asked/2'] },
    ]);
  });

  it('gives nearly even chances where labels are noise, and clear ones where they are not', async () => {
    const clear = await naiveBayes().train(separable(20));
    const [sure] = await clear.classify([profile('A', [{ skull: 0.9, dark: 0.6 }])]);
    expect(sure?.scores[0]?.probability).toBeGreaterThan(0.9);
    const noise = separable(20).map(({ profile: p }, at): Example => ({
      genre: at % 4 < 2 ? 'a' : 'b',
      profile: p,
    }));
    const [unsure] = await (
      await naiveBayes({ ...tagsAlone, learnStopTags: false }).train(noise)
    ).classify([profile('A', [{ skull: 0.9, dark: 0.6 }])]);
    expect(unsure?.scores[0]?.probability).toBeLessThan(0.7);
    expect(unsure?.calibrated).toBe(true);
  });

  it('leaves out tags that every genre has alike', async () => {
    const classifier = await naiveBayes().train(separable());
    expect(classifier.stopTags).toEqual(['dark']);
    expect(classifier.toJSON().model.vocabulary).not.toContain('tag:dark');
    const kept = await naiveBayes({ learnStopTags: false }).train(separable());
    expect(kept.stopTags).toEqual([]);
    expect(kept.toJSON().model.vocabulary).toContain('tag:dark');
  });

  it('applies its own filter, not the one that summed the profiles', async () => {
    const filter = tagFilter({ stopTags: ['skull'] });
    const classifier = await naiveBayes({ ...tagsAlone, filter }).train(separable());
    const [prediction] = await classifier.classify([profile('A', [{ skull: 0.9 }])]);
    expect(prediction?.genre).toBeNull();
  });

  it('counts only tags of minCovers covers or more', async () => {
    const classifier = await naiveBayes({ ...tagsAlone, minCovers: 2, learnStopTags: false }).train(
      separable(),
    );
    expect(classifier.toJSON().model.vocabulary).toEqual(['tag:dark', 'tag:skull', 'tag:smile']);
  });

  it('takes the sum of a profile whose albums are not known', async () => {
    const summed = separable().map(({ genre, profile: p }) => ({ genre, profile: { ...p, albums: [] } }));
    const classifier = await naiveBayes().train(summed);
    const [prediction] = await classifier.classify([{ ...profile('A', [{ skull: 1 }]), albums: [] }]);
    expect(prediction?.genre).toBe('doom metal');
  });

  it('reads examples as they come', async () => {
    async function* stream() {
      for (const item of separable()) {
        await Promise.resolve();
        yield item;
      }
    }
    expect((await naiveBayes().train(stream())).toJSON()).toEqual(
      (await naiveBayes().train(separable())).toJSON(),
    );
  });

  it('has one answer for one genre', async () => {
    const classifier = await naiveBayes().train([example('only', 'A', { x: 1 })]);
    const [prediction] = await classifier.classify([profile('B', [{ x: 1 }])], { evidence: 3 });
    expect(prediction).toEqual({
      genre: 'only',
      scores: [{ genre: 'only', probability: 1 }],
      calibrated: true,
      evidence: [],
    });
  });

  it('takes __proto__ and constructor as names like any other', async () => {
    const classifier = await naiveBayes().train([
      example('__proto__', 'A', { ['__proto__x']: 1 }),
      {
        genre: 'constructor',
        profile: { ...profile('B', []), tags: [{ name: '__proto__', weight: 2, covers: 2 }] },
      },
    ]);
    expect(classifier.genres).toEqual(['__proto__', 'constructor']);
    const asked = { ...profile('C', []), tags: [{ name: '__proto__', weight: 1, covers: 1 }] };
    expect((await classifier.classify([asked]))[0]?.genre).toBe('constructor');
  });

  it('refuses weights that are negative or not finite, and a bad alpha', async () => {
    for (const weight of [-1, Number.NaN, Infinity]) {
      const bad = { ...profile('B', []), tags: [{ name: 'x', weight, covers: 1 }] };
      await expect(naiveBayes().train([{ genre: 'a', profile: bad }])).rejects.toThrow(/weight/);
    }
    for (const alpha of [0, -1, Number.NaN]) expect(() => naiveBayes({ alpha })).toThrow(SpotiTagsError);
  });

  const tagNames = ['a', 'b', 'c', 'd', '__proto__'];
  const arbitraryExample = fc
    .tuple(
      fc.constantFrom('g1', 'g2', 'g3'),
      fc.uniqueArray(fc.integer({ min: 0, max: 4 })),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([genre, chosen, confidence]): Example => {
      const sums = chosen.map((tag) => ({
        name: tagNames[tag] ?? '',
        weight: confidence * (tag + 1),
        covers: 1,
      }));
      return { genre, profile: { ...profile('A', []), tags: sums } };
    });

  it('gives numbers on any data, for any order of the examples', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryExample, { minLength: 1, maxLength: 12 }),
        fc.integer(),
        async (data, seed) => {
          const classifier = await naiveBayes({ filter: keepAll }).train(data);
          const other = await naiveBayes({ filter: keepAll }).train(shuffle(data, seededRandom(seed)));
          const profiles = data.map((item) => item.profile);
          const [first, second] = await Promise.all([
            classifier.classify(profiles),
            other.classify(profiles),
          ]);
          for (const [at, { scores }] of first.entries()) {
            const chances = new Map(second[at]?.scores.map(({ genre, probability }) => [genre, probability]));
            for (const { genre, probability } of scores) {
              expect(Number.isFinite(probability)).toBe(true);
              expect(chances.get(genre)).toBeCloseTo(probability, 9);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
