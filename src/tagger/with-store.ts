import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Cover, TagResult } from '../model.ts';
import { Claims } from '../store/claims.ts';
import type { TagStore } from '../store/store.ts';
import { keepTags, readTagsOf, storedResult } from '../store/stored-tags.ts';
import { delegate } from '../util/delegate.ts';
import { checkMembers } from '../util/options.ts';
import type { Tagger } from './tagger.ts';

/**
 * The same tagger, which looks into a store first and keeps new tags there. `SpotiTags` does this by itself.
 * Use it for the parts of a combined tagger, so that they have separate entries, and for taggers without
 * `SpotiTags`.
 */
export function withStore(tagger: Tagger, store: TagStore): Tagger {
  checkMembers([tagger], 'withStore takes a tagger first', ['id', 'maxBatchSize', 'tag']);
  checkMembers([store], 'withStore takes a store second', ['get', 'set', 'delete']);
  return withClaimedStore(tagger, store, new Claims(store, tagger.id));
}

/** As {@link withStore}, with claims that may be apart from those of other callers. */
export function withClaimedStore(tagger: Tagger, store: TagStore, claims: Claims): Tagger {
  const tag = async (covers: readonly Cover[], options: CallOptions = {}): Promise<readonly TagResult[]> => {
    options.signal?.throwIfAborted();
    if (covers.length > tagger.maxBatchSize) return tagger.tag(covers, options);
    const keys = await Promise.all(covers.map((cover) => keyOf(cover, options)));
    const untagged = new Map<string, Cover>();
    for (const [at, cover] of covers.entries()) {
      const key = keys[at];
      if (typeof key === 'string') untagged.set(key, cover);
    }
    const answers = await answersFor(untagged, options);
    return keys.map((key) => (typeof key === 'string' ? (answers.get(key) ?? lost(tagger.id)) : key));
  };

  /** @param untagged - covers by key. It is emptied. */
  const answersFor = async (untagged: Map<string, Cover>, options: CallOptions) => {
    const answers = new Map<string, TagResult>();
    const answer = (key: string, result: TagResult) => {
      answers.set(key, result);
      untagged.delete(key);
    };
    const lookUp = async (keys: Iterable<string>) => {
      const asked = [...keys];
      const found = await readTagsOf(store, tagger.id, asked);
      for (const [at, key] of asked.entries()) {
        const stored = found[at];
        if (stored) answer(key, storedResult(stored));
      }
    };
    await lookUp(untagged.keys());
    while (untagged.size > 0) {
      await claims.hold([...untagged.keys()], async (free) => {
        await lookUp(free);
        const sent = Array.from(untagged).filter(([key]) => free.has(key));
        for (const [key, result] of await tagAndKeep(sent, options)) answer(key, result);
      });
      // Waits after its own covers are done, so that two processes never wait for each other.
      for (const key of untagged.keys()) await claims.whenFree(key, options.signal);
    }
    return answers;
  };

  const tagAndKeep = async (
    sent: readonly (readonly [key: string, cover: Cover])[],
    options: CallOptions,
  ) => {
    if (sent.length === 0) return [];
    const results = await tagger.tag(
      sent.map(([, cover]) => cover),
      options,
    );
    // Stored before they are used, so that no tag is paid for twice.
    return Promise.all(
      sent.map(async ([key], at) => {
        const result = results[at] ?? lost(tagger.id);
        if (!result.tags) return [key, result] as const;
        return [key, storedResult(await keepTags(store, tagger.id, key, result))] as const;
      }),
    );
  };

  return delegate(tagger, { tag });
}

/** The key of a cover, or the result of a cover that cannot be read. */
async function keyOf(cover: Cover, options: CallOptions): Promise<string | TagResult> {
  try {
    return await coverKey(cover, options);
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'cover')) return { error };
    throw error;
  }
}

function lost(tagger: string): TagResult {
  return { error: new SpotiTagsError('cover', `The tagger ${tagger} gave no result for the cover.`) };
}
