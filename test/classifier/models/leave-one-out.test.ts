import { describe, expect, it } from 'vitest';
import { centroidLeaveOneOut, fitCentroids } from '../../../src/classifier/models/nearest-centroid.ts';
import {
  complementLeaveOneOut,
  fitComplement,
  fitMultinomial,
  multinomialLeaveOneOut,
} from '../../../src/classifier/models/naive-bayes.ts';
import { choose } from '../../../src/classifier/fitting/choose.ts';
import {
  dealFolds,
  foldsOf,
  heldOutRows,
  holdable,
  spread,
  subset,
} from '../../../src/classifier/fitting/samples.ts';
import { scoreRows } from '../../../src/classifier/fitting/scores.ts';
import { fitTransform, transformChoices, transformRows } from '../../../src/classifier/features/transform.ts';
import { seededRandom } from '../../../src/util/random.ts';
import { dataOf, randomData } from '../rows.ts';

const raw = randomData({ artists: 24, genres: 3, columns: 7, seed: 4 });
const blocks = new Uint8Array(raw.columns);
const transform = fitTransform(raw.rows, blocks, [{ scale: 'log1p', idf: true, l2: true }]);
const data = { ...raw, rows: transformRows(transform, raw.rows) };
const alpha = 0.3;

describe.each([
  [
    'complement naive Bayes',
    (chosen: Uint32Array) => complementLeaveOneOut(data, { alpha }, chosen),
    (part: typeof data) => fitComplement(part, { alpha }),
  ],
  [
    'multinomial naive Bayes',
    (chosen: Uint32Array) => multinomialLeaveOneOut(data, { alpha }, chosen),
    (part: typeof data) => fitMultinomial(part, { alpha }),
  ],
  ['nearest centroid', (chosen: Uint32Array) => centroidLeaveOneOut(data, chosen), fitCentroids],
] as const)('leave-one-out of %s', (_, leaveOneOut, fit) => {
  it('gives the scores of models that were fitted without the artist', () => {
    const chosen = Uint32Array.of(0, 5, 11, 23);
    const { scores, labels } = leaveOneOut(chosen);
    for (const [row, at] of chosen.entries()) {
      const others = Uint32Array.from(data.labels.keys()).filter((other) => other !== at);
      const expected = scoreRows(subset(data, Uint32Array.of(at)).rows, fit(subset(data, others)));
      expect(labels[row]).toBe(data.labels[at]);
      for (const [genre, score] of expected.entries()) {
        expect(scores[row * data.genres + genre]).toBeCloseTo(score, 9);
      }
    }
  });
});

it.each([
  ['complement', complementLeaveOneOut, fitComplement],
  ['multinomial', multinomialLeaveOneOut, fitMultinomial],
] as const)('leave-one-out of %s naive Bayes leaves out what no other artist has', (_, leaveOneOut, fit) => {
  const labels = [0, 0, 0, 1, 1];
  const rows = [
    [1, 0, 9],
    [2, 1],
    [3, 1],
    [0, 2],
    [1, 3],
  ].map(([a = 0, b = 0, own = 0]) => [a, b, own]);
  const { scores } = leaveOneOut(dataOf(rows, labels), { alpha }, Uint32Array.of(0));
  const others = subset(dataOf(rows, labels), Uint32Array.of(1, 2, 3, 4));
  const expected = scoreRows(dataOf([[1, 0, 0]], [0]).rows, fit(others, { alpha }));
  expect([...scores].map((score) => score.toFixed(9))).toEqual(
    [...expected].map((score) => score.toFixed(9)),
  );
});

