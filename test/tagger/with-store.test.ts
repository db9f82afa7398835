import Keyv from 'keyv';
import { SpotiTagsError, memoryStore, withStore, type Cover, type TagStore } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { FakeTagger } from '../fakes.ts';
import { taggerChecks } from '../../src/testing/tagger.ts';
import { runChecks } from '../checks.ts';

const url = (name: string): Cover => ({ url: `https://x/${name}` });
const covers = [url('a'), url('b'), url('c')] as const;

describe('a tagger with a store keeps the contract of taggers', () => {
  const answer = (cover: Cover) =>
    cover.url === 'https://x/broken'
      ? { error: new SpotiTagsError('cover', 'broken') }
      : { tags: [{ name: cover.url ?? '', confidence: 1 }] };
  const create = () => {
    const tagger = new FakeTagger(4, 1, answer);
    const tag = tagger.tag.bind(tagger);
    tagger.tag = (batch, options) => {
      options?.signal?.throwIfAborted();
      if (batch.length > 4) throw new SpotiTagsError('invalid-input', 'too many');
      return batch.length === 0 ? Promise.resolve([]) : tag(batch, options);
    };
    return withStore(tagger, memoryStore());
  };
  runChecks(
    taggerChecks({
      create,
      covers,
      broken: url('broken'),
      supports: { counter: { no: 'It sends no requests.' } },
    }),
  );
});

describe('withStore', () => {
  it.each<[string, () => TagStore]>([
    ['memoryStore', () => memoryStore()],
    ['a Keyv', () => new Keyv()],
  ])('asks the tagger for what %s lacks, once', async (_, create) => {
    const tagger = new FakeTagger();
    const stored = withStore(tagger, create());
    const [a, b] = await stored.tag([covers[0], covers[0], covers[1]]);
    expect(a).toEqual(b);
    expect(tagger.images).toBe(2);
    expect(await stored.tag([covers[1], covers[2], covers[0]])).toEqual(
      await stored.tag([covers[1], covers[2], covers[0]]),
    );
    expect(tagger.images).toBe(3);
  });

  it('shares entries with SpotiTags and other instances of the tagger, and with no other tagger', async () => {
    const store = memoryStore();
    await withStore(new FakeTagger(), store).tag(covers);
    const [again, other] = [new FakeTagger(), Object.assign(new FakeTagger(), { id: 'other@1' })];
    await withStore(again, store).tag(covers);
    await withStore(other, store).tag(covers);
    expect([again.images, other.images]).toEqual([0, 3]);
  });

  it('gives an embedding from the store as it gave it the first time', async () => {
    const tags = [{ name: 'castle', confidence: 0.5 }];
    const seeing = new FakeTagger(4, 1, () => ({ tags, embedding: [0.5, -1, 0.123456789, 0] }));
    const stored = withStore(seeing, memoryStore());
    const [first] = await stored.tag([covers[0]]);
    expect(first?.tags).toEqual(tags);
    expect(first?.embedding?.map((value) => Math.round(value * 127))).toEqual([64, -127, 16, 0]);
    expect(await stored.tag([covers[0]])).toEqual([first]);
    expect(seeing.images).toBe(1);
  });

  it('gives words from the store as the tagger gave them, also if it found none', async () => {
    const words = [{ text: 'naxos', confidence: 0.987 }];
    const reading = new FakeTagger(4, 1, ({ url }) => ({ tags: [], words: url?.endsWith('a') ? words : [] }));
    const stored = withStore(reading, memoryStore());
    const expected = [
      { tags: [], words },
      { tags: [], words: [] },
    ];
    expect(await stored.tag(covers.slice(0, 2))).toEqual(expected);
    expect(await stored.tag(covers.slice(0, 2))).toEqual(expected);
    expect(reading.images).toBe(2);
  });

  it('does not keep failures, and gives nothing away that could not be kept', async () => {
    const failing = new FakeTagger(4, 1, () => ({ error: new SpotiTagsError('cover', 'no') }));
    const stored = withStore(failing, memoryStore());
    await stored.tag([covers[0]]);
    await stored.tag([covers[0]]);
    expect(failing.images).toBe(2);
    const full: TagStore = { ...memoryStore(), set: () => Promise.reject(new Error('disk full')) };
    await expect(withStore(new FakeTagger(), full).tag(covers)).rejects.toThrow('disk full');
  });
});
