import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { SpotiTagsError, codeOf } from '../errors.ts';
import type { CallOptions } from '../model.ts';

/**
 * The text of a file in UTF-8, in parts, without its byte order mark.
 *
 * @throws SpotiTagsError `invalid-input` if it is not UTF-8.
 */
export async function* readParts(path: string, { signal }: CallOptions = {}): AsyncGenerator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const input = createReadStream(path, signal && { signal });
  try {
    for await (const bytes of input as AsyncIterable<Uint8Array>) {
      const part = decode(decoder, path, bytes);
      if (part !== '') yield part;
    }
    const rest = decode(decoder, path);
    if (rest !== '') yield rest;
  } finally {
    input.destroy();
  }
}

/** A model of 50,000 artists and 5,000 tags has 3 MB. Not much more than this fits into a string. */
const mostBytes = 400_000_000;

/**
 * The whole text of a file in UTF-8.
 *
 * @param what - what the file should be, in the sentence of the error: `genre map`.
 * @throws SpotiTagsError `not-found` if there is no such file; `invalid-input` if it has more than 400 MB, is a folder, cannot be
 * read, or is not UTF-8.
 */
export async function readText(path: string, what: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > mostBytes) {
      throw new SpotiTagsError(
        'invalid-input',
        `The ${what} ${path} is larger than ${mostBytes / 1e6} MB, which is the limit.`,
      );
    }
    return decode(new TextDecoder('utf-8', { fatal: true }), path, await readFile(path), { stream: false });
  } catch (cause) {
    if (SpotiTagsError.isInstance(cause)) throw cause;
    throw readError(cause, {
      subject: `The ${what} ${path}`,
      missing: `The ${what} ${path} does not exist.`,
      advice: 'Give the name of a file.',
    });
  }
}

/** Sentences about a file that was to be read. */
interface FileWords {
  readonly subject: string;
  /** If it does not exist. */
  readonly missing: string;
  /** What to do if it is a folder. */
  readonly advice: string;
}

/** An error of the system, in words. Any other error as it is. */
export function readError(error: unknown, { subject, missing, advice }: FileWords): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  const code = codeOf(error) ?? 'unknown reason';
  const cause = { cause: error };
  if (code === 'ENOENT') return new SpotiTagsError('not-found', missing, cause);
  const problem = code === 'EISDIR' ? `is a folder. ${advice}` : `cannot be read (${code}).`;
  return new SpotiTagsError('invalid-input', `${subject} ${problem}`, cause);
}

function decode(
  decoder: TextDecoder,
  path: string,
  bytes?: Uint8Array,
  { stream } = { stream: bytes !== undefined },
): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch (cause) {
    throw new SpotiTagsError('invalid-input', `${path} is not a text in UTF-8. Save it with that encoding.`, {
      cause,
    });
  }
}

/**
 * The lines of a file in UTF-8. They end at `\n` alone, because titles may have other separators of lines.
 *
 * @param longest - characters. A longer line is never in memory as a whole.
 * @throws SpotiTagsError `invalid-input` for a longer line, or if the file is not UTF-8.
 */
export async function* readLines(
  path: string,
  { longest, ...options }: CallOptions & { readonly longest: number },
): AsyncGenerator<string, void> {
  let parts: string[] = [];
  let length = 0;
  let number = 1;
  for await (const part of readParts(path, options)) {
    let start = 0;
    for (;;) {
      const end = part.indexOf('\n', start);
      const piece = part.slice(start, end < 0 ? undefined : end);
      parts.push(piece);
      length += piece.length;
      if (length > longest) {
        throw new SpotiTagsError(
          'invalid-input',
          `${path}, line ${number}: the line has more than ${longest} characters, which is the limit.`,
        );
      }
      if (end < 0) break;
      yield parts.join('');
      [parts, length] = [[], 0];
      number += 1;
      start = end + 1;
    }
  }
  if (length > 0) yield parts.join('');
}
