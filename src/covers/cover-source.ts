import type { Cover, CoverSource } from '../model.ts';

/**
 * Where a cover can be found again, in the form that a dataset may contain. Undefined for bytes, for a file
 * whose catalog does not give its path below the root, and for a URL with a password.
 */
export function coverSourceOf({ url, relativePath }: Cover): CoverSource | undefined {
  if (url !== undefined) return isPublicUrl(url) ? { url } : undefined;
  return relativePath !== undefined && isBelowRoot(relativePath) ? { path: relativePath } : undefined;
}

/** Whether it is an http or https URL without user name and password. */
export function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/u.test(protocol) && username === '' && password === '';
}

/**
 * Whether a relative path stays below its root, on every operating system. A drive is a letter, `:` and a
 * slash.
 */
export function isBelowRoot(path: string): boolean {
  const isAbsolute = /^(?:[/\\]|[a-z]:[/\\]|[a-z][a-z0-9+.-]+:\/\/)/iu.test(path);
  return path !== '' && !isAbsolute && !path.split(/[/\\]/u).some((part) => part === '..' || part === '.');
}
