import { SpotiTagsError } from '../../errors.ts';
import { importOptional } from '../../util/optional-package.ts';
import { shownUrl } from '../database-url.ts';

/**
 * Redis numbers its databases. The clients go on in database 0 if the number of the URL does not exist, where other queues may be.
 * @throws SpotiTagsError `invalid-input` for a number that the server does not have. A server that does not answer is not an error here.
 */
export async function checkRedisDatabase(url: string): Promise<void> {
  const number = /^\/(\d+)$/u.exec(URL.canParse(url) ? new URL(url).pathname : '')?.[1];
  if (number === undefined || Number(number) === 0) return;
  const { Redis } = await importOptional('A queue in Redis', 'ioredis', () => import('ioredis'));
  const redis = new Redis(url, { db: 0, connectTimeout: 5000, maxRetriesPerRequest: 1, lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    await redis.select(Number(number));
  } catch (cause) {
    if (!/out of range/iu.test(String(cause))) return;
    throw new SpotiTagsError(
      'invalid-input',
      `Redis has no database ${number}, as ${shownUrl(url)} asks for. Take a smaller number: Redis has 16, from 0 on, unless its ` +
        'configuration says otherwise.',
      { cause },
    );
  } finally {
    redis.disconnect();
  }
}
