import * as v from 'valibot';
import { boundedKey } from '../../store/keys.ts';
import type { BudgetLedger } from '../budget.ts';
import { type RedisLink, prefix } from './redis-link.ts';

/** Days after its last use until a budget is forgotten. */
const keptDays = 30;

/**
 * KEYS: a hash with what is left, a sorted set of reservations by their end, a hash with what remains of each.
 * ARGV: the limit, then those of the step. Reservations that ended are free first.
 */
const begin = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSETNX', KEYS[1], 'left', ARGV[1])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  redis.call('HINCRBY', KEYS[1], 'left', redis.call('HGET', KEYS[3], id) or 0)
  redis.call('ZREM', KEYS[2], id)
  redis.call('HDEL', KEYS[3], id)
end
local left = tonumber(redis.call('HGET', KEYS[1], 'left'))
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ${keptDays * 86_400}) end
local id = ARGV[2]
`;

/** Asked twice, because the first answer was lost, it reserves once. */
const reserve = `${begin}
local known = redis.call('HGET', KEYS[3], id)
if known then return tonumber(known) end
local granted = math.min(left, tonumber(ARGV[3]))
redis.call('HINCRBY', KEYS[1], 'left', -granted)
redis.call('ZADD', KEYS[2], now + ARGV[4], id)
redis.call('HSET', KEYS[3], id, granted)
return granted`;

const spend = `${begin}
local images = tonumber(ARGV[3])
local own = math.min(images, tonumber(redis.call('HGET', KEYS[3], id) or 0))
if images - own > left then return 0 end
redis.call('HINCRBY', KEYS[1], 'left', own - images)
if own > 0 then redis.call('HINCRBY', KEYS[3], id, -own) end
return 1`;

const renew = `${begin}
redis.call('ZADD', KEYS[2], 'XX', now + ARGV[3], id)
return 1`;

const close = `${begin}
if redis.call('ZREM', KEYS[2], id) == 1 then
  redis.call('HINCRBY', KEYS[1], 'left', redis.call('HGET', KEYS[3], id) + ARGV[3])
  redis.call('HDEL', KEYS[3], id)
end
return 1`;

const left = `${begin} return left`;

export function redisLedger(link: RedisLink, name: string, images: number): BudgetLedger {
  const key = boundedKey(`${prefix}budget:${name}`);
  const keys = [key, `${key}:until`, `${key}:reserved`];
  const run = async (script: string, ...args: (string | number)[]) =>
    v.parse(v.number(), await link.ask((redis) => redis.eval(script, keys.length, ...keys, images, ...args)));
  return {
    reserve: (id, count, ttlMs) => run(reserve, id, count, ttlMs),
    spend: async (id, count) => (await run(spend, id, count)) === 1,
    renew: async (id, ttlMs) => {
      await run(renew, id, ttlMs);
    },
    close: async (id, unsent) => {
      await run(close, id, unsent);
    },
    left: () => run(left, ''),
  };
}
