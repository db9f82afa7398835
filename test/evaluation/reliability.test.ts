import { describe, expect, it } from 'vitest';
import { type LabeledPrediction, evaluatePredictions } from 'spotitags';
import { seededRandom, shuffle } from '../../src/util/random.ts';

/** Artists of genre "a", about whom this probability of "a" was said, or of "b" if it is wrong. */
function said(probability: number, isRight: boolean, times = 1): LabeledPrediction[] {
  const genre = isRight ? 'a' : 'b';
  return Array.from({ length: times }, () => ({
    genre: 'a',
    prediction: {
      genre,
      calibrated: true,
      scores: [
        { genre, probability },
        { genre: isRight ? 'b' : 'a', probability: 1 - probability },
      ],
    },
  }));
}

const abstained = (probability: number): LabeledPrediction[] =>
  said(probability, true).map(({ genre, prediction }) => ({
    genre,
    prediction: { ...prediction, genre: null },
  }));

describe('the calibration error by chance', () => {
  const byChance = (predictions: readonly LabeledPrediction[]) =>
    evaluatePredictions(predictions).calibrationErrorByChance;

  it('is the mean error of a perfectly calibrated model', () => {
    // One artist: wrong by .2 in 80 % of the cases, by .8 in 20 %.
    expect(byChance(said(0.8, true))).toBeCloseTo(0.8 * 0.2 + 0.2 * 0.8, 12);
    // Two artists of .75, of whom 0, 1 or 2 are right: 1.5/16 + .5·6/16 + .5·9/16 are 9/16, by two artists.
    expect(byChance([...said(0.75, true), ...said(0.75, false)])).toBeCloseTo(9 / 32, 12);
    // Bins of their own add up.
    expect(byChance([...said(0.8, true), ...said(0.55, true)])).toBeCloseTo(
      (2 * 0.8 * 0.2 + 2 * 0.55 * 0.45) / 2,
      12,
    );
  });

  it('does not depend on who was right, and falls with the number of artists', () => {
    expect(byChance(said(0.8, true, 20))).toBe(byChance(said(0.8, false, 20)));
    expect(byChance(said(0.8, true, 80))).toBeLessThan(0.6 * byChance(said(0.8, true, 20)));
  });

  it('is 0 for certainties', () => {
    expect(byChance(said(1, true, 5))).toBe(0);
  });

  it('agrees with a simulation, also for many artists', () => {
    const random = seededRandom(7);
    for (const [probability, artists] of [
      [0.97, 300],
      [0.55, 60],
      [0.15, 700],
      [0.75, 1000],
    ] as const) {
      let sum = 0;
      for (let run = 0; run < 2000; run++) {
        let gap = artists * probability;
        for (let at = 0; at < artists; at++) gap -= random() < probability ? 1 : 0;
        sum += Math.abs(gap) / artists;
      }
      expect(byChance(said(probability, true, artists)) / (sum / 2000)).toBeCloseTo(1, 1);
    }
  });

  it('holds for many artists of rare mistakes', () => {
    // The variance is 30: the number of mistakes is nearly Poisson, whose mean deviation is 2·e⁻³⁰·30³¹/30!.
    const poisson = 2 * Math.exp(-30 + 31 * Math.log(30) - lnFactorial(30));
    expect(byChance(said(0.9994, true, 50_000))).toBeCloseTo(poisson / 50_000, 6);
  });
});

function lnFactorial(n: number): number {
  return Array.from({ length: n }, (_, at) => Math.log(at + 1)).reduce((a, b) => a + b, 0);
}

describe('overconfidence', () => {
  it('is the mean probability less how often the likeliest genre is right', () => {
    const predictions = [...said(0.9, true), ...said(0.7, false), ...said(0.6, true), ...said(0.6, false)];
    expect(evaluatePredictions(predictions).overconfidence).toBeCloseTo(0.7 - 0.5, 12);
    expect(evaluatePredictions(said(0.6, true, 3)).overconfidence).toBeCloseTo(-0.4, 12);
  });

  it('does not show errors that cancel out, which the calibration error shows', () => {
    const predictions = [...said(0.95, false), ...said(0.05, true)];
    const { overconfidence, calibrationError } = evaluatePredictions(predictions);
    expect(overconfidence).toBeCloseTo(0, 12);
    expect(calibrationError).toBeCloseTo(0.95, 12);
  });

  it('counts an abstention by its likeliest genre', () => {
    const { accuracy, overconfidence } = evaluatePredictions(abstained(0.4));
    expect([accuracy, overconfidence]).toEqual([0, -0.6]);
  });
});

describe('reliability', () => {
  it('has the mean probability and the accuracy of each bin that has artists', () => {
    const predictions = [...said(0.82, true), ...said(0.88, false), ...said(1, true), ...said(0.3, true)];
    const { reliability, calibrationError } = evaluatePredictions(predictions);
    expect(reliability).toEqual([
      { range: [0.3, 0.4], artists: 1, meanProbability: 0.3, accuracy: 1 },
      { range: [0.8, 0.9], artists: 2, meanProbability: expect.closeTo(0.85) as number, accuracy: 0.5 },
      { range: [0.9, 1], artists: 1, meanProbability: 1, accuracy: 1 },
    ]);
    const ofBins = reliability.reduce(
      (sum, bin) => sum + bin.artists * Math.abs(bin.meanProbability - bin.accuracy),
      0,
    );
    expect(calibrationError).toBeCloseTo(ofBins / 4, 12);
  });
});

describe('accuracy by coverage', () => {
  it('is that of the artists with the highest probabilities', () => {
    const predictions = [...said(0.5, false), ...said(0.6, true), ...said(0.8, false), ...said(0.9, true)];
    expect(evaluatePredictions(predictions).byCoverage).toEqual([
      { coverage: 0.25, artists: 1, accuracy: 1, minProbability: 0.9 },
      { coverage: 0.5, artists: 2, accuracy: 0.5, minProbability: 0.8 },
      { coverage: 0.75, artists: 3, accuracy: 2 / 3, minProbability: 0.6 },
      { coverage: 1, artists: 4, accuracy: 0.5, minProbability: 0.5 },
    ]);
  });

  it('does not depend on the order of artists with equal probabilities', () => {
    const predictions = [...said(0.9, true), ...said(0.7, true), ...said(0.7, false, 2)];
    const { byCoverage } = evaluatePredictions(predictions);
    // Of the three with .7, one is right: two of four artists are right by one and a third.
    expect(byCoverage[1]?.accuracy).toBeCloseTo((1 + 1 / 3) / 2, 12);
    for (const seed of [1, 2, 3]) {
      expect(evaluatePredictions(shuffle(predictions, seededRandom(seed))).byCoverage).toEqual(byCoverage);
    }
  });

  it('counts abstentions as wrong, as the accuracy does', () => {
    const { accuracy, byCoverage } = evaluatePredictions([...said(0.9, true), ...abstained(0.3)]);
    expect(byCoverage.at(-1)?.accuracy).toBe(accuracy);
    expect(byCoverage[0]?.accuracy).toBe(1);
  });
});
