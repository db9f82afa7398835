import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { SpotiTagsError, codeOf } from '../errors.ts';
import type { CallOptions, Example } from '../model.ts';
import { exampleSchema } from './example-schema.ts';
import { writeWhole } from '../util/write-whole.ts';

const headerSchema = v.object({
  format: v.literal('spotitags-dataset'),
  version: v.number(),
  tagger: v.string(),
});

/**
 * Reads a dataset line by line, so that its size does not matter.
 *
 * @throws SpotiTagsError `not-found` for a file that is not there, `invalid-input` (with the line's number) for a line
 * that is cut, is no example, or is by another tagger than the header says.
 */
export async function* readDataset(
  path: string,
  { signal }: CallOptions = {},
): AsyncGenerator<Example, void> {
  const input = createReadStream(path, { encoding: 'utf8', ...(signal && { signal }) });
  const lines = createInterface({ input, crlfDelay: Infinity });
  let number = 0;
  let tagger: string | undefined;
  try {
    for await (const line of lines) {
      number += 1;
      if (tagger === undefined) tagger = readHeader(line, path);
      else if (line !== '') yield readExample(line, number, path, tagger);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (codeOf(error) === 'ENOENT') {
      throw new SpotiTagsError('not-found', `There is no dataset at ${path}.`, { cause: error });
    }
    throw error;
  } finally {
    lines.close();
    input.destroy();
  }
  if (tagger === undefined)
    throw invalid(path, 1, 'the file is empty; expected the header line of a dataset');
}

function readHeader(line: string, path: string): string {
  const header = v.safeParse(headerSchema, parseJson(line, 1, path));
  if (!header.success) {
    throw invalid(path, 1, 'expected {"format":"spotitags-dataset","version":1,"tagger":…}');
  }
  const { version, tagger } = header.output;
  if (version !== 1) throw invalid(path, 1, `this release reads version 1, and the dataset has ${version}`);
  return tagger;
}

/** Characters of a line; an artist of a thousand covers has a tenth of that. */
const longestLine = 50_000_000;

function readExample(line: string, number: number, path: string, tagger: string): Example {
  if (line.length > longestLine)
    throw invalid(path, number, `the line has more than ${longestLine} characters`);
  const example = v.safeParse(exampleSchema, parseJson(line, number, path));
  if (!example.success) {
    const [issue] = example.issues;
    throw invalid(path, number, `${v.getDotPath(issue) ?? 'example'}: ${issue.message}`);
  }
  const by = example.output.profile.tagger;
  if (by !== tagger)
    throw invalid(path, number, `the header says tagger ${tagger}, this example is by ${by}`);
  return example.output;
}

function parseJson(line: string, number: number, path: string): unknown {
  try {
    // A byte order mark is no JSON, but some editors write one.
    return JSON.parse(number === 1 ? line.replace(/^\ufeff/u, '') : line);
  } catch (cause) {
    throw new SpotiTagsError('invalid-input', describe(path, number, 'this is no JSON; was the line cut?'), {
      cause,
    });
  }
}

/**
 * Writes a dataset: all of it, or nothing. The file appears under its name once the last example is in.
 *
 * @returns the number of examples.
 * @throws SpotiTagsError `invalid-input` for an example by another tagger.
 */
export async function writeDataset(
  path: string,
  tagger: string,
  examples: Iterable<Example> | AsyncIterable<Example>,
): Promise<number> {
  return writeWhole(path, async (file) => {
    let count = 0;
    await file.write(`${JSON.stringify({ format: 'spotitags-dataset', version: 1, tagger })}\n`);
    for await (const { genre, profile } of examples) {
      const by = profile.tagger;
      if (by !== tagger) {
        throw new SpotiTagsError(
          'invalid-input',
          `The dataset is for the tagger ${tagger}, and ${profile.artist.name} is by ${by}.`,
        );
      }
      await file.write(`${JSON.stringify({ genre, profile })}\n`);
      count += 1;
    }
    return count;
  });
}

function invalid(path: string, line: number, reason: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', describe(path, line, reason));
}

function describe(path: string, line: number, reason: string): string {
  return `${path}, line ${line}: ${reason}.`;
}
