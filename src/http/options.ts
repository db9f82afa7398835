import { SpotiTagsError } from '../errors.ts';

/**
 * Checks a base URL and makes it ready for appending paths: without a slash, query or fragment at its end.
 */
export function baseUrl(option: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw new SpotiTagsError('invalid-input', `${option} must be an http or https URL without a user name.`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * Whether a value can be sent in a header as a credential. This is checked before `fetch` sees it, because
 * the error of `fetch` would quote the value. The type is unknown because the value often comes directly from
 * an environment variable.
 */
export function isCredential(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
