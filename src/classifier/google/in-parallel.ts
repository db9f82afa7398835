import pLimit from 'p-limit';
import { withSignals } from '../../util/waits.ts';

/** Works on several items at once; the first failure, or the first signal that aborts, ends the rest. */
export function inParallel<Item, Result>(
  items: readonly Item[],
  concurrency: number,
  signals: readonly (AbortSignal | undefined)[],
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failed = new AbortController();
  const limit = pLimit(concurrency);
  return withSignals([...signals, failed.signal], (signal) =>
    Promise.all(
      items.map((item) =>
        limit(async () => {
          signal.throwIfAborted();
          try {
            return await work(item, signal);
          } catch (error) {
            failed.abort(error);
            throw error;
          }
        }),
      ),
    ),
  );
}
