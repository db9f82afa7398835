import {
  type Corrections,
  type Cover,
  combineTaggers,
  memoryStore,
  SpotiTagsError,
  type Tagger,
  type TagResult,
  withStore,
} from 'spotitags';
import { describe, expect, it, vi } from 'vitest';
import { splitNamespace } from '../../src/tags/namespace.ts';
import { tags } from '../examples.ts';
import { addressOf, FakeTagger } from '../fakes.ts';
import { taggerChecks } from '../../src/testing/tagger.ts';
import { runChecks } from '../checks.ts';

const url = (name: string): Cover => ({ url: `https://x/${name}` });
const [dark, bright, gray] = [url('dark'), url('bright'), url('grey')];

/** Says these tags of every cover whose address does not name it as the breaker. */
function part(
  id: string,
  said: Readonly<Record<string, number>>,
  maxBatchSize = 4,
  embedding?: readonly number[],
): FakeTagger {
  const answer = (cover: Cover): TagResult =>
    addressOf(cover).includes(`breaks ${id}`)
      ? { error: new SpotiTagsError('cover', `broken for ${id}`) }
      : { tags: tags(said), ...(embedding && { embedding }) };
  return Object.assign(new FakeTagger(maxBatchSize, 1, answer), { id });
}

describe('combined taggers keep the contract of taggers', () => {
  const create = () => {
    const address = Object.assign(new FakeTagger(4, 1), { id: 'address@1' });
    return combineTaggers(address, part('b@1', { art: 0.5 }));
  };
  const broken = url('breaks b@1');
  runChecks(
    taggerChecks({
      create,
      covers: [dark, bright, gray],
      broken,
      supports: { counter: { no: 'It sends no requests.' } },
    }),
  );
});

