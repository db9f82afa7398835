import { AsyncLocalStorage } from 'node:async_hooks';
import { processWide } from './process-wide.ts';

/** Is told what is about to be sent, and throws where it must not be. */
export interface Meter {
  request?(): void;
  /** Images that a tagger's request carries, each time it is sent. */
  images?(count: number): void;
}

// One for all copies of the package: a tagger of a subpath sends what the facade of the core counts.
const storages = processWide<AsyncLocalStorage<Meter>>('meters.1');
const storage = storages.get('meter') ?? new AsyncLocalStorage<Meter>();
storages.set('meter', storage);

/** Runs the work; whatever it sends over the transport, at once or after waits, the meter is told of first. */
export function metered<T>(meter: Meter, work: () => T): T {
  return storage.run(meter, work);
}

/** Called before each request, repeated ones included. @throws what the meter throws. */
export function announce(images = 0): void {
  const meter = storage.getStore();
  meter?.request?.();
  if (images > 0) meter?.images?.(images);
}
