import { createHash } from 'node:crypto';
import type { CallOptions, Cover } from '../model.ts';
import { SpotiTagsError } from '../errors.ts';
import { readCoverFile } from './read-file.ts';

/** The run and the facade both ask for the key. With this map a file is read only once. */
const known = new WeakMap<Cover, string>();

/**
 * Identifies an image: its URL, or the SHA-256 of its bytes. Covers with equal keys are tagged and paid for
 * once.
 * @throws SpotiTagsError `cover` for a path that cannot be read, or that is not a file within the size limit.
 */
export async function coverKey(cover: Cover, options: CallOptions = {}): Promise<string> {
  checkCover(cover);
  if (cover.url !== undefined) return `url:${cover.url}`;
  const remembered = known.get(cover);
  if (remembered !== undefined) return remembered;
  const bytes = cover.path === undefined ? cover.bytes : await readCoverFile(cover.path, options);
  const key = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  known.set(cover, key);
  return key;
}

/** For callers in plain JavaScript. @throws SpotiTagsError `invalid-input` that says what a cover is. */
export function checkCover(cover: unknown): asserts cover is Cover {
  if (typeof cover !== 'object' || cover === null) throw notCover(cover === null ? 'null' : typeof cover);
  const { url, path, bytes }: { url?: unknown; path?: unknown; bytes?: unknown } = cover;
  if ([url, path, bytes].filter((one) => one !== undefined).length !== 1) throw notCover('another object');
  if (url !== undefined && typeof url !== 'string') throw notCover('a url that is not a text');
  if (path !== undefined && typeof path !== 'string') throw notCover('a path that is not a text');
  if (bytes === undefined || bytes instanceof Uint8Array) return;
  const name = Object.prototype.toString.call(bytes).slice('[object '.length, -1);
  throw notCover(
    `bytes as ${name}`,
    name === 'Blob' || name === 'File' ? 'new Uint8Array(await blob.arrayBuffer())' : 'new Uint8Array(…)',
  );
}

function notCover(got: string, hint?: string): SpotiTagsError {
  return new SpotiTagsError(
    'invalid-input',
    `A cover is { url }, { path } or { bytes } with a Uint8Array, got ${got}.${hint === undefined ? '' : ` Pass the bytes as ${hint}.`}`,
  );
}