describe('choose', () => {
  const both = [true, false] as const;
  // Counts tell the genres apart, and whether a tag is there does not.
  const random = seededRandom(2);
  const counts = dataOf(
    Array.from({ length: 40 }, (_, at) => {
      const isFirst = at < 20;
      return [1 + random() * (isFirst ? 9 : 1), 1 + random() * (isFirst ? 1 : 9)];
    }),
    Array.from({ length: 40 }, (_, at) => (at < 20 ? 0 : 1)),
  );
  const judge = (part: typeof counts, setting: { alpha: number }, chosen: Uint32Array) =>
    complementLeaveOneOut(part, setting, chosen);

  it('finds the transform that shows the difference', () => {
    const transforms = transformChoices({ idf: false }, 'tag', both).map((one) => [one]);
    const presence = transformChoices({ scale: 'presence', idf: false }, 'tag', both);
    const presenceFirst = [presence, ...transforms];
    const choice = choose(counts, new Uint8Array(2), presenceFirst, [{ alpha: 1 }], judge);
    expect(choice.transform[0]?.scale).not.toBe('presence');
  });

  it('finds a setting that does not smooth everything away', () => {
    const [transform0] = transformChoices({ scale: 'weight', idf: false, l2: false }, 'tag', both);
    const settings = [{ alpha: 1e9 }, { alpha: 1 }];
    const flat = (part: typeof counts, setting: { alpha: number }, chosen: Uint32Array) =>
      setting.alpha === 1
        ? judge(part, setting, chosen)
        : { ...judge(part, setting, chosen), scores: new Float64Array(chosen.length * 2) };
    expect(transform0).toBeDefined();
    const choice = choose(counts, new Uint8Array(2), transform0 ? [[transform0]] : [], settings, flat);
    expect(choice.setting.alpha).toBe(1);
  });

  it('leaves what is given', () => {
    expect(transformChoices({ scale: 'sqrt', idf: false, l2: false }, 'tag', both)).toEqual([
      { scale: 'sqrt', idf: false, l2: false },
    ]);
    expect(transformChoices({}, 'tag', both)).toHaveLength(6);
    expect(transformChoices({}, 'tag', [false])).toHaveLength(3);
    expect(transformChoices({}, 'tag', both)[0]).toEqual({ scale: 'log1p', idf: true, l2: true });
    expect(transformChoices({}, 'title', [false])).toEqual([{ scale: 'log1p', idf: false, l2: true }]);
    expect(transformChoices({ scale: 'sqrt' }, 'embedding', both)).toEqual([
      { scale: 'weight', idf: false, l2: true },
    ]);
  });

  it('chooses on a part of many artists as on all of them', () => {
    const many = randomData({ artists: 3000, genres: 3, columns: 12, seed: 8 });
    const choice = choose(
      many,
      new Uint8Array(12),
      transformChoices({ idf: true }, 'tag', both).map((one) => [one]),
      [{}],
      (part, _, chosen) => centroidLeaveOneOut(part, chosen),
    );
    expect(choice.transform[0]?.scale).not.toBe('presence');
  });
});

describe('samples', () => {
  const many = randomData({ artists: 12_000, genres: 3, columns: 4, seed: 1 });

  it('take of every genre its share', () => {
    const chosen = spread(Uint32Array.from(many.labels.keys()), many, 1200);
    expect(Math.abs(chosen.length - 1200)).toBeLessThanOrEqual(many.genres);
    for (let genre = 0; genre < many.genres; genre++) {
      const share = many.labels.filter((label) => label === genre).length / 10;
      const taken = chosen.filter((at) => many.labels[at] === genre).length;
      expect(Math.abs(taken - share)).toBeLessThanOrEqual(1);
    }
  });

  it('hold out a tenth of many artists, and each of few in one of five folds', () => {
    const isHeld = heldOutRows(many);
    expect(Math.abs(isHeld.filter((held) => held === 1).length - 1200)).toBeLessThanOrEqual(many.genres);
    const together = foldsOf(many, isHeld, 1);
    expect([...new Set(together)].sort()).toEqual([-1, 0]);
    const few = randomData({ artists: 40, genres: 2, columns: 4, seed: 1 });
    expect(heldOutRows(few)).toEqual(new Uint8Array(40).fill(1));
    expect([...new Set(foldsOf(few, heldOutRows(few), 5))].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('hold out no artist who is a genre’s only one, or has no tags', () => {
    const few = dataOf([[1], [1], [1], [0]], [0, 0, 1, 0]);
    expect([...holdable(few)]).toEqual([0, 1]);
  });

  it('deal every genre into all folds', () => {
    const chosen = Uint32Array.from(many.labels.keys());
    const folds = dealFolds(chosen, many, 5);
    for (let fold = 0; fold < 5; fold++) {
      const dealt = chosen.filter((at) => folds[at] === fold);
      expect(Math.abs(dealt.length - 2400)).toBeLessThanOrEqual(many.genres);
    }
  });
});
