import { SpotiTagsError } from '../errors.ts';

/** A base URL that paths can be appended to: no slash, query or fragment at its end. */
export function baseUrl(option: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw new SpotiTagsError('invalid-input', `${option} must be an http(s) URL, without a user name`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/**
 * Whether a value can be sent in a header as a credential. Looked at before `fetch` does, whose own complaint would
 * quote it; and unknown, since it often comes straight from an environment variable.
 */
export function isCredential(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}
