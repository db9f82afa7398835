import type { TagStore } from '../store/store.ts';
import { delegate } from '../util/delegate.ts';

/**
 * The store of the workers, as a coordinator uses it: it claims no covers, because workers do, and does not write tags, because
 * a worker has written them. Without that, each cover would cost six more calls.
 */
export function coordinatorStore(store: TagStore): TagStore {
  return new Proxy(withoutTags(store), {
    get: (target, name) => (name === 'update' ? undefined : (Reflect.get(target, name) as unknown)),
  });
}

/** The same store, for callers whose tags are in it already. */
export function withoutTags(store: TagStore): TagStore {
  return delegate(store, {
    set: (key, value, ttlMs) => {
      if (key.startsWith('tags:')) return Promise.resolve(true);
      return ttlMs === undefined ? store.set(key, value) : store.set(key, value, ttlMs);
    },
  });
}
