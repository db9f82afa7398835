import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { TagResult } from '../model.ts';
import { tagsSchema } from '../store/stored-tags.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { asSpotiTagsError } from './foreign-error.ts';

/**
 * Covers with their results. The tagger may be the user's, and an answer that is not valid tags must not reach a
 * profile or a dataset: it becomes the error of its cover.
 * @throws SpotiTagsError `service` for more or fewer results than covers.
 */
export function checkedResults<Item>(
  { id }: Tagger,
  covers: readonly Item[],
  results: readonly TagResult[],
): [Item, TagResult][] {
  if (results.length !== covers.length) {
    throw new SpotiTagsError(
      'service',
      `The tagger ${id} gave ${results.length} results for ${covers.length} covers. ` +
        'It must give one result per cover.',
    );
  }
  return covers.map((cover, at) => [cover, checked(id, results[at])]);
}

function checked(id: string, result: TagResult | undefined): TagResult {
  if (result?.error && SpotiTagsError.isInstance(result.error)) return result;
  const parsed = v.safeParse(tagsSchema, result?.tags, { abortEarly: true });
  if (parsed.success) return { tags: parsed.output };
  const text =
    `The tagger ${id} gave an invalid result for the cover. ` +
    'Each tag needs a name and a confidence in 0..1.';
  return { error: new SpotiTagsError('cover', text) };
}

/** What a tagger threw, as an error that names the tagger. */
export function taggerFailure({ id }: Tagger, error: unknown): SpotiTagsError {
  return asSpotiTagsError(error, (reason) => `The tagger ${id} failed: ${reason.replace(/\.$/u, '')}.`);
}
