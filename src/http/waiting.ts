import { AsyncLocalStorage } from 'node:async_hooks';

/** Is told what requests wait for, and what comes of them. */
export interface WaitListener {
  /** Called before another attempt. If it throws, there is none. */
  readonly onRetry?: (error: Error, waitMs: number) => void;
  /** Called with a sentence if a request waits for long. */
  readonly onWait?: (sentence: string) => void;
  /** Called after each answer of a service. @param request - without its secrets: `Spotify: GET /v1/artists`. */
  readonly onAnswer?: (request: string, status: number, ms: number) => void;
}

const listeners = new AsyncLocalStorage<WaitListener>();

/** Tells the listener of every wait within the work, whichever object waits. */
export function withWaitListener<T>(listener: WaitListener, work: () => T): T {
  return listeners.run(listener, work);
}

/** Milliseconds after which a wait counts as long. */
export const longWaitMs = 3000;

export function tellRetry(error: Error, waitMs: number): void {
  listeners.getStore()?.onRetry?.(error, waitMs);
}

export function tellWait(sentence: string): void {
  listeners.getStore()?.onWait?.(sentence);
}

/** Tells what the request was answered, and how long that took. */
export async function tellAnswer<Answer extends { readonly status: number }>(
  request: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const started = performance.now();
  const answer = await work();
  listeners.getStore()?.onAnswer?.(request, answer.status, performance.now() - started);
  return answer;
}

/** Tells the sentence if the work takes long. */
export async function tellIfLong<T>(sentence: string, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    tellWait(sentence);
  }, longWaitMs).unref();
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
