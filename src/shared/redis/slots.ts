import * as v from 'valibot';
import type { RateLimit } from '../../http/rate-limit.ts';
import { boundedKey } from '../../store/keys.ts';
import { type RedisLink, prefix } from './redis-link.ts';

/**
 * Evenly spaced slots, by the server's clock: the generic cell rate algorithm (ITU-T I.371) without a tolerance. The key holds when the
 * next slot begins, in microseconds. A time that is too far ahead was written under another clock.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local length = tonumber(ARGV[1])
local free = tonumber(redis.call('GET', KEYS[1]) or '0')
if free < now or free > now + 86400000000 then free = now end
redis.call('SET', KEYS[1], string.format('%.0f', free + length), 'PX', math.ceil((free + length - now) / 1000) + 1000)
return math.ceil(free - now)`;

export async function reserveSlots(
  link: RedisLink,
  { key, perSecond }: RateLimit,
  n: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const length = Math.round((1_000_000 * n) / perSecond);
  const microseconds = await link.ask(
    (redis) => redis.eval(script, 1, boundedKey(`${prefix}slots:${key}`), length),
    signal,
  );
  return v.parse(v.number(), microseconds) / 1000;
}
