import * as v from 'valibot';
import type { Embedding, Tag } from '../model.ts';
import { embeddingSchema, packEmbedding } from '../tags/embedding.ts';
import { boundedKey } from './keys.ts';
import { readEntry } from './read-entry.ts';
import type { TagStore } from './store.ts';
import { tagsSchema } from './stored-tags.ts';
import { writeEntry } from './write-entry.ts';

/** What a store has of a track. */
export interface StoredSound {
  readonly tags: readonly Tag[];
  readonly embedding?: Embedding;
}

const soundSchema = v.object({ tags: tagsSchema, embedding: v.exactOptional(embeddingSchema) });

function soundKey(soundTagger: string, track: string): string {
  return boundedKey(`sound:${soundTagger}:${track}`);
}

/** What a store has for a track, or undefined if it has nothing that can be read. */
export async function readSound(
  store: TagStore,
  soundTagger: string,
  track: string,
): Promise<StoredSound | undefined> {
  const stored = v.safeParse(soundSchema, await readEntry(store, soundKey(soundTagger, track)), {
    abortEarly: true,
  });
  return stored.success ? stored.output : undefined;
}

/** @returns what the store has now: the embedding with eight bits per number. */
export async function keepSound(
  store: TagStore,
  soundTagger: string,
  track: string,
  { tags, embedding }: { readonly tags: readonly Tag[]; readonly embedding?: readonly number[] },
): Promise<StoredSound> {
  const kept = { tags, ...(embedding && { embedding: packEmbedding(embedding) }) };
  await writeEntry(store, soundKey(soundTagger, track), kept);
  return kept;
}
