import { onAbort } from './on-abort.ts';

/** The longest delay of a Node timer. A longer one fires at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * Waits with the global `setTimeout`, which a test may fake. An abort ends the wait with the signal's reason.
 * Timer and listener are removed in both cases.
 */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  let leave: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(ms, longestTimer));
    leave = signal && onAbort(signal, resolve);
  });
  clearTimeout(timer);
  leave?.();
  signal?.throwIfAborted();
}

/**
 * Settles as the promise does, or rejects with the signal's reason when it aborts. The work itself is not
 * stopped.
 */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const leave = onAbort(signal, () => {
      // The reason is the caller's own value, so it is passed on unchanged.
      reject(signal.reason as Error);
    });
    void promise.then(resolve, reject).finally(leave);
  });
}

/**
 * All results, or the first failure once no work is running. Leaving earlier would abort work that is already
 * paid for.
 */
export async function allDone<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/**
 * Runs the work under one signal that aborts with the first of several. `AbortSignal.any` is not used: on
 * Node 20 it keeps each combined signal for as long as a source lives, and a caller's signal may outlive a
 * million requests.
 */
export async function withSignals<T>(
  sources: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const joined = new AbortController();
  const present = sources.filter((source) => source !== undefined);
  for (const source of present) source.throwIfAborted();
  const leaves = present.map((source) =>
    onAbort(source, () => {
      joined.abort(source.reason);
    }),
  );
  try {
    return await work(joined.signal);
  } finally {
    for (const leave of leaves) leave();
  }
}

/** Runs the work under a signal that also aborts, with the reason `late()`, after `ms` milliseconds. */
export async function withDeadline<T>(
  ms: number,
  late: () => Error,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const clock = new AbortController();
  const timer = setTimeout(() => {
    clock.abort(late());
  }, ms);
  try {
    // Raced as well, because a custom `fetch` may ignore its signal.
    return await withSignals([signal, clock.signal], (joined) => orAbort(work(joined), joined));
  } finally {
    clearTimeout(timer);
  }
}
