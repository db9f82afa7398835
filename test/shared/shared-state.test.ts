import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MusicBrainzCatalog, type TagStore } from 'spotitags';
import { cooldownEnd, startCooldown } from '../../src/http/cooldown.ts';
import { acquireSlot } from '../../src/http/rate-limit.ts';
import { type SharedState, shareState } from '../../src/shared/shared-state.ts';
import { storeChecks } from '../../src/testing/store.ts';
import { runChecks } from '../checks.ts';
import { databases, own, whyNot } from './databases.ts';

for (const database of databases) {
  const reason = whyNot(database);
  describe.skipIf(reason !== undefined)(
    `state shared over ${database.name}${reason === undefined ? '' : ` (${reason})`}`,
    () => {
      let one: SharedState;
      let other: SharedState;
      beforeAll(async () => {
        [one, other] = await Promise.all([shareState(database.url), shareState(database.url)]);
      });
      afterAll(async () => {
        await Promise.all([one.close(), other.close()]);
      });

      describe('keeps the contract of stores', () => {
        runChecks(storeChecks({ create: () => ownPart(one.store) }));
      });

      it('gives an entry to all', async () => {
        const key = own('entry');
        await one.store.set(key, { a: 1 });
        expect(await other.store.get(key)).toEqual({ a: 1 });
      });

      it('loses no update of two processes', async () => {
        const key = own('count');
        const add = async (store: TagStore) => store.update?.(key, (value) => Number(value ?? 0) + 1);
        await Promise.all(Array.from({ length: 40 }, (_, at) => add(at % 2 === 0 ? one.store : other.store)));
        expect(await one.store.get(key)).toBe(40);
      });

      it('spaces the requests of all processes, never more in a second than the limit and one', async () => {
        const limit = { key: own('limit'), perSecond: 40 };
        const sent: number[] = [];
        const send = async ({ rateLimiter }: SharedState) => {
          for (let count = 0; count < 40; count += 1) {
            await rateLimiter.acquire(limit, 1, {});
            sent.push(performance.now());
          }
        };
        const began = performance.now();
        await Promise.all([send(one), send(other)]);
        // 80 slots of 25 ms, the first at once.
        expect(performance.now() - began).toBeGreaterThan(79 * 25 - 20);
        const most = Math.max(...sent.map((time) => sent.filter((t) => t >= time && t < time + 1000).length));
        expect(most).toBeLessThanOrEqual(41);
      });

      it('gives several slots at once, and goes on behind them', async () => {
        const limit = { key: own('limit'), perSecond: 50 };
        const began = performance.now();
        await one.rateLimiter.acquire(limit, 10, {});
        expect(performance.now() - began).toBeLessThan(150);
        await other.rateLimiter.acquire(limit, 1, {});
        expect(performance.now() - began).toBeGreaterThan(190);
      });

      it('is what every client in the process waits for', async () => {
        const limit = { key: own('limit'), perSecond: 4 };
        await other.rateLimiter.acquire(limit, 1, {});
        const began = performance.now();
        await acquireSlot(limit, 'Fake');
        expect(performance.now() - began).toBeGreaterThan(200);
      });

      it('spaces requests to MusicBrainz by the address they leave from', async () => {
        const first = (outgoingAddress: string) =>
          new Promise<number>((resolve) => {
            const began = performance.now();
            const fetch = () => {
              resolve(performance.now() - began);
              return Promise.resolve(new Response('', { status: 400 }));
            };
            const catalog = new MusicBrainzCatalog({
              contact: 'me@example.com',
              outgoingAddress,
              requestsPerSecond: 0.5,
              fetch,
            });
            catalog.findArtist('Sleep').catch(() => undefined);
          });
        const address = own('address');
        expect(await first(address)).toBeLessThan(1500);
        expect(await first(own('address'))).toBeLessThan(1500);
        const began = performance.now();
        await first(address);
        expect(performance.now() - began).toBeGreaterThan(500);
      });

      it('stops waiting for a slot when the caller aborts', async () => {
        const limit = { key: own('limit'), perSecond: 0.01 };
        await one.rateLimiter.acquire(limit, 1, {});
        const signal = AbortSignal.timeout(50);
        await expect(one.rateLimiter.acquire(limit, 1, { signal })).rejects.toMatchObject({
          name: 'TimeoutError',
        });
      });

      it('holds all processes for a cooldown of one, and keeps the later end', async () => {
        const key = own('bucket');
        await other.cooldowns.set(key, 0, 60_000);
        await one.cooldowns.set(key, 0, 1000);
        expect((await cooldownEnd(key)) - Date.now()).toBeGreaterThan(58_000);
        expect(await one.cooldowns.get(own('bucket'))).toBeUndefined();
      });

      it('asks for cooldowns again, so that a later one is seen', async () => {
        const key = own('bucket');
        expect(await cooldownEnd(key)).toBe(0);
        await startCooldown(key, Date.now() + 30_000);
        expect(((await other.cooldowns.get(key)) ?? 0) - Date.now()).toBeGreaterThan(28_000);
        const late = own('bucket');
        expect(await cooldownEnd(late)).toBe(0);
        await other.cooldowns.set(late, 0, 30_000);
        expect((await cooldownEnd(late)) - Date.now()).toBeGreaterThan(28_000);
      });

      describe('has a budget', () => {
        it('that all processes together do not exceed, at any concurrency', async () => {
          const name = own('budget');
          let sent = 0;
          const work = (shared: SharedState) =>
            shared
              .budget(name, 50)
              .spend(3, async (counter) => {
                await counter.count(3);
                sent += 3;
              })
              .catch((error: unknown) => error);
          const results = await Promise.all(
            Array.from({ length: 40 }, (_, at) => work(at % 2 === 0 ? one : other)),
          );
          expect(sent).toBe(48);
          expect(results.filter(Boolean)).toHaveLength(24);
          expect(results.find(Boolean)).toMatchObject({
            code: 'over-budget',
            message: expect.stringContaining('The budget of 50 images for all workers is used up.') as string,
          });
          expect(await one.budget(name, 50).left()).toBe(2);
        });

        it('that gets back what was reserved and not sent, and keeps what was sent before a failure', async () => {
          const name = own('budget');
          const budget = one.budget(name, 20);
          await budget.spend(10, async (counter) => {
            await counter.count(4);
          });
          expect(await budget.left()).toBe(16);
          const failed = budget.spend(10, async (counter) => {
            await counter.count(5);
            throw new Error('the service is away');
          });
          await expect(failed).rejects.toThrow('away');
          expect(await other.budget(name, 20).left()).toBe(11);
        });

        it('that pays for images which are sent again, and refuses before they are sent', async () => {
          const budget = one.budget(own('budget'), 10);
          let sent = 0;
          const again = budget.spend(6, async (counter) => {
            for (let attempt = 0; attempt < 3; attempt += 1) {
              await counter.count(3);
              sent += 3;
            }
            await counter.count(3);
            sent += 3;
          });
          await expect(again).rejects.toMatchObject({ code: 'over-budget' });
          expect(sent).toBe(9);
          expect(await budget.left()).toBe(1);
        });

        it('that frees what a killed process has reserved and not sent', async () => {
          const name = own('budget');
          const child = spawn(
            process.execPath,
            ['--import', 'tsx', fileURLToPath(new URL('spend.ts', import.meta.url)), database.url, name],
            { stdio: ['ignore', 'pipe', 'inherit'] },
          );
          await once(child.stdout, 'data');
          const budget = one.budget(name, 20);
          expect(await budget.left()).toBe(9);
          child.kill('SIGKILL');
          await once(child, 'exit');
          await expect.poll(() => budget.left()).toBe(15);
        });

        it('that counts all images of a tagger which does not tell what it sends', async () => {
          const budget = one.budget(own('budget'), 10);
          await budget.spend(6, () => Promise.resolve());
          expect(await budget.left()).toBe(4);
          await expect(budget.spend(6, () => Promise.resolve())).rejects.toMatchObject({
            code: 'over-budget',
          });
          expect(await budget.left()).toBe(4);
        });
      });
    },
  );
}

it('says what is wrong with a URL, and does not show it', async () => {
  await expect(shareState('mysql://user:secret@host/db')).rejects.toThrow(
    'The connection must be the URL of a Redis or PostgreSQL database',
  );
});

it('says which database does not answer, without its password', async () => {
  const message = await shareState('redis://user:secret@localhost:1/0', { outageMs: 300 }).then(
    () => '',
    String,
  );
  expect(message).toContain('The database redis://localhost:1/0 did not answer');
  expect(message).not.toContain('secret');
});

/** A part of a store with keys of its own. */
function ownPart(store: TagStore): TagStore {
  const part = own('part');
  const update = store.update?.bind(store);
  return {
    get: (key) => store.get(part + key),
    set: (key, value, ttlMs) => store.set(part + key, value, ttlMs),
    delete: (key) => store.delete(part + key),
    ...(update && { update: (key, change, ttlMs) => update(part + key, change, ttlMs) }),
  };
}
