/** The longest delay a Node timer takes; anything above fires at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * Waits, on the global `setTimeout`, which a test may fake. An abort ends the wait with the signal's reason; timer and
 * listener are gone either way.
 */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, Math.min(ms, longestTimer));
    signal?.addEventListener('abort', wake);
  });
  signal?.throwIfAborted();
}

/** Settles as the promise does, or with the signal's reason once that aborts; the work itself is not stopped. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const leave = () => {
      // The reason is the caller's own value and is passed on as it is.
      reject(signal.reason as Error);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    void promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', leave);
    });
  });
}

/**
 * Runs the work under one signal that aborts with the first of several. `AbortSignal.any` would do, but on Node 20 it
 * holds on to what it made for as long as a source lives, and a caller's signal may outlive a million requests.
 */
export async function withSignals<T>(
  sources: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const joined = new AbortController();
  const links = sources.flatMap((source) => {
    if (!source) return [];
    source.throwIfAborted();
    const listener = () => {
      joined.abort(source.reason);
    };
    return [{ source, listener }];
  });
  for (const { source, listener } of links) source.addEventListener('abort', listener);
  try {
    return await work(joined.signal);
  } finally {
    for (const { source, listener } of links) source.removeEventListener('abort', listener);
  }
}

/** Runs the work under a signal that also aborts, with the reason `late()`, once `ms` milliseconds have passed. */
export async function withDeadline<T>(
  ms: number,
  late: () => Error,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const clock = new AbortController();
  const timer = setTimeout(() => {
    clock.abort(late());
  }, ms);
  try {
    // Raced as well: a `fetch` of the caller's own may not heed its signal.
    return await withSignals([signal, clock.signal], (joined) => orAbort(work(joined), joined));
  } finally {
    clearTimeout(timer);
  }
}
