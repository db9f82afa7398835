import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { TagResult } from '../model.ts';
import { tagsSchema, wordsSchema } from '../store/stored-tags.ts';
import type { Tagger } from '../tagger/tagger.ts';
import { asSpotiTagsError } from '../util/foreign-error.ts';
import { counted } from '../util/plural.ts';

const answerSchema = v.object({
  tags: tagsSchema,
  embedding: v.optional(
    v.custom<readonly number[]>(
      (value) => Array.isArray(value) && value.length > 0 && value.every(Number.isFinite),
    ),
  ),
  words: v.optional(wordsSchema),
});

/**
 * Covers with their results. The tagger may be the user's, and an answer that is not valid must not reach a
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
      `The tagger ${id} gave ${counted(results.length, 'result')} for ${counted(covers.length, 'cover')}. ` +
        'It must give one result per cover.',
    );
  }
  return covers.map((cover, at) => [cover, checked(id, results[at])]);
}

function checked(id: string, result: TagResult | undefined): TagResult {
  if (result?.error && SpotiTagsError.isInstance(result.error)) return result;
  const parsed = v.safeParse(answerSchema, result, { abortEarly: true });
  if (parsed.success) {
    const { tags, embedding, words } = parsed.output;
    return { tags, ...(embedding && { embedding }), ...(words && { words }) };
  }
  const text =
    `The tagger ${id} gave an invalid result for the cover. ` +
    'Each tag needs a name and a confidence in 0..1, each word a text and a confidence in 0..1, and an embedding is a list ' +
    'of finite numbers.';
  return { error: new SpotiTagsError('cover', text) };
}

/** What a tagger threw, as an error that names the tagger. */
export function taggerFailure({ id }: Tagger, error: unknown): SpotiTagsError {
  return asSpotiTagsError(error, (reason) => `The tagger ${id} failed: ${reason.replace(/\.$/u, '')}.`);
}
