import type { TagStore } from '../store/store.ts';
import { delegate } from '../util/delegate.ts';
import { sleep } from '../util/waits.ts';

/**
 * The same store, which is asked again while its database is away. Without that, tags that were paid for would be lost if the
 * database restarts.
 * @param outageMs - milliseconds after which a failure counts.
 */
export function patientStore(store: TagStore, outageMs: number): TagStore {
  const getMany = store.getMany?.bind(store);
  const update = store.update?.bind(store);
  return delegate(store, {
    get: (key) => patiently(outageMs, () => store.get(key)),
    ...(getMany && { getMany: (keys) => patiently(outageMs, () => getMany(keys)) }),
    set: (key, value, ttlMs) =>
      patiently(outageMs, async () => {
        const written = await (ttlMs === undefined ? store.set(key, value) : store.set(key, value, ttlMs));
        if (written === false) throw new Error('The store answered false to a write.');
        return written;
      }),
    delete: (key) => patiently(outageMs, () => store.delete(key)),
    ...(update && {
      update: (key, change, ttlMs) => patiently(outageMs, () => update(key, change, ttlMs)),
    }),
  });
}

async function patiently<T>(outageMs: number, call: () => Promise<T>): Promise<T> {
  const begin = Date.now();
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (Date.now() - begin >= outageMs) throw error;
      await sleep(Math.min(500, outageMs / 10));
    }
  }
}
