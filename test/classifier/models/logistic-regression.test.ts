import { describe, expect, it } from 'vitest';
import { logisticRegression } from 'spotitags';
import { minimize, type Objective } from '../../../src/classifier/fitting/lbfgs.ts';
import { fitLogistic } from '../../../src/classifier/models/logistic-regression.ts';
import { subset } from '../../../src/classifier/fitting/samples.ts';
import { SoftmaxLoss } from '../../../src/classifier/fitting/softmax-loss.ts';
import { seededRandom } from '../../../src/util/random.ts';
import type { Example } from '../../../src/model.ts';
import { profile } from '../../examples.ts';
import { randomData } from '../rows.ts';

const ones = (length: number) => new Float64Array(length).fill(1);

describe('minimize', () => {
  it('walks the valley of Rosenbrock’s function to its end', () => {
    const rosenbrock: Objective = (point, gradient) => {
      const [x = 0, y = 0] = point;
      gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
      gradient[1] = 200 * (y - x * x);
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    };
    const point = Float64Array.of(-1.2, 1);
    const steps = minimize(rosenbrock, point, { tolerance: 1e-9, maxIterations: 200, curvature: ones(2) });
    expect(point[0]).toBeCloseTo(1, 8);
    expect(point[1]).toBeCloseTo(1, 8);
    expect(steps).toBeLessThan(60);
  });

  it('finds the minimum after first steps that are far too long or too short', () => {
    for (const scale of [1e-6, 1e6]) {
      const parabola: Objective = (point, gradient) => {
        let value = 0;
        for (const [at, x] of point.entries()) {
          const bend = scale * (at + 1);
          gradient[at] = bend * (x - at);
          value += (bend * (x - at) ** 2) / 2;
        }
        return value;
      };
      const point = new Float64Array(5);
      minimize(parabola, point, { tolerance: scale * 1e-9, maxIterations: 500, curvature: ones(5) });
      for (const [at, x] of point.entries()) expect(x).toBeCloseTo(at, 6);
    }
  });

  it('stops at the number of steps it is given', () => {
    let calls = 0;
    const steps = minimize(
      (point, gradient) => {
        calls += 1;
        gradient[0] = Math.exp(point[0] ?? 0);
        return Math.exp(point[0] ?? 0);
      },
      new Float64Array(1),
      { tolerance: 1e-12, maxIterations: 3, curvature: ones(1) },
    );
    expect(steps).toBe(3);
    expect(calls).toBeLessThan(60);
  });
});

describe('SoftmaxLoss', () => {
  it.each([2, 3, 4, 5, 9])('has the gradient of its value, with %i genres', (genres) => {
    const loss = new SoftmaxLoss(randomData({ artists: 30, genres, columns: 4, seed: 3 }), 0.7);
    const random = seededRandom(6);
    const point = loss.start().map(() => random() - 0.5);
    const gradient = loss.start();
    loss.objective(point, gradient);
    const scratch = loss.start();
    const stride = Math.ceil(genres / 4) * 4;
    for (let at = 0; at < point.length; at++) {
      if (at % stride >= genres) continue;
      const moved = (by: number) => {
        const other = Float64Array.from(point);
        other[at] = (other[at] ?? 0) + by;
        return loss.objective(other, scratch);
      };
      expect(gradient[at]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 7);
    }
  });

  it('leaves the padding beside the genres at zero', () => {
    const loss = new SoftmaxLoss(randomData({ artists: 30, genres: 3, columns: 4, seed: 3 }), 1);
    const gradient = loss.start();
    loss.objective(loss.start(), gradient);
    for (let at = 3; at < gradient.length; at += 4) expect(gradient[at]).toBe(0);
  });
});

describe('logisticRegression', () => {
  it('finds the one minimum, from wherever it starts', () => {
    const data = randomData({ artists: 600, genres: 3, columns: 6, seed: 5 });
    const fitting = { c: 1, tolerance: 1e-9, maxIterations: 1000 };
    const fromZero = fitLogistic(data, fitting).fit;
    // Every fourth parameter is padding.
    const far = new SoftmaxLoss(data, 1).start().map((_, at) => (at % 4 === 3 ? 0 : 3 * Math.sin(at)));
    const fromAfar = fitLogistic(data, fitting, far).fit;
    for (const [at, weight] of fromZero.weights.entries())
      expect(fromAfar.weights[at]).toBeCloseTo(weight, 5);
  });

  it('weighs the more the larger c is', () => {
    const data = randomData({ artists: 60, genres: 3, columns: 6, seed: 5 });
    const length = (c: number) =>
      Math.hypot(...fitLogistic(data, { c, tolerance: 1e-6, maxIterations: 1000 }).fit.weights);
    expect(length(0.01)).toBeLessThan(length(1));
    expect(length(1)).toBeLessThan(length(100));
  });

  it('learns from parts of the data and the order of rows alike', () => {
    const data = randomData({ artists: 40, genres: 2, columns: 5, seed: 7 });
    const fitting = { c: 1, tolerance: 1e-10, maxIterations: 1000 };
    const backwards = subset(data, Uint32Array.from(data.labels.keys()).reverse());
    const [one, other] = [fitLogistic(data, fitting).fit, fitLogistic(backwards, fitting).fit];
    for (const [at, weight] of one.weights.entries()) expect(other.weights[at]).toBeCloseTo(weight, 7);
  });

  it('calibrates many artists by a tenth: as sure as it is right', async () => {
    const random = seededRandom(9);
    const examples = Array.from({ length: 6500 }, (): Example => {
      const isDoom = random() < 0.5;
      const tags = ['skull', 'smile', 'fog'].map((name, at) => ({
        name,
        weight: random() * (isDoom === (at === 0) ? 2 : 1),
        covers: 1,
      }));
      return { genre: isDoom ? 'doom' : 'pop', profile: { ...profile('A', []), tags } };
    });
    const classifier = await logisticRegression().train(examples.slice(0, 5500));
    const asked = examples.slice(5500);
    const predictions = await classifier.classify(asked.map((item) => item.profile));
    const right = predictions.filter(({ genre }, at) => genre === asked[at]?.genre).length / asked.length;
    const sureness =
      predictions.reduce((sum, { scores }) => sum + (scores[0]?.probability ?? 0), 0) / predictions.length;
    expect(right).toBeGreaterThan(0.7);
    expect(Math.abs(right - sureness)).toBeLessThan(0.04);
  });
});
