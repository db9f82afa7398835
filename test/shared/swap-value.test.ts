import { describe, expect, it } from 'vitest';
import { swapValue } from '../../src/shared/swap-value.ts';

/** A key with a value, which others may change before a swap. */
function keyWith(value: string | undefined, changedByOthers: string[] = []) {
  const calls: string[] = [];
  let now = value;
  return {
    calls,
    value: () => now,
    read: () => {
      calls.push('read');
      return Promise.resolve(now);
    },
    swap: (before: string | undefined, changed: unknown) => {
      calls.push('swap');
      now = changedByOthers.shift() ?? now;
      if (before !== now) return Promise.resolve(false);
      now = JSON.stringify(changed);
      return Promise.resolve(true);
    },
  };
}

const addOne = (value: unknown) => Number(value ?? 0) + 1;

describe('a swap of a value', () => {
  it('asks once for a key without a value', async () => {
    const key = keyWith(undefined);
    expect(await swapValue(key, addOne)).toBe(1);
    expect(key.calls).toEqual(['swap']);
    expect(key.value()).toBe('1');
  });

  it('reads a value that is there, and changes that', async () => {
    const key = keyWith('4');
    expect(await swapValue(key, addOne)).toBe(5);
    expect(key.calls).toEqual(['swap', 'read', 'swap']);
  });

  it('tries again after another writer came between', async () => {
    const key = keyWith('4', ['5', '6']);
    expect(await swapValue(key, addOne)).toBe(7);
    expect(key.value()).toBe('7');
  });

  it('gives a change that fails without a value the value that is there', async () => {
    const onlyNumbers = (value: unknown) => {
      if (typeof value !== 'number') throw new TypeError('no number');
      return value * 2;
    };
    const key = keyWith('4');
    expect(await swapValue(key, onlyNumbers)).toBe(8);
    const empty = keyWith(undefined);
    await expect(swapValue(empty, onlyNumbers)).rejects.toThrow('no number');
    expect(empty.value()).toBeUndefined();
  });
});
