import { describe, expect, it, vi } from 'vitest';
import { Condition, Producers } from '../../src/run/backpressure.ts';

describe('Condition', () => {
  it('does not wait for what is met already', async () => {
    await expect(new Condition().until(() => true)).resolves.toBeUndefined();
  });

  it('makes all that wait look again at a change, and lets those pass whose condition is met', async () => {
    const condition = new Condition();
    let level = 0;
    const passed: number[] = [];
    const waiting = [1, 2].map((least) =>
      condition.until(() => level >= least).then(() => passed.push(least)),
    );
    for (const next of [1, 2]) {
      level = next;
      await Promise.resolve();
      expect(passed).toHaveLength(next - 1);
      condition.notify();
      await vi.waitFor(() => {
        expect(passed).toEqual([1, 2].slice(0, next));
      });
    }
    await Promise.all(waiting);
  });
});

describe('Producers', () => {
  const running = true;

  it('may add work while one is active', () => {
    const producers = new Producers(() => undefined);
    expect(producers.mayAdd(running)).toBe(false);
    const producer = producers.register();
    expect(producers.mayAdd(false)).toBe(true);
    producer.release();
    expect(producers.mayAdd(running)).toBe(false);
  });

  it('may add work while one is blocked and work runs, and not if none runs', () => {
    const producers = new Producers(() => undefined);
    const producer = producers.register();
    producer.block();
    expect(producers.mayAdd(running)).toBe(true);
    expect(producers.mayAdd(false)).toBe(false);
    producer.unblock();
    expect(producers.mayAdd(false)).toBe(true);
    producer.block();
    producer.release();
    expect(producers.mayAdd(running)).toBe(false);
  });

  it('tell of each change once, and of none after the release', () => {
    const onChange = vi.fn();
    const producer = new Producers(onChange).register();
    producer.block();
    producer.block();
    producer.release();
    producer.release();
    producer.unblock();
    expect(onChange).toHaveBeenCalledTimes(2);
  });
});
