import { boundedKey } from '../../store/keys.ts';
import type { TagStore } from '../../store/store.ts';
import { parseValue, swapValue } from '../swap-value.ts';
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
  const read = async (key: string) => (await link.ask((redis) => redis.get(keyOf(key)))) ?? undefined;
  return {
    get: async (key) => parseValue(await read(key)),
    getMany: async (keys) => {
      if (keys.length === 0) return [];
      const values = await link.ask((redis) => redis.mget(keys.map(keyOf)));
      return values.map((value) => parseValue(value ?? undefined));
    },
    set: (key, value, ttlMs) =>
      link.ask((redis) =>
        ttlMs === undefined
          ? redis.set(keyOf(key), JSON.stringify(value))
          : redis.set(keyOf(key), JSON.stringify(value), 'PX', lifeOf(ttlMs)),
      ),
    delete: (key) => link.ask((redis) => redis.del(keyOf(key))),
    update: (key, change, ttlMs) =>
      swapValue(
        {
          read: () => read(key),
          async swap(before, changed) {
            const life = ttlMs === undefined ? 0 : lifeOf(ttlMs);
            const args = [before === undefined ? 0 : 1, before ?? '', JSON.stringify(changed), life];
            return (await link.ask((redis) => redis.eval(swap, 1, keyOf(key), ...args))) === 1;
          },
        },
        change,
      ),
  };
}

/** Whole milliseconds, at least one. */
function lifeOf(ttlMs: number): number {
  return Math.max(1, Math.ceil(ttlMs));
}
