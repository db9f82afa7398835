import { SpotiTagsError } from '../errors.ts';

const protocols = ['redis:', 'rediss:', 'postgres:', 'postgresql:'];

/** @throws SpotiTagsError `invalid-input` for a URL of another kind. The error does not show it: it may hold a password. */
export function checkDatabaseUrl(url: unknown): string {
  if (typeof url === 'string' && protocols.some((protocol) => url.startsWith(protocol))) return url;
  throw new SpotiTagsError(
    'invalid-input',
    'The connection must be the URL of a Redis or PostgreSQL database, such as redis://localhost:6379/0 or ' +
      'postgres://localhost/spotitags.',
  );
}

export function isRedis(url: string): boolean {
  return /^rediss?:/u.test(url);
}

/** The URL without user, password and parameters, for messages. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return `${url.slice(0, url.indexOf(':'))}://…`;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
