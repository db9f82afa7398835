import pLimit from 'p-limit';
import { memoryStore } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/run/budget.ts';
import { CoverQueue } from '../../src/run/cover-queue.ts';
import { FakeTagger } from '../fakes.ts';

/** A queue for batches of four, whose requests share the limit. */
function open(concurrency: number) {
  const limit = pLimit(concurrency);
  const tagger = new FakeTagger(4, 0);
  const queue = new CoverQueue(tagger, memoryStore(), limit, new Budget());
  const add = (...names: readonly string[]) =>
    names.map((name) => queue.tag(name, { url: `https://covers.test/${name}` }));
  return { limit, tagger, queue, add, sizes: () => tagger.batches.map((batch) => batch.length) };
}

/** Lets everything happen that needs no more than turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a full batch', () => {
  it('leaves at once, also while more covers may come', async () => {
    const { queue, add, sizes } = open(2);
    const producer = queue.addProducer();
    await Promise.all(add('a', 'b', 'c', 'd'));
    expect(sizes()).toEqual([4]);
    producer.release();
  });
});

describe('a batch that is not full', () => {
  it('waits while more covers may come, and leaves when none may', async () => {
    const { queue, add, sizes } = open(2);
    const producer = queue.addProducer();
    const tagging = add('a', 'b', 'c');
    await settle();
    expect(sizes()).toEqual([]);
    producer.release();
    await Promise.all(tagging);
    expect(sizes()).toEqual([3]);
  });

  it('waits while a full batch waits for its slot, since that lets more covers come', async () => {
    const { limit, queue, add, sizes } = open(2);
    let endLookups: () => void = () => undefined;
    const lookups = new Promise<void>((resolve) => (endLookups = resolve));
    for (let slot = 0; slot < 2; slot += 1) void limit(() => lookups);
    const producer = queue.addProducer();
    const first = add('a', 'b', 'c', 'd', 'e', 'f');
    await settle();
    const more: Promise<unknown>[] = [];
    queue.onChange.add(() => {
      producer.unblock();
      if (more.length === 0) more.push(...add('g', 'h'));
    });
    producer.block();
    endLookups();
    await settle();
    producer.release();
    await Promise.all([...first, ...more]);
    expect(sizes()).toEqual([4, 4]);
  });
});
