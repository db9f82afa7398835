import * as v from 'valibot';
import { coverKey } from '../../covers/cover-key.ts';
import type { CallOptions, Cover } from '../../model.ts';
import { boundedKey } from '../../store/keys.ts';
import { readEntry } from '../../store/read-entry.ts';
import type { TagStore } from '../../store/store.ts';
import { writeEntry } from '../../store/write-entry.ts';
import { embeddingSchema, packEmbedding, unpackEmbedding } from '../../tags/embedding.ts';
import { normalized, type Embedding } from './scores.ts';

/** Where embeddings of images are kept. They do not depend on the vocabulary. */
interface Keeping extends CallOptions {
  readonly store: TagStore | undefined;
  /** Separates models in the store. */
  readonly model: string;
  /** How many numbers the embeddings have. */
  readonly width: number;
}

/**
 * The embedding of a cover with eight bits per number: from the store, or computed and kept there. The numbers are rounded in both
 * cases, so that the tags are the same each time.
 * @returns undefined if the embedding has no direction.
 */
export async function keptEmbedding(
  cover: Cover,
  compute: () => Promise<Embedding | undefined>,
  { store, model, width, ...options }: Keeping,
): Promise<Embedding | undefined> {
  const key = store && boundedKey(`clip-image:${model}:${await coverKey(cover, options)}`);
  if (store && key !== undefined) {
    const kept = v.safeParse(embeddingSchema, await readEntry(store, key));
    const vector = kept.success ? unpackEmbedding(kept.output) : undefined;
    if (vector?.length === width) return normalized(Float32Array.from(vector));
  }
  const image = await compute();
  if (!image) return undefined;
  const packed = packEmbedding(image);
  if (store && key !== undefined) await writeEntry(store, key, packed);
  return normalized(Float32Array.from(unpackEmbedding(packed)));
}
