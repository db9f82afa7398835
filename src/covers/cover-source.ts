import type { Cover, CoverSource } from '../model.ts';

/**
 * Where a cover can be found again, as a dataset may say it. Undefined for bytes, for a file of which the catalog does
 * not say where it stands below its root, and for an address with a password.
 */
export function coverSourceOf({ url, relativePath }: Cover): CoverSource | undefined {
  if (url !== undefined) return isPublicUrl(url) ? { url } : undefined;
  return relativePath !== undefined && isBelowRoot(relativePath) ? { path: relativePath } : undefined;
}

/** Whether it is an address of http or https without user name and password. */
export function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/u.test(protocol) && username === '' && password === '';
}

/** Whether a path stays below the root that it is relative to, on every system. A drive is a letter, `:` and a slash. */
export function isBelowRoot(path: string): boolean {
  const isAbsolute = /^(?:[/\\]|[a-z]:[/\\]|[a-z][a-z0-9+.-]+:\/\/)/iu.test(path);
  return path !== '' && !isAbsolute && !path.split(/[/\\]/u).some((part) => part === '..' || part === '.');
}