describe('combineTaggers', () => {
  const a = () => part('palette@1', { dark: 0.4, red: 0.6 });
  const b = () => part('clarifai/general@v1?max=50', { dark: 0.9, skull: 0.2 });

  it('merges: a name that both say keeps the highest confidence, surest first', async () => {
    const merged = { tags: tags({ dark: 0.9, red: 0.6, skull: 0.2 }) };
    expect(await combineTaggers(a(), b(), { names: 'merged' }).tag([dark])).toEqual([merged]);
    expect(await combineTaggers(b(), a(), { names: 'merged' }).tag([dark])).toEqual([merged]);
  });

  it('namespaces: each name after its tagger', async () => {
    const [result] = await combineTaggers(a(), b()).tag([dark]);
    expect(result?.tags).toEqual(
      tags({ 'clarifai: dark': 0.9, 'palette: red': 0.6, 'palette: dark': 0.4, 'clarifai: skull': 0.2 }),
    );
  });

  it('namespaces by the whole id where two begin alike', async () => {
    const [one, two] = [part('clarifai/a@1', { x: 0.2 }), part('clarifai/b@1', { x: 0.1 })];
    const [result] = await combineTaggers(one, two, { names: 'namespaced' }).tag([dark]);
    expect(result?.tags).toEqual(tags({ 'clarifai/a@1: x': 0.2, 'clarifai/b@1: x': 0.1 }));
  });

  it('passes on the embedding of the only tagger that gives one', async () => {
    const one = part('onnx@1', { castle: 0.5 }, 4, [3, 4]);
    for (const combined of [combineTaggers(one, a()), combineTaggers(a(), one)])
      expect((await combined.tag([dark]))[0]?.embedding).toEqual([3, 4]);
    expect((await combineTaggers(a(), b()).tag([dark]))[0]).not.toHaveProperty('embedding');
  });

  it('joins the embeddings of several taggers, each at unit length, in the order of their ids', async () => {
    const [one, two] = [part('clip@1', { x: 0.5 }, 4, [0, 5]), part('onnx@1', { y: 0.5 }, 4, [30, 40])];
    for (const combined of [combineTaggers(one, two), combineTaggers(two, a(), one)])
      expect((await combined.tag([dark]))[0]?.embedding).toEqual([0, 1, 0.6, 0.8]);
  });

  it('joins the words of the taggers that read, in the order of their ids', async () => {
    const reader = (id: string, ...texts: string[]) => {
      const words = texts.map((text) => ({ text, confidence: 0.5 }));
      return Object.assign(new FakeTagger(4, 1, () => ({ tags: [], words })), { id });
    };
    const texts = async (...taggers: [Tagger, Tagger, ...Tagger[]]) =>
      (await combineTaggers(...taggers).tag([dark]))[0]?.words?.map(({ text }) => text);
    expect(await texts(a(), b())).toBeUndefined();
    expect(await texts(a(), reader('x@1'))).toEqual([]);
    const [one, two] = [reader('x@1', 'deutsche', 'grammophon'), reader('y@1', 'naxos')];
    expect(await texts(one, a(), two)).toEqual(['deutsche', 'grammophon', 'naxos']);
    expect(await texts(two, one)).toEqual(['deutsche', 'grammophon', 'naxos']);
  });

  it('asks the tagger of a tag what the tag is about', () => {
    const about = (aspect: string) => ({ aspectOf: (tag: string) => (tag === 'dark' ? aspect : undefined) });
    const [one, two] = [Object.assign(a(), about('light')), Object.assign(b(), about('mood'))];
    const combined = combineTaggers(one, two);
    expect(
      ['palette: dark', 'clarifai: dark', 'palette: red'].map((tag) => combined.aspectOf?.(tag)),
    ).toEqual(['light', 'mood', undefined]);
    expect(combineTaggers(a(), two, { names: 'merged' }).aspectOf?.('dark')).toBe('mood');
    expect(combineTaggers(a(), b()).aspectOf?.('palette: dark')).toBeUndefined();
    expect(withStore(one, memoryStore()).aspectOf?.('dark')).toBe('light');
  });

  it('lists the taggers that it combines, with the namespace of their tags', async () => {
    const combined = combineTaggers(part('My own@1', { x: 1, 'y: z': 1 }), b());
    const [result] = await combined.tag([dark]);
    expect(combined.taggers).toEqual([
      { id: 'My own@1', namespace: 'my-own: ' },
      { id: b().id, namespace: 'clarifai: ' },
    ]);
    const namespaces = result?.tags?.map(({ name }) => splitNamespace(name)[0]);
    expect(new Set(namespaces)).toEqual(new Set(['my-own: ', 'clarifai: ']));
    expect(combineTaggers(a(), b(), { names: 'merged' }).taggers?.map(({ namespace }) => namespace)).toEqual([
      '',
      '',
    ]);
  });

  it('has an id that holds the ids of all and how names are made, in whatever order they come', () => {
    const id = 'combined(clarifai/general@v1?max=50 + palette@1)?names=namespaced';
    expect(combineTaggers(a(), b()).id).toBe(id);
    expect(combineTaggers(b(), a()).id).toBe(id);
    expect(combineTaggers(a(), b(), { names: 'merged' }).id).toBe(id.replace('namespaced', 'merged'));
    expect(combineTaggers(a(), b(), part('c', {})).id).not.toBe(id);
  });

  it('takes the smallest batch and the slowest pace of all', () => {
    const slow = Object.assign(part('slow', {}, 7), { requestsPerSecond: 3 });
    const slower = Object.assign(part('slower', {}, 3), { requestsPerSecond: 2 });
    const combined = combineTaggers(a(), slow, slower);
    expect([combined.maxBatchSize, combined.requestsPerSecond]).toEqual([3, 2]);
    expect(combineTaggers(a(), b())).not.toHaveProperty('requestsPerSecond');
  });

  it('fails a cover that one cannot tag with its error, and asks those after it no more', async () => {
    const [first, second] = [a(), b()];
    const covers = [dark, url('breaks palette@1'), url('breaks clarifai/general@v1'), bright];
    const asked = vi.spyOn(second, 'tag');
    const results = await combineTaggers(first, second).tag(covers);
    expect(results.map(({ error }) => error?.message)).toEqual([
      undefined,
      'broken for palette@1',
      undefined,
      undefined,
    ]);
    expect(asked).toHaveBeenCalledWith([dark, covers[2], bright], {});
    const [failed] = await combineTaggers(b(), a()).tag([url('breaks palette@1')]);
    expect(failed?.error?.code).toBe('cover');
    const idle = b();
    await combineTaggers(a(), idle).tag([url('breaks palette@1')]);
    expect(idle.batches).toEqual([]);
  });

  it('fails a cover that one gives no result for', async () => {
    const forgetful: Tagger = { id: 'forgetful', maxBatchSize: 4, tag: () => Promise.resolve([]) };
    const [result] = await combineTaggers(forgetful, b()).tag([dark]);
    expect(result?.error).toMatchObject({ code: 'cover' });
    expect(result?.error?.message).toContain('forgetful');
  });

  it('fails as a whole where one does, and what has a store is not asked for twice', async () => {
    const [first, second] = [a(), b()];
    const fails = new SpotiTagsError('rate-limited', 'later', { retryable: true });
    const tag = vi.spyOn(second, 'tag').mockRejectedValueOnce(fails);
    const combined = combineTaggers(withStore(first, memoryStore()), second);
    await expect(combined.tag([dark, bright])).rejects.toBe(fails);
    expect((await combined.tag([dark, bright])).map((result) => result.tags?.length)).toEqual([4, 4]);
    expect([first.images, tag.mock.calls.length]).toEqual([2, 2]);
  });

  it('closes all, though one fails to', async () => {
    const [first, second] = [a(), b()];
    vi.spyOn(first, 'close').mockRejectedValue(new Error('stuck'));
    await expect(combineTaggers(first, second).close?.()).rejects.toThrow('stuck');
    expect(second.closed).toBe(1);
  });

  it.each<[string, () => Tagger]>([
    // @ts-expect-error one tagger is not a combination
    ['combineTaggers needs at least two taggers, got 1', () => combineTaggers(a())],
    ['The tagger palette@1 was given twice', () => combineTaggers(a(), a())],
    // @ts-expect-error no such mode
    ["'merged' or 'namespaced', got 'both'", () => combineTaggers(a(), b(), { names: 'both' })],
  ])('refuses: %s', (message, create) => {
    expect(create).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        message: expect.stringContaining(message) as unknown,
      }),
    );
  });
});

