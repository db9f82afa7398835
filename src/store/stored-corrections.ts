import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { Corrections } from '../model.ts';
import { correctionsKey } from './keys.ts';
import type { TagStore } from './store.ts';
import { mergeCorrections } from '../tags/corrections.ts';

const names = v.array(v.pipe(v.string(), v.nonEmpty()));
const correctionsSchema = v.object({ add: names, remove: names });

/** The corrections of a cover, by its {@link coverKey}; undefined where nobody gave any. */
export async function readCorrections(store: TagStore, cover: string): Promise<Corrections | undefined> {
  const stored = await store.get(correctionsKey(cover));
  if (stored === undefined || stored === null) return undefined;
  const parsed = v.safeParse(correctionsSchema, stored);
  if (parsed.success) return parsed.output;
  // Not passed over: what a person said would silently be lost.
  throw new SpotiTagsError('invalid-input', `The store holds no corrections at ${correctionsKey(cover)}.`);
}

/** Keeps corrections beside earlier ones, for ever. */
export async function keepCorrections(
  store: TagStore,
  cover: string,
  given: Corrections,
): Promise<Corrections> {
  const merged = mergeCorrections(await readCorrections(store, cover), given);
  await store.set(correctionsKey(cover), merged);
  return merged;
}
