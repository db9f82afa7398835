import { SpotiTagsError } from '../errors.ts';
import { asSpotiTagsError } from '../util/foreign-error.ts';

/** Milliseconds after which a store counts as unreachable. */
const longestAnswer = 60_000;

/**
 * The answer of a store. Some clients queue calls while they reconnect, so that a call to a database that is
 * gone would never settle.
 * @param ask - calls the store, which may be the user's: it may also throw at once.
 * @throws SpotiTagsError `service` if the store fails, or does not answer within a minute.
 */
export async function answerOf<T>(ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new SpotiTagsError(
          'service',
          `The store did not answer within ${longestAnswer / 1000} s. Check that its database is running, then try again.`,
        ),
      );
    }, longestAnswer);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    throw asSpotiTagsError(error, (reason) => `The store failed: ${reason.replace(/\.$/u, '')}.`);
  } finally {
    clearTimeout(timer);
  }
}
