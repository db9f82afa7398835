import { describe, expect, it } from 'vitest';
import {
  allTags,
  type Example,
  loadClassifier,
  logisticRegression,
  nearestCentroid,
  type Trainer,
} from 'spotitags';
import { partsOf, PartsReader } from '../../../src/classifier/features/parts.ts';
import { amountsOf, dampingFactor, usualAmount } from '../../../src/classifier/fitting/damping.ts';
import { type FittedSources, scoreSources } from '../../../src/classifier/models/score-sources.ts';
import { seededRandom, shuffle } from '../../../src/util/random.ts';
import { keepAll, profile } from '../../examples.ts';
import { dataOf } from '../rows.ts';

/** Artists with twelve covers, each of which says a little about the genre. */
function noisy(artists: number, seed: number): Example[] {
  const random = seededRandom(seed);
  return Array.from({ length: artists }, (_, at): Example => {
    const isDoom = at % 2 === 0;
    const covers = Array.from({ length: 12 }, () => ({
      [random() < (isDoom ? 0.6 : 0.4) ? 'skull' : 'smile']: 0.9,
      [`noise ${Math.floor(8 * random())}`]: 0.9,
    }));
    return { genre: isDoom ? 'doom' : 'pop', profile: profile(`Artist ${seed} ${at}`, covers) };
  });
}

async function judge(trainer: Trainer, covers: number) {
  const classifier = await trainer.train(noisy(100, 1));
  const asked = noisy(400, 2);
  const predictions = await classifier.classify(
    asked.map((example) => ({ ...example.profile, albums: example.profile.albums.slice(0, covers) })),
  );
  const sure = predictions.reduce((sum, { scores }) => sum + (scores[0]?.probability ?? 0), 0);
  const right = predictions.filter(({ genre }, at) => genre === asked[at]?.genre).length;
  return { sure: sure / asked.length, accuracy: right / asked.length };
}

describe.each([
  ['logistic regression', logisticRegression],
  ['nearest centroid', nearestCentroid],
] as const)('%s', (_, make) => {
  const trainer = make({ features: [allTags()], filter: keepAll, learnStopTags: false });

  it('is as sure of an artist with few covers as it is right', async () => {
    for (const covers of [1, 3, 12]) {
      const { sure, accuracy } = await judge(trainer, covers);
      expect(Math.abs(sure - accuracy)).toBeLessThan(0.08);
    }
  });

  it('trains the same model for any order of artists with albums', async () => {
    const examples = noisy(30, 3);
    const other = await trainer.train(shuffle(examples, seededRandom(1)));
    expect(JSON.stringify(other)).toBe(JSON.stringify(await trainer.train(examples)));
  });

  it('predicts the same after it was saved and loaded, for few covers too', async () => {
    const trained = await trainer.train(noisy(40, 4));
    expect(trained.toJSON().model.share).toBeGreaterThan(0);
    const asked = noisy(10, 5).map((example) => ({
      ...example.profile,
      albums: example.profile.albums.slice(0, 2),
    }));
    const loaded = loadClassifier(JSON.stringify(trained));
    expect(await loaded.classify(asked, { evidence: 3 })).toEqual(
      await trained.classify(asked, { evidence: 3 }),
    );
  });
});

describe('scoreSources', () => {
  const few = dataOf([[1, 1]], [0]).rows;
  const raw = dataOf([[1, 800]], [0]).rows;
  /** A model of two sources with a column each. */
  const model = (share: number, usual: readonly [number, number]): FittedSources => ({
    transform: {
      blocks: [0, 1].map(() => ({ scale: 'weight', l2: true, unseen: 1 }) as const),
      blockOf: Uint8Array.of(0, 1),
      idf: Float64Array.of(1, 1),
    },
    weights: Float64Array.of(1, -1, 2, -2),
    sources: [
      { bias: Float64Array.of(3, 1), usual: usual[0] },
      { bias: Float64Array.of(0, 5), usual: usual[1] },
    ],
    sourceOf: [0, 1],
    share,
  });

  it('adds what the sources say', () => {
    expect([...scoreSources(model(0, [0, 0]), few).scores]).toEqual([6, 3]);
  });

  it('damps the source of which there is little, and not the one of which there is enough', () => {
    const { rows, scores } = scoreSources(model(1, [100, 100]), raw);
    const factor = 2 / 101;
    expect([...rows.values]).toEqual([factor, 1]);
    expect(scores[0]).toBeCloseTo(factor * 4 + 2, 12);
    expect(scores[1]).toBeCloseTo(factor * 0 + 3, 12);
  });

  it('leaves out a source that the artist does not have, with its bias', () => {
    const { rows } = dataOf([[0, 7]], [0]);
    expect([...scoreSources(model(1, [1, 1]), rows).scores]).toEqual([2, 3]);
  });
});

describe('dampingFactor', () => {
  it('leaves artists as they are of whom there is as much as is usual', () => {
    const amounts = amountsOf(
      dataOf(
        [
          [1, 1],
          [0, 0],
          [4, 0],
          [5, 1],
          [9, 9],
        ],
        [0, 0, 0, 0, 0],
      ).rows,
      2,
    );
    expect([...amounts]).toEqual([2, 0, 4, 6, 18]);
    expect(usualAmount(amounts)).toBe(4);
    expect(dampingFactor(3, 4, 4)).toBe(1);
    expect(dampingFactor(3, 4, 18)).toBe(1);
    expect(dampingFactor(3, 4, 2)).toBeCloseTo(4 / 7, 12);
    expect(dampingFactor(0, 4, 2)).toBe(1);
    expect(dampingFactor(3, 4, 0)).toBe(0);
  });
});

describe('parts', () => {
  it('have one or three albums of the artist, each once, and always the same', () => {
    const [example] = noisy(1, 6);
    const whole = example?.profile ?? profile('A', []);
    const parts = partsOf(whole).map(({ albums }) => albums.map(({ id }) => id));
    expect(parts.map((ids) => new Set(ids).size)).toEqual([1, 1, 3, 3]);
    expect(new Set(parts.map(String)).size).toBe(4);
    expect(partsOf({ ...whole }).map(({ albums }) => albums.map(({ id }) => id))).toEqual(parts);
    expect(partsOf({ ...whole, albums: whole.albums.slice(0, 1) })).toEqual([]);
    expect(partsOf({ ...whole, albums: whole.albums.slice(0, 3) })).toHaveLength(2);
  });

  it('are of a thousand artists at most, whatever their order', () => {
    const profiles = Array.from({ length: 5000 }, (_, at) => profile(`Artist ${at}`, [{ a: 1 }, { a: 1 }]));
    const read = (list: typeof profiles) => {
      const reader = new PartsReader();
      for (const [at, one] of list.entries()) reader.add(one, at);
      return reader.parts().map((part) => part.profile.artist.id);
    };
    const found = read(profiles);
    expect(found).toHaveLength(2000);
    expect(read([...profiles].reverse())).toEqual(found);
  });
});
