import { SpotiTagsError } from '../errors.ts';

/**
 * The error as one of this library. A user's catalog, tagger or store may throw anything, and callers get one class of error.
 *
 * @param describe - makes the message from the reason of a foreign error. Default: the reason itself.
 */
export function asSpotiTagsError(
  error: unknown,
  describe: (reason: string) => string = (reason) => reason,
): SpotiTagsError {
  if (SpotiTagsError.isInstance(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SpotiTagsError('service', describe(reason), { cause: error });
}