describe('feedback', () => {
  type Told = (cover: Cover, corrections: Corrections) => Promise<void>;
  const listening = (id: string) =>
    Object.assign(part(id, {}), { feedback: vi.fn<Told>(() => Promise.resolve()) });

  it('goes to all who take it', async () => {
    const [first, second] = [listening('a@1'), listening('b@1')];
    const corrections = { add: ['skull'], remove: ['dark'] };
    await combineTaggers(first, part('deaf', {}), second).feedback?.(dark, corrections);
    for (const { feedback } of [first, second])
      expect(feedback.mock.calls.map((told) => told.slice(0, 2))).toEqual([[dark, corrections]]);
    expect(combineTaggers(part('deaf', {}), part('dumb', {}))).not.toHaveProperty('feedback');
  });

  it('goes, where names are namespaced, to whom the name belongs', async () => {
    const [first, second] = [listening('a@1'), listening('b@1')];
    const combined = combineTaggers(first, second, { names: 'namespaced' });
    await combined.feedback?.(dark, { add: ['a: skull', 'night'], remove: ['b: dark'] });
    await combined.feedback?.(bright, { add: [], remove: ['B:  grey'] });
    expect(first.feedback.mock.calls.map((told) => told[1])).toEqual([
      { add: ['skull', 'night'], remove: [] },
    ]);
    expect(second.feedback.mock.calls.map((told) => told[1])).toEqual([
      { add: ['night'], remove: ['dark'] },
      { add: [], remove: ['grey'] },
    ]);
  });
});
