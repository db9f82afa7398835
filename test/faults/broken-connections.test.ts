import { setTimeout as sleep } from 'node:timers/promises';
import { shareState } from 'spotitags/queue';
import { expect, it } from 'vitest';
import { postgresUrl, startPostgres } from './queue-databases.ts';

/** Breaks all connections again and again while the work runs. */
async function whileBroken(cut: () => Promise<void>, work: () => Promise<void>): Promise<number> {
  const over = new AbortController();
  let cuts = 0;
  const cutting = (async () => {
    while (!over.signal.aborted) {
      await cut();
      cuts += 1;
      await sleep(150);
    }
  })();
  try {
    await work();
  } finally {
    over.abort();
    await cutting;
  }
  return cuts;
}

// An error of a connection that has no listener would end the process: vitest reports it.
it.skipIf(postgresUrl === undefined)(
  'a connection to PostgreSQL that breaks between two statements does not end the process',
  async () => {
    const database = await startPostgres();
    try {
      await using shared = await shareState(database.url);
      const budget = shared.budget('images', 1_000_000);
      const cuts = await whileBroken(
        () => database.cut(),
        async () => {
          for (let batch = 0; batch < 25; batch++) {
            await Promise.all(
              [1, 2, 3, 4].map((images) => budget.spend(images, async (counter) => counter.count(images))),
            );
          }
        },
      );
      expect(cuts).toBeGreaterThan(2);
    } finally {
      await database.close();
    }
  },
);
