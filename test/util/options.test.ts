import * as v from 'valibot';
import { SpotiTagsError } from 'spotitags';
import { describe, expect, it } from 'vitest';
import {
  checkOptions,
  must,
  mustSecretly,
  oneOf,
  optionsSchema,
  someOf,
  validateOptions,
  wholeNumberFrom,
} from '../../src/util/options.ts';

const isText = (value: unknown): value is string => typeof value === 'string';
const schema = optionsSchema({
  key: mustSecretly(
    'The key is missing. Set KEY.',
    (value): value is string => isText(value) && value !== '',
  ),
  size: v.exactOptional(wholeNumberFrom(1, 9), 3),
  kinds: v.exactOptional(someOf(['a', 'b'], 1)),
  mode: v.exactOptional(oneOf(['x', 'y'])),
});

function messageOf(options: unknown): string {
  try {
    checkOptions(schema, options);
    return 'accepted';
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'invalid-input')) return error.message;
    throw error;
  }
}

describe('options', () => {
  it('get their defaults, and count as left out if they are undefined', () => {
    expect(checkOptions(schema, { key: 'k', size: undefined })).toEqual({ key: 'k', size: 3 });
  });

  it('stay the same if they are checked twice', () => {
    const once = checkOptions(schema, { key: 'k', kinds: ['b'] });
    expect(checkOptions(schema, once)).toEqual(once);
  });

  it.each([
    [{ key: 'k', size: 0 }, 'size must be a whole number from 1 to 9, got 0.'],
    [{ key: 'k', size: Number.NaN }, 'size must be a whole number from 1 to 9, got NaN.'],
    [{ key: 'k', size: '3' }, 'size must be a whole number from 1 to 9, got "3".'],
    [{ key: 'k', kinds: [] }, 'kinds must be some of a, b, got [].'],
    [{ key: 'k', kinds: ['c', 1] }, 'kinds must be some of a, b, got [ "c", 1 ].'],
    [{ key: 'k', mode: { z: [1] } }, 'mode must be one of x, y, got { z: [Array] }.'],
    [{ key: 'k', mode: new Map() }, 'mode must be one of x, y, got [Map].'],
    [{ key: 'k', mode: () => 'x' }, 'mode must be one of x, y, got [Function: mode].'],
    [{ key: 'k', mode: 'z' }, 'mode must be one of x, y, got "z".'],
    [{ key: 'k', sise: 3 }, 'The option sise does not exist. The options are key, size, kinds, mode.'],
    [3, 'The value must be an object of options.'],
  ])('%j are refused by a sentence', (options, message) => {
    expect(messageOf(options)).toBe(message);
  });

  it('are described the same way whether one is missing or wrong, and a secret is not shown', () => {
    expect(messageOf({})).toBe('The key is missing. Set KEY.');
    expect(messageOf({ key: 42 })).toBe('The key is missing. Set KEY.');
    const named = optionsSchema({ name: must('be a text', isText) });
    expect(validateOptions(named, {})).toMatchObject({
      problem: { option: 'name', sentence: 'name must be a text, got nothing.' },
    });
  });

  it('that are credentials are refused as unauthorized', () => {
    expect(() => checkOptions(schema, {}, ['key'])).toThrow(
      expect.objectContaining({ code: 'unauthorized' }),
    );
  });

  it('are checked by a schema of any library, but not by an asynchronous one', () => {
    const own = (result: unknown) => ({
      '~standard': { version: 1 as const, vendor: 'own', validate: () => result as { value: number } },
    });
    expect(checkOptions(own({ value: 7 }))).toBe(7);
    expect(() => checkOptions(own({ issues: [{ message: 'Too odd', path: [{ key: 'a' }] }] }))).toThrow(
      'Too odd.',
    );
    expect(() => checkOptions(own({ issues: [] }))).toThrow('The options are not what was expected.');
    expect(() => checkOptions(own(Promise.resolve({ value: 7 })))).toThrow(/must not be asynchronous\.$/u);
  });
});
