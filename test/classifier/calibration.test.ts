import { describe, expect, it } from 'vitest';
import { fitCalibration, probabilities } from '../../src/classifier/calibration.ts';
import { seededRandom } from '../../src/evaluation/random.ts';

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
});
