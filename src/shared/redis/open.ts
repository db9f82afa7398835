import { SpotiTagsError } from '../../errors.ts';
import { importOptional } from '../../util/optional-package.ts';
import { shownUrl } from '../database-url.ts';
import { Link } from '../link.ts';
import { spacedLimiter } from '../spaced-limiter.ts';
import { checkRedisDatabase } from './check-database.ts';
import { redisCooldowns } from './cooldowns.ts';
import { redisLedger } from './ledger.ts';
import type { RedisLink } from './redis-link.ts';
import { reserveSlots } from './slots.ts';
import { redisStore } from './store.ts';

export async function openRedis(url: string, outageMs: number) {
  const { Redis } = await importOptional('Shared limits in Redis', 'ioredis', () => import('ioredis'));
  await checkRedisDatabase(url);
  const link = new Link(shownUrl(url), outageMs);
  const redis = new Redis(url, {
    connectTimeout: 5000,
    // Calls fail soon, and are repeated by the link.
    maxRetriesPerRequest: 1,
    // The calls of a batch of covers are one message.
    enableAutoPipelining: true,
    retryStrategy: (times) => Math.min(100 * times, 2000),
  });
  // Each call reports its own failure.
  redis.on('error', () => undefined);
  const asking: RedisLink = { ask: (call, signal) => link.ask(() => call(redis), signal) };
  const close = async () => {
    link.close(new SpotiTagsError('invalid-input', 'The shared state was closed.'));
    redis.disconnect();
    await Promise.resolve();
  };
  try {
    await asking.ask((client) => client.ping());
  } catch (error) {
    await close();
    throw error;
  }
  return {
    store: redisStore(asking),
    rateLimiter: spacedLimiter((limit, n, signal) => reserveSlots(asking, limit, n, signal)),
    cooldowns: redisCooldowns(asking),
    ledger: (name: string, images: number) => redisLedger(asking, name, images),
    close,
  };
}
