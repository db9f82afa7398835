import { realpath } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { jsonFault } from '../../util/checks.ts';
import { readText } from '../../util/text-file.ts';
import { SpotiTagsError } from '../../errors.ts';
import { checkWritable } from '../../util/write-whole.ts';
import { UsageError } from './usage-error.ts';

/** The value of `--out`. */
export function outputFile(text: string): string {
  if (text !== '' && text !== '-') return text;
  throw new InvalidArgumentError('Type the name of a file to write.');
}

/**
 * Checks before the work, which may take minutes, that the output can be written, and that it replaces none of the inputs.
 *
 * @param inputs - paths of files, or texts that may be such paths.
 * @throws UsageError if the output is one of the inputs, by whatever path or link.
 */
export async function checkOutput(out: string, inputs: readonly (string | undefined)[]): Promise<void> {
  await checkWritable(out);
  const target = await realPath(out);
  if (target === undefined) return;
  for (const input of inputs) {
    if (input === undefined || (await realPath(input)) !== target) continue;
    throw new UsageError(
      `The output ${out} would replace the input ${input}: both are the same file. Type another name for the output.`,
    );
  }
}

/** Undefined if the file does not exist. */
function realPath(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

/** @param what - what the file should be, for the error: `model`. */
export async function readJson(path: string, what: string): Promise<unknown> {
  const text = await readText(path, what);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SpotiTagsError('invalid-input', `The ${what} ${path} is not JSON: ${jsonFault(text)}.`, {
      cause,
    });
  }
}
