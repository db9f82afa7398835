import fc from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../src/util/checks.ts';
import { escapeUnsafe, jsonText } from '../../src/util/json.ts';

describe('JSON for people and terminals', () => {
  it('has no character that moves a cursor, turns text around or splits a line', () => {
    const text = 'a\u001b[2J\u0007\u007f\u0085\u009b\u2028\u2029\u202e\u2066\u200f\ufeffb';
    expect(jsonText({ [text]: text })).toMatch(/^[\x20-\x7e]+$/u);
    expect(JSON.parse(jsonText({ [text]: text }, 2))).toEqual({ [text]: text });
    expect(escapeUnsafe('line\n\ttab 👩‍🚀 é')).toBe('line\n\ttab 👩‍🚀 é');
  });

  it.each([
    ['{"a": 1,\n "b": x}', 'line 2, column 7: unexpected "x"'],
    ['{"a": 1,\n "b" 2}', 'line 2, column 6: unexpected "2"'],
    ['[1,\n2,\n]', 'line 3, column 1: unexpected "]"'],
    ['[1, 2', 'line 1, column 6: the text ends too early'],
    ['{"a": "b', 'line 1, column 7: unexpected "\\""'],
    ["{'a': 1}", 'line 1, column 2: unexpected "\'"'],
    ['[01]', 'line 1, column 3: unexpected "1"'],
    ['{} {}', 'line 1, column 4: unexpected "{"'],
    ['[TRUE]', 'line 1, column 2: unexpected "T"'],
    ['', 'line 1, column 1: the text ends too early'],
  ])('says where %j is at fault', (text, fault) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(jsonFault(text)).toBe(fault);
  });

  it('finds a fault in the cut, and the cut alone', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        expect(jsonFault(text)).toMatch(/the text ends too early/);
        const cut = text.slice(0, at % text.length);
        expect(jsonFault(cut)).toMatch(/ends too early|unexpected/);
      }),
    );
  });
});
