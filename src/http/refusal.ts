import type { ErrorCode, SpotiTagsError } from '../errors.ts';
import type { Answer } from './answer.ts';
import { isUnavailable } from './retry.ts';

/**
 * The error for an answer that refuses a request, by its status. A 404 is `service`: only the caller knows whether the
 * thing or the address is not there, and `not-found` makes `firstOf` ask the next catalog.
 *
 * @param advice - what to do about it, by status, as full sentences.
 */
export function refusalOf(answer: Answer, advice: Readonly<Record<number, string>> = {}): SpotiTagsError {
  const { status } = answer;
  const retryable = status === 429 || isUnavailable(status);
  return answer.error(codeOf(status), advice[status], { retryable });
}

function codeOf(status: number): ErrorCode {
  switch (status) {
    case 400:
    case 422:
      return 'invalid-input';
    case 401:
    case 403:
      return 'unauthorized';
    case 429:
      return 'rate-limited';
    default:
      return 'service';
  }
}
