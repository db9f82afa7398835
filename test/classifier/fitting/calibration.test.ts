import { describe, expect, it } from 'vitest';
import {
  fitCalibration,
  modestCalibration,
  probabilities,
} from '../../../src/classifier/fitting/calibration.ts';
import { seededRandom } from '../../../src/util/random.ts';

describe('fitCalibration', () => {
  it('finds the temperature under which labels were drawn', () => {
    const random = seededRandom(5);
    const rows = 4000;
    const truth = { temperature: 0.25, floor: 0, prior: [1 / 3, 1 / 3, 1 / 3] };
    const scores = Float64Array.from({ length: rows * 3 }, () => random());
    const labels = Int32Array.from({ length: rows }, (_, row) => {
      const p = probabilities(scores.subarray(row * 3, row * 3 + 3), truth);
      const draw = random();
      return draw < (p[0] ?? 0) ? 0 : draw < (p[0] ?? 0) + (p[1] ?? 0) ? 1 : 2;
    });
    expect(fitCalibration({ scores, labels }, truth.prior).calibration.temperature).toBeCloseTo(0.25, 1);
  });

  it('leaves a floor under the probabilities where some labels are noise', () => {
    const scores = Float64Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 9 : -9));
    const labels = Int32Array.from({ length: 100 }, (_, row) => (row % 20 === 0 ? 1 : 0));
    const { calibration } = fitCalibration({ scores, labels }, [0.5, 0.5]);
    // Alone, a temperature that allows for 5 % of errors would do as well: scores are all alike.
    expect(calibration.floor).toBeLessThanOrEqual(0.1);
    const p = probabilities([9, -9], calibration);
    expect(p[0]).toBeCloseTo(0.95, 2);
  });

  it('does not count a lead that is only rounding', () => {
    const labels = Int32Array.from({ length: 100 }, (_, row) => row % 2);
    const told = Float64Array.from({ length: 200 }, (_, at) => 1 + (at % 2 === labels[at >> 1] ? 1e-15 : 0));
    const { calibration, logLoss } = fitCalibration({ scores: told, labels }, [0.5, 0.5]);
    expect(calibration.temperature).toBe(1);
    expect(logLoss).toBeCloseTo(Math.log(2), 9);
  });

  it('never goes past odds of about n to one, however clear the scores', () => {
    const labels = Int32Array.from({ length: 50 }, (_, row) => row % 2);
    const scores = Float64Array.from({ length: 100 }, (_, at) => (at % 2 === labels[at >> 1] ? 1e6 : 0));
    const { calibration } = fitCalibration({ scores, labels }, [0.5, 0.5]);
    const [p = 0] = probabilities([1e6, 0], calibration);
    expect(p).toBeGreaterThan(0.95);
    expect(p).toBeLessThanOrEqual(52 / 53 + 1e-9);
  });

  it.each([2, 9, 50])('allows clear scores of %i artists odds of n + 2 to one, no more and no less', (n) => {
    const labels = Int32Array.from({ length: n }, (_, row) => row % 2);
    const scores = Float64Array.from({ length: 2 * n }, (_, at) => (at % 2 === labels[at >> 1] ? 7 : 0));
    const { calibration } = fitCalibration({ scores, labels }, [0.5, 0.5]);
    const [p = 0, q = 1] = probabilities([7, 0], calibration);
    expect(p / q / (n + 2)).toBeCloseTo(1, 9);
  });

  it('gives scores that say nothing the temperature 1', () => {
    const { calibration, logLoss } = fitCalibration(
      { scores: new Float64Array(20), labels: new Int32Array(10) },
      [0.5, 0.5],
    );
    expect(calibration).toEqual({ temperature: 1, floor: 0, prior: [0.5, 0.5] });
    expect(logLoss).toBeCloseTo(Math.log(2), 12);
  });
});

describe('modestCalibration', () => {
  it.each([2, 9, 50])('allows %i artists odds of n + 2 to one, no more and no less', (n) => {
    const scores = Float64Array.from({ length: 2 * n }, (_, at) => (at % 2 === 0 ? 7 : 0));
    const [p = 0, q = 1] = probabilities([7, 0], modestCalibration(scores, [0.5, 0.5]));
    expect(p / q / (n + 2)).toBeCloseTo(1, 9);
  });
});
