import { expect, it } from 'vitest';
import { connected } from '../../src/queue/connection.ts';
import { Link } from '../../src/shared/link.ts';

/** As BullMQ's objects: how the first attempt to connect ended, they remember. */
function fakeQueue(isBroken: boolean) {
  return {
    closed: 0,
    waitUntilReady: () =>
      isBroken ? Promise.reject(new Error('Connection terminated unexpectedly')) : Promise.resolve(),
    on: () => undefined,
    close() {
      this.closed += 1;
      return Promise.resolve();
    },
  };
}

const end = () => undefined;
const broken = () => fakeQueue(true);

it('makes a queue again whose connection broke while it was opened, and closes the first', async () => {
  const made = [broken(), broken(), fakeQueue(false)];
  const left = [...made];
  const queue = await connected({ isRedis: false, end }, new Link('postgres://host', 5000), () => {
    const [next = broken()] = left.splice(0, 1);
    return next;
  });
  expect(queue).toBe(made[2]);
  expect(made.map(({ closed }) => closed)).toEqual([1, 1, 0]);
});

it('leaves it to the driver of Redis to connect again', async () => {
  let made = 0;
  const opening = connected({ isRedis: true, end }, new Link('redis://host', 300), () => {
    made += 1;
    return broken();
  });
  await expect(opening).rejects.toThrow('The database redis://host did not answer');
  expect(made).toBe(1);
});

it('closes what cannot be connected, after the attempts have ended', async () => {
  const order: string[] = [];
  const database = { isRedis: false, end: () => void order.push('end') };
  const opening = connected(database, new Link('postgres://host', 300), () => ({
    ...broken(),
    close: () => Promise.resolve(order.push('close')),
  }));
  await expect(opening).rejects.toThrow('The database postgres://host did not answer');
  expect(order.slice(-2)).toEqual(['end', 'close']);
});
