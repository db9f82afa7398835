import fc from '../../fast-check.ts';
import { describe, expect, it } from 'vitest';
import {
  allTags,
  crossValidate,
  type LocalTrainer,
  type Example,
  loadClassifier,
  logisticRegression,
  SpotiTagsError,
  type TrainerOptions,
} from 'spotitags';
import { localTrainer } from '../../../src/classifier/models/local-trainer.ts';
import { kindNames } from '../../../src/classifier/models/model-kind.ts';
import { modelKinds } from '../../../src/classifier/models/model-kinds.ts';
import { seededRandom, shuffle } from '../../../src/util/random.ts';
import { example, keepAll, profile, separable } from '../../examples.ts';
import { classifierChecks } from '../../../src/testing/classifier.ts';
import { runChecks } from '../../checks.ts';

const tagsOnly = { features: [allTags()], filter: keepAll };

/** An artist known by a sum of tags alone. */
function summed(genre: string, weights: Readonly<Record<string, number>>): Example {
  const tags = Object.entries(weights).map(([name, weight]) => ({ name, weight, covers: 1 }));
  return { genre, profile: { ...profile('A', []), tags } };
}

const tagNames = ['a', 'b', 'c', 'd', '__proto__'];
const someWeights = fc
  .uniqueArray(fc.constantFrom(...tagNames))
  .chain((names) =>
    fc.tuple(
      ...names.map((name) => fc.tuple(fc.constant(name), fc.double({ min: 0, max: 1e6, noNaN: true }))),
    ),
  )
  .map((pairs) => Object.fromEntries(pairs));
const someExamples = fc.array(
  fc
    .tuple(fc.constantFrom('g1', 'g2', '__proto__'), someWeights)
    .map(([genre, weights]) => summed(genre, weights)),
  { minLength: 1, maxLength: 12 },
);

async function chancesOf(trainer: LocalTrainer, training: readonly Example[], asked: readonly Example[]) {
  const predictions = await (await trainer.train(training)).classify(asked.map((item) => item.profile));
  return predictions.map(
    ({ scores }) => new Map(scores.map(({ genre, probability }) => [genre, probability])),
  );
}

/** Artists of two genres whose tags overlap: none is told with certainty. */
function overlapping(seed: number): Example[] {
  const random = seededRandom(seed);
  return Array.from({ length: 40 }, (_, at) => {
    const isDoom = at % 2 === 0;
    return summed(isDoom ? 'doom' : 'pop', {
      skull: random() * (isDoom ? 2 : 1),
      smile: random() * (isDoom ? 1 : 2),
      fog: random(),
    });
  });
}

// A new kind of model is held to all of this as soon as it is in the list.
it('are all known to loadClassifier', () => {
  expect(modelKinds.map(({ kind }) => kind)).toEqual(kindNames);
});

