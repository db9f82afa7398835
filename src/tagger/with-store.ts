import { coverKey } from '../covers/cover-key.ts';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Cover, TagResult } from '../model.ts';
import { delegate } from '../util/delegate.ts';
import type { Tagger } from './tagger.ts';
import { keepTags, readTags } from '../store/stored-tags.ts';
import type { TagStore } from '../store/store.ts';

/**
 * The same tagger, which looks into a store first and keeps new tags there. `SpotiTags` does this by itself.
 * Use it for the parts of a combined tagger, so that they have separate entries, and for taggers without
 * `SpotiTags`.
 */
export function withStore(tagger: Tagger, store: TagStore): Tagger {
  const tag = async (covers: readonly Cover[], options: CallOptions = {}): Promise<readonly TagResult[]> => {
    options.signal?.throwIfAborted();
    if (covers.length > tagger.maxBatchSize) return tagger.tag(covers, options);
    const results = await Promise.all(covers.map((cover) => lookUp(tagger.id, store, cover, options)));
    const missing = new Map<string, Cover>();
    for (const [at, result] of results.entries()) {
      const cover = covers[at];
      if (typeof result === 'string' && cover) missing.set(result, cover);
    }
    const asked = missing.size > 0 ? await tagger.tag([...missing.values()], options) : [];
    const answers = new Map([...missing.keys()].map((key, at) => [key, asked[at] ?? lost(tagger.id)]));
    // Stored before they are used, so that no tag is paid for twice.
    await Promise.all(
      Array.from(answers, async ([key, { tags }]) => {
        if (tags) await keepTags(store, tagger.id, key, tags);
      }),
    );
    return results.map((result) =>
      typeof result === 'string' ? (answers.get(result) ?? lost(tagger.id)) : result,
    );
  };
  return delegate(tagger, { tag });
}

/** The stored tags of a cover, or the key under which they are missing. */
async function lookUp(
  tagger: string,
  store: TagStore,
  cover: Cover,
  options: CallOptions,
): Promise<TagResult | string> {
  try {
    const key = await coverKey(cover, options);
    const tags = await readTags(store, tagger, key);
    return tags ? { tags } : key;
  } catch (error) {
    if (SpotiTagsError.isInstance(error, 'cover')) return { error };
    throw error;
  }
}

function lost(tagger: string): TagResult {
  return { error: new SpotiTagsError('cover', `The tagger ${tagger} gave no result for the cover.`) };
}
