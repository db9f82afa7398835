import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CallOptions, Cover } from './model.ts';

/**
 * What tells one image from another: its URL, or the SHA-256 of its bytes. Equal keys are tagged and paid once.
 * @throws whatever reading the file throws, for a `path`.
 */
export async function coverKey(cover: Cover, { signal }: CallOptions = {}): Promise<string> {
  if (cover.url !== undefined) return `url:${cover.url}`;
  const bytes = cover.bytes ?? (await readFile(cover.path));
  signal?.throwIfAborted();
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
