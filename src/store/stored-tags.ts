import * as v from 'valibot';
import type { Tag } from '../model.ts';
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

/** The tags that a store has for a cover, or undefined if it has none that can be read. */
export async function readTags(
  store: TagStore,
  tagger: string,
  cover: string,
): Promise<readonly Tag[] | undefined> {
  return parseTags(await readEntry(store, tagsKey(tagger, cover)));
}

/** Undefined for a value that is not tags. */
export function parseTags(value: unknown): readonly Tag[] | undefined {
  const stored = v.safeParse(tagsSchema, value, { abortEarly: true });
  return stored.success ? stored.output : undefined;
}

export async function keepTags(
  store: TagStore,
  tagger: string,
  cover: string,
  tags: readonly Tag[],
): Promise<void> {
  await writeEntry(store, tagsKey(tagger, cover), tags);
}
