import * as v from 'valibot';
import type { SpotiTagsError } from '../errors.ts';
import type { CoverWord, Embedding, Tag, TagResult } from '../model.ts';
import { embeddingSchema, packEmbedding, unpackEmbedding } from '../tags/embedding.ts';
import { tagsKey } from './keys.ts';
import { readEntries, readEntry } from './read-entry.ts';
import type { TagStore } from './store.ts';
import { writeEntry } from './write-entry.ts';

const name = v.pipe(v.string(), v.nonEmpty());
const confidence = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** The shape of tags from a tagger or a store. */
export const tagsSchema = v.array(v.object({ name, confidence }));

/** The shape of words from a tagger, a store or a dataset. */
export const wordsSchema = v.array(v.object({ text: name, confidence }));

/** What a store has of a cover. */
export interface StoredTags {
  readonly tags: readonly Tag[];
  readonly embedding?: Embedding;
  readonly words?: readonly CoverWord[];
}

/** What a store has of a cover, or why the cover could not be tagged. */
export type StoredResult =
  (StoredTags & { readonly error?: never }) | Extract<TagResult, { error: SpotiTagsError }>;

/** Tags alone are a list, as they were before there were embeddings and words. */
const tagsAndMore = v.object({
  tags: tagsSchema,
  embedding: v.exactOptional(embeddingSchema),
  words: v.exactOptional(wordsSchema),
});

/** What a store has for a cover, or undefined if it has nothing that can be read. */
export async function readTags(
  store: TagStore,
  tagger: string,
  cover: string,
): Promise<StoredTags | undefined> {
  return parseTags(await readEntry(store, tagsKey(tagger, cover)));
}

/** As {@link readTags}, for several covers. */
export async function readTagsOf(
  store: TagStore,
  tagger: string,
  covers: readonly string[],
): Promise<(StoredTags | undefined)[]> {
  const keys = covers.map((cover) => tagsKey(tagger, cover));
  return (await readEntries(store, keys)).map(parseTags);
}

/** Undefined for a value that is not tags. */
export function parseTags(value: unknown): StoredTags | undefined {
  if (Array.isArray(value)) {
    const tags = v.safeParse(tagsSchema, value, { abortEarly: true });
    return tags.success ? { tags: tags.output } : undefined;
  }
  const stored = v.safeParse(tagsAndMore, value, { abortEarly: true });
  return stored.success ? stored.output : undefined;
}

/** @returns what the store has now: the embedding with eight bits per number. */
export async function keepTags(
  store: TagStore,
  tagger: string,
  cover: string,
  { tags, embedding, words }: Extract<TagResult, { tags: readonly Tag[] }>,
): Promise<StoredTags> {
  const kept = {
    tags,
    ...(embedding && { embedding: packEmbedding(embedding) }),
    ...(words && { words }),
  };
  await writeEntry(store, tagsKey(tagger, cover), embedding || words ? kept : tags);
  return kept;
}

/** The tagger's result as the store has it. It is the same each time, also the first time. */
export function storedResult({ tags, embedding, words }: StoredTags): TagResult {
  return {
    tags,
    ...(embedding && { embedding: [...unpackEmbedding(embedding)] }),
    ...(words && { words }),
  };
}
