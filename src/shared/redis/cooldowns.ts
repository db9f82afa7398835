import type { CooldownMemory } from '../../http/cooldown.ts';
import { cooldownKey } from '../../store/keys.ts';
import { type RedisLink, prefix } from './redis-link.ts';

/** The end of a cooldown is when the key expires, by the server's clock. A later end is kept. */
const script = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 1`;

export function redisCooldowns(link: RedisLink): CooldownMemory {
  const keyOf = (key: string) => prefix + cooldownKey(key);
  return {
    isShared: true,
    async get(key) {
      const left = await link.ask((redis) => redis.pttl(keyOf(key)));
      return left > 0 ? Date.now() + left : undefined;
    },
    async set(key, _, ttlMs) {
      await link.ask((redis) => redis.eval(script, 1, keyOf(key), Math.ceil(ttlMs)));
    },
  };
}
