const longestBackOff = 30_000;
const year = 365 * 24 * 3_600_000;

/** Milliseconds before the next attempt: exponential with full jitter, so that callers who failed together part. */
export function backOff(attempt: number, baseMs: number, random: () => number): number {
  return random() * Math.min(longestBackOff, baseMs * 2 ** (attempt - 1));
}

/** Milliseconds that a `Retry-After` header asks for, be it seconds or an HTTP date; undefined for none. */
export function retryAfter(header: string | null): number | undefined {
  const text = header?.trim() ?? '';
  // `Date.parse` also takes "-5" and "2": an HTTP date has the name of a month.
  const ms = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : /[a-z]{3}/i.test(text)
      ? Date.parse(text) - Date.now()
      : NaN;
  return ms > 0 ? Math.min(ms, year) : undefined;
}
