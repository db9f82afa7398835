import type { Dispatcher } from 'undici';
import * as v from 'valibot';
import { functionOf, isText, must, objectOf } from '../util/options.ts';

/** How a provider reaches the network, among its options. */
export const httpEntries = {
  fetch: v.exactOptional(functionOf<typeof globalThis.fetch>()),
  dispatcher: v.exactOptional(objectOf<Dispatcher>()),
};

/** A base URL, ready for appending paths: without a slash, query or fragment at its end. */
export const baseUrl = v.pipe(
  must('be an http or https URL without a user name', isBaseUrl),
  v.transform((value): string => {
    const { origin, pathname } = new URL(value);
    return `${origin}${withoutSlashes(pathname)}`;
  }),
);

/** Not a pattern such as `/\/+$/`: its time grows with the square of the number of slashes. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

function isBaseUrl(value: unknown): value is string {
  const url = isText(value) && URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '';
}

/**
 * Whether a value can be sent in a header as a credential. It is checked before `fetch` does, because the error of
 * `fetch` would show it. Its type is unknown, because it often comes straight from an environment variable.
 */
export function isCredential(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