describe.each(modelKinds)('$kind', ({ kind, learner }) => {
  const make = (options: TrainerOptions = {}) => localTrainer(learner(options));

  runChecks(
    classifierChecks({
      create: () => make(),
      examples: separable(),
      unseen: { genre: 'k-pop', profile: profile('Unseen', [{ smile: 0.8, pastel: 0.3 }, { smile: 0.7 }]) },
    }),
  );

  it('gives probabilities that sum to one on any data', async () => {
    await fc.assert(
      fc.asyncProperty(someExamples, async (data) => {
        for (const chances of await chancesOf(make(tagsOnly), data, data)) {
          const sum = [...chances.values()].reduce((total, p) => total + p, 0);
          expect(Math.abs(sum - 1)).toBeLessThan(1e-9);
          for (const p of chances.values()) expect(p >= 0 && p <= 1).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('trains the same model for any order of the examples', async () => {
    await fc.assert(
      fc.asyncProperty(someExamples, fc.integer(), async (data, seed) => {
        const other = await make(tagsOnly).train(shuffle(data, seededRandom(seed)));
        expect(JSON.stringify(other)).toBe(JSON.stringify(await make(tagsOnly).train(data)));
      }),
      { numRuns: 25 },
    );
  });

  it('does not look at what genres are called', async () => {
    const data = overlapping(3);
    const renamed = data.map((item) => ({ ...item, genre: item.genre === 'doom' ? 'zeuhl' : item.genre }));
    const [before, after] = await Promise.all([
      chancesOf(make(tagsOnly), data, data),
      chancesOf(make(tagsOnly), renamed, data),
    ]);
    for (const [at, chances] of before.entries()) {
      expect(after[at]?.get('zeuhl')).toBeCloseTo(chances.get('doom') ?? NaN, 6);
    }
  });

  it('beats the baseline where tags tell genres apart, and not where labels are shuffled', async () => {
    const clear = await crossValidate(make(), separable(10), { folds: 5 });
    expect(clear.accuracy).toBe(1);
    // Evidence of few artists stays modest: not past odds of about n to one.
    expect(clear.logLoss).toBeGreaterThan(0.005);

    const accuracies: number[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const data = overlapping(seed).map((item, at) => ({
        ...item,
        profile: { ...item.profile, artist: { ...item.profile.artist, id: String(at) } },
      }));
      const genres = shuffle(data, seededRandom(seed)).map(({ genre }) => genre);
      const shuffled = data.map((item, at) => ({ ...item, genre: genres[at] ?? '' }));
      const { accuracy, logLoss } = await crossValidate(make(tagsOnly), shuffled, { folds: 5, seed });
      accuracies.push(accuracy);
      expect(logLoss).toBeLessThan(0.9);
    }
    expect(accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length).toBeLessThan(0.65);
  });

  it('predicts the same after it was saved and loaded, bit for bit', async () => {
    const trained = await make(tagsOnly).train(overlapping(1));
    const loaded = loadClassifier(JSON.stringify(trained));
    const asked = overlapping(2).map((item) => item.profile);
    expect(await loaded.classify(asked, { evidence: 3 })).toEqual(
      await trained.classify(asked, { evidence: 3 }),
    );
  });

  it('says in its file what it is, and where the examples came from', async () => {
    const data = [
      ...separable(2),
      {
        genre: 'k-pop',
        profile: { ...profile('Other', [{ smile: 1 }]), artist: { catalog: 'b', id: '1', name: 'O' } },
      },
    ];
    const { version, model } = (await make().train(data)).toJSON();
    expect(version).toBe(3);
    expect(model).toMatchObject({
      kind,
      catalogs: ['b', 'fake'],
      tagger: 'fake@1',
      taggers: [{ id: 'fake@1', namespace: '' }],
      coversPerArtist: 2,
    });
  });

  it('has an answer for one genre, for one artist a genre, and for artists without tags', async () => {
    const oneGenre = await chancesOf(
      make(tagsOnly),
      [summed('a', { x: 1 }), summed('a', { y: 1 })],
      [summed('a', { x: 1 })],
    );
    expect(oneGenre[0]?.get('a')).toBe(1);

    const [alone] = await chancesOf(
      make(tagsOnly),
      [summed('a', { x: 1 }), summed('b', { y: 1 })],
      [summed('a', { x: 2 })],
    );
    expect(alone?.get('a')).toBeGreaterThan(0.5);
    expect(alone?.get('a')).toBeLessThan(0.9);

    const [withEmpty] = await chancesOf(
      make(tagsOnly),
      [summed('a', { x: 1 }), summed('a', {}), summed('b', {}), summed('b', { y: 1 }), summed('b', {})],
      [summed('a', { x: 1 })],
    );
    expect(withEmpty?.get('a')).toBeGreaterThan(0.5);
    const [nothing] = await chancesOf(
      make(tagsOnly),
      [summed('a', {}), summed('b', {})],
      [summed('a', { x: 1 })],
    );
    expect(nothing?.get('a')).toBeCloseTo(0.5, 9);
  });

  it('keeps an artist of a genre of one, and says that genre too', async () => {
    const classifier = await make(tagsOnly).train([
      ...separable(2),
      example('jazz', 'J', { sax: 0.9 }, { sax: 0.8 }),
    ]);
    const [prediction] = await classifier.classify([profile('B', [{ sax: 1 }])]);
    expect(prediction?.genre).toBe('jazz');
  });

  it('knows nothing of tags that training did not have, but that they are there', async () => {
    const classifier = await make(tagsOnly).train(overlapping(1));
    const [prediction] = await classifier.classify([summed('', { unheard: 3 }).profile]);
    expect(prediction).toMatchObject({ genre: null, calibrated: false });
    const scaled = await make({ ...tagsOnly, scale: 'weight', idf: false, l2: true }).train(overlapping(1));
    const chances = async (weights: Readonly<Record<string, number>>) =>
      (await scaled.classify([summed('', weights).profile]))[0]?.scores[0]?.probability ?? NaN;
    expect(await chances({ unheard: 3, skull: 1 })).toBeLessThan(await chances({ skull: 1 }));
    // A tag without weight is not there.
    expect(await chances({ unheard: 0, skull: 1 })).toBe(await chances({ skull: 1 }));
  });

  it('takes a weight of 0 for a tag that is not there', async () => {
    const data = overlapping(1);
    const zeros = data.map((item) => ({
      ...item,
      profile: { ...item.profile, tags: [...item.profile.tags, { name: 'none', weight: 0, covers: 1 }] },
    }));
    expect(JSON.stringify(await make(tagsOnly).train(zeros))).toBe(
      JSON.stringify(await make(tagsOnly).train(data)),
    );
  });

  it('gives finite probabilities if examples come twice', async () => {
    const data = overlapping(1);
    for (const chances of await chancesOf(make(tagsOnly), [...data, ...data], data)) {
      for (const p of chances.values()) expect(Number.isFinite(p)).toBe(true);
    }
  });

  it('refuses weights that are negative, not finite or beyond reason', async () => {
    for (const weight of [-1, NaN, Infinity, 1e300]) {
      await expect(make().train([summed('a', { x: weight })])).rejects.toThrow(/weight/);
    }
  });

  it('says nothing below minProbability, and remembers it', async () => {
    const shy = await make({ ...tagsOnly, minProbability: 0.95 }).train(overlapping(1));
    const asked = [summed('', { skull: 1, smile: 1 }).profile];
    const [said] = await (await make(tagsOnly).train(overlapping(1))).classify(asked);
    expect(said?.genre).not.toBeNull();
    for (const classifier of [shy, loadClassifier(JSON.stringify(shy))]) {
      const [prediction] = await classifier.classify(asked, { evidence: 3 });
      expect(prediction).toMatchObject({ genre: null, calibrated: true, scores: said?.scores, evidence: [] });
    }
    for (const minProbability of [-0.1, 1.1, NaN])
      expect(() => make({ minProbability })).toThrow(SpotiTagsError);
  });
});

describe('options', () => {
  it('refuse what cannot be', () => {
    for (const c of [0, -1, NaN, Infinity]) expect(() => logisticRegression({ c })).toThrow(SpotiTagsError);
    for (const tolerance of [0, 1, NaN])
      expect(() => logisticRegression({ tolerance })).toThrow(SpotiTagsError);
    for (const maxIterations of [0, 1.5, NaN])
      expect(() => logisticRegression({ maxIterations })).toThrow(SpotiTagsError);
  });
});
