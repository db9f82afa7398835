import * as v from 'valibot';
import type { SpotiTagsError } from '../errors.ts';
import type { Embedding, Tag, TagResult } from '../model.ts';
import { embeddingSchema, packEmbedding, unpackEmbedding } from '../tags/embedding.ts';
import { tagsKey } from './keys.ts';
import { readEntry } from './read-entry.ts';
import type { TagStore } from './store.ts';
import { writeEntry } from './write-entry.ts';

/** The shape of tags from a tagger or a store. */
export const tagsSchema = v.array(
  v.object({
    name: v.pipe(v.string(), v.nonEmpty()),
    confidence: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  }),
);

/** What a store has of a cover. */
export interface StoredTags {
  readonly tags: readonly Tag[];
  readonly embedding?: Embedding;
}

/** What a store has of a cover, or why the cover could not be tagged. */
export type StoredResult =
  (StoredTags & { readonly error?: never }) | Extract<TagResult, { error: SpotiTagsError }>;

/** Tags alone are a list, as they were before there were embeddings. */
const withEmbedding = v.object({ tags: tagsSchema, embedding: embeddingSchema });

/** What a store has for a cover, or undefined if it has nothing that can be read. */
export async function readTags(
  store: TagStore,
  tagger: string,
  cover: string,
): Promise<StoredTags | undefined> {
  return parseTags(await readEntry(store, tagsKey(tagger, cover)));
}

/** Undefined for a value that is not tags. */
export function parseTags(value: unknown): StoredTags | undefined {
  if (Array.isArray(value)) {
    const tags = v.safeParse(tagsSchema, value, { abortEarly: true });
    return tags.success ? { tags: tags.output } : undefined;
  }
  const stored = v.safeParse(withEmbedding, value, { abortEarly: true });
  return stored.success ? stored.output : undefined;
}

/** @returns what the store has now: the embedding with eight bits per number. */
export async function keepTags(
  store: TagStore,
  tagger: string,
  cover: string,
  { tags, embedding }: Extract<TagResult, { tags: readonly Tag[] }>,
): Promise<StoredTags> {
  const kept = embedding && { tags, embedding: packEmbedding(embedding) };
  await writeEntry(store, tagsKey(tagger, cover), kept ?? tags);
  return kept ?? { tags };
}

/** The tagger's result as the store has it. It is the same each time, also the first time. */
export function storedResult({ tags, embedding }: StoredTags): TagResult {
  return { tags, ...(embedding && { embedding: [...unpackEmbedding(embedding)] }) };
}
