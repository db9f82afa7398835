import assert from 'node:assert/strict';
import { type Cover, SpotiTagsError, type Tagger, type TagResult } from 'spotitags';
import type { Check } from './check.ts';

export interface TaggerSubject {
  /** A fresh tagger; every call with the same configuration. */
  readonly create: () => Tagger;
  /** At least three covers that can be tagged and look different. */
  readonly covers: readonly [Cover, Cover, Cover, ...Cover[]];
  /** A cover that cannot be tagged while others can. */
  readonly broken: Cover;
}

/** What every tagger promises; see the `Tagger` contract. */
export function taggerChecks({ create, covers, broken }: TaggerSubject): Check[] {
  const withTagger = async (use: (tagger: Tagger) => Promise<void>) => {
    const tagger = create();
    try {
      await use(tagger);
    } finally {
      await tagger.close?.();
    }
  };
  const check = (name: string, use: (tagger: Tagger) => Promise<void>): Check => ({
    name,
    run: () => withTagger(use),
  });

  return [
    check('has an id that another instance of the same configuration shares', async (tagger) => {
      assert.notEqual(tagger.id, '');
      await withTagger((other) => {
        assert.equal(other.id, tagger.id);
        return Promise.resolve();
      });
    }),
    check('takes a whole number of covers, one or more, at once', (tagger) => {
      assert.ok(Number.isInteger(tagger.maxBatchSize) && tagger.maxBatchSize >= 1);
      return Promise.resolve();
    }),
    check('answers no covers with no results', async (tagger) => {
      assert.deepEqual(await tagger.tag([]), []);
    }),
    check('gives tags with names, each once, and confidences in 0..1', async (tagger) => {
      for (const result of await tagger.tag(covers)) {
        assert.ok(result.tags, `expected tags, got ${String(result.error)}`);
        assert.ok(result.tags.length > 0);
        const names = result.tags.map(({ name }) => name);
        assert.equal(new Set(names).size, names.length);
        assert.ok(names.every((name) => name.trim() !== ''));
        assert.ok(result.tags.every(({ confidence }) => confidence >= 0 && confidence <= 1));
      }
    }),
    check('keeps the order of the covers', async (tagger) => {
      const batch = [...covers].reverse();
      const together = await tagger.tag(batch);
      assert.equal(together.length, batch.length);
      for (const [at, cover] of batch.entries())
        assert.deepEqual(together[at], (await tagger.tag([cover]))[0]);
    }),
    check('answers a cover that occurs twice in a batch twice, alike', async (tagger) => {
      const [first, second] = await tagger.tag([covers[0], covers[0]]);
      assert.ok(first?.tags);
      assert.deepEqual(first, second);
    }),
    check('fails for the broken cover alone', async (tagger) => {
      const results: readonly TagResult[] = await tagger.tag([covers[0], broken, covers[1]]);
      assert.ok(results[0]?.tags && results[2]?.tags);
      assert.ok(SpotiTagsError.isInstance(results[1]?.error, 'cover'), String(results[1]?.error));
    }),
    check('refuses a batch that is too large', async (tagger) => {
      const batch = Array.from({ length: tagger.maxBatchSize + 1 }, () => covers[0]);
      await assert.rejects(tagger.tag(batch), (error) => SpotiTagsError.isInstance(error, 'invalid-input'));
    }),
    check('rejects with the reason of a signal that is aborted already', async (tagger) => {
      const reason = new Error('stop');
      await assert.rejects(tagger.tag(covers, { signal: AbortSignal.abort(reason) }), reason);
    }),
    check('rejects with the reason of a signal that aborts while it works', async (tagger) => {
      const controller = new AbortController();
      const reason = new Error('stop');
      const tagging = tagger.tag(covers, { signal: controller.signal });
      controller.abort(reason);
      await assert.rejects(tagging, reason);
    }),
    check('closes, twice too', async (tagger) => {
      await tagger.tag([covers[0]]);
      await tagger.close?.();
      await tagger.close?.();
    }),
  ];
}
