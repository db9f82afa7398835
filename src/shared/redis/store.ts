import { boundedKey } from '../../store/keys.ts';
import type { TagStore } from '../../store/store.ts';
import { type RedisLink, prefix } from './redis-link.ts';

/** Replaces a value if it is still the one that was read. ARGV: whether there was one, that value, the new one, its life or 0. */
const swap = `
local now = redis.call('GET', KEYS[1])
if ARGV[1] == '0' and now or ARGV[1] == '1' and now ~= ARGV[2] then return 0 end
if ARGV[4] == '0' then redis.call('SET', KEYS[1], ARGV[3])
else redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) end
return 1`;

/** A store in Redis. Every write is answered by the server, or fails. */
export function redisStore(link: RedisLink): TagStore {
  const keyOf = (key: string) => `${prefix}store:${boundedKey(key)}`;
  const read = (key: string) => link.ask((redis) => redis.get(keyOf(key)));
  return {
    get: async (key) => parsed(await read(key)),
    set: (key, value, ttlMs) =>
      link.ask((redis) =>
        ttlMs === undefined
          ? redis.set(keyOf(key), JSON.stringify(value))
          : redis.set(keyOf(key), JSON.stringify(value), 'PX', lifeOf(ttlMs)),
      ),
    delete: (key) => link.ask((redis) => redis.del(keyOf(key))),
    async update(key, change, ttlMs) {
      for (;;) {
        const before = await read(key);
        const changed = change(parsed(before));
        const args = [
          before === null ? 0 : 1,
          before ?? '',
          JSON.stringify(changed),
          ttlMs === undefined ? 0 : lifeOf(ttlMs),
        ];
        const swapped = await link.ask((redis) => redis.eval(swap, 1, keyOf(key), ...args));
        if (swapped === 1) return changed;
      }
    },
  };
}

function parsed(text: string | null): unknown {
  return text === null ? undefined : (JSON.parse(text) as unknown);
}

/** Whole milliseconds, at least one. */
function lifeOf(ttlMs: number): number {
  return Math.max(1, Math.ceil(ttlMs));
}
