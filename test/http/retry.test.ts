import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backOff, retryAfter } from '../../src/http/retry.ts';
import { excerpt, redact } from '../../src/http/text.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('retryAfter', () => {
  it.each([
    ['5', 5000],
    [' 0.5 ', 500],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['99999999999999999999', 24 * 3_600_000],
    ['Fri, 01 Jan 2056 00:00:00 GMT', 24 * 3_600_000],
    ['0', undefined],
    ['-5', undefined],
    ['Wed, 31 Dec 2025 00:00:00 GMT', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %j as %j ms', (header, ms) => {
    expect(retryAfter(new Headers(header === null ? {} : { 'retry-after': header }))).toBe(ms);
  });

  it('reads a date on the clock of the service', () => {
    const headers = { date: 'Fri, 01 Jan 2027 00:00:00 GMT', 'retry-after': 'Fri, 01 Jan 2027 00:01:00 GMT' };
    expect(retryAfter(new Headers(headers))).toBe(60_000);
    expect(retryAfter(new Headers({ ...headers, date: 'today' }))).toBe(24 * 3_600_000);
  });
});

describe('backOff', () => {
  it('doubles up to a limit, with full jitter', () => {
    expect([1, 2, 3, 4, 20].map((attempt) => backOff(attempt, 500, () => 1))).toEqual([
      500, 1000, 2000, 4000, 30_000,
    ]);
    expect(backOff(3, 500, () => 0)).toBe(0);
  });
});

describe('texts of others', () => {
  it('become one short line', () => {
    expect(excerpt('a\r\n\u001b[31mb\u0000\u202ec\t d')).toBe('a [31mb c d');
    expect(excerpt('x'.repeat(500))).toHaveLength(201);
  });

  it('lose secrets in every spelling', () => {
    const secret = 'p&a"t';
    const text = `${secret} ${encodeURIComponent(secret)} ${JSON.stringify(secret)}`;
    expect(redact(text, [secret, ''])).toBe('[redacted] [redacted] "[redacted]"');
  });
});
