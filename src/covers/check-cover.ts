import { SpotiTagsError } from '../errors.ts';
import type { Cover } from '../model.ts';

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
