import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { WeightedLimit } from '../../src/util/weighted-limit.ts';
import { withResolvers } from '../../src/util/with-resolvers.ts';

/** Takes all of the limit until the function is called. */
const fill = (limit: WeightedLimit) => {
  const done = withResolvers<undefined>();
  const running = limit.run(10, () => done.promise);
  return async () => {
    done.resolve(undefined);
    await running;
  };
};

describe('a weighted limit', () => {
  it('runs work in the order of the calls, as much as fits', async () => {
    const limit = new WeightedLimit(10);
    const release = fill(limit);
    const started: string[] = [];
    const end = withResolvers<undefined>();
    const start = (name: string, weight: number) =>
      limit.run(weight, () => {
        started.push(name);
        return end.promise;
      });
    const running = [start('a', 4), start('b', 6), start('c', 100), start('d', 1)];
    await release();
    await vi.waitFor(() => {
      expect(started).toEqual(['a', 'b']);
    });
    end.resolve(undefined);
    await Promise.all(running);
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets go of a waiting caller when its signal aborts, and starts what fits in its place', async () => {
    const limit = new WeightedLimit(10);
    const first = withResolvers<undefined>();
    const running = limit.run(5, () => first.promise);
    const controller = new AbortController();
    const work = vi.fn(() => Promise.resolve());
    const heavy = limit.run(10, work, controller.signal);
    const next = limit.run(5, () => Promise.resolve('ran'));
    controller.abort(new Error('enough'));
    await expect(heavy).rejects.toThrow('enough');
    expect(await next).toBe('ran');
    expect(work).not.toHaveBeenCalled();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    first.resolve(undefined);
    await running;
    // All of the limit is free again.
    await fill(limit)();
  });

  it('does not start work under an aborted signal', async () => {
    const limit = new WeightedLimit(10);
    const work = vi.fn(() => Promise.resolve());
    await expect(limit.run(1, work, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(work).not.toHaveBeenCalled();
    await fill(limit)();
  });
});
