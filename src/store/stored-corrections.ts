import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { Corrections } from '../model.ts';
import { correctionsKey } from './keys.ts';
import { readEntry } from './read-entry.ts';
import type { TagStore } from './store.ts';
import { mergeCorrections } from '../tags/corrections.ts';
import { updateEntry } from './update-entry.ts';

const names = v.array(v.pipe(v.string(), v.nonEmpty()));
const correctionsSchema = v.object({ add: names, remove: names });

/** The corrections of a cover, by its `coverKey`; undefined if there are none. */
export async function readCorrections(store: TagStore, cover: string): Promise<Corrections | undefined> {
  return parse(cover, await readEntry(store, correctionsKey(cover)));
}

/** Adds corrections to earlier ones. They never expire. @returns all of them. */
export async function keepCorrections(
  store: TagStore,
  cover: string,
  given: Corrections,
): Promise<Corrections> {
  let merged = given;
  await updateEntry(
    store,
    correctionsKey(cover),
    (kept) => (merged = mergeCorrections(parse(cover, kept), given)),
  );
  return merged;
}

function parse(cover: string, stored: unknown): Corrections | undefined {
  if (stored === undefined) return undefined;
  const parsed = v.safeParse(correctionsSchema, stored, { abortEarly: true });
  if (parsed.success) return parsed.output;
  // Not ignored: a person's corrections would silently be lost.
  throw new SpotiTagsError(
    'invalid-input',
    `The store has a value at ${correctionsKey(cover)} that is not corrections. Delete that entry.`,
  );
}
