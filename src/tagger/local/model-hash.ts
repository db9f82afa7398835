import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isBelowRoot } from '../../covers/cover-source.ts';
import { SpotiTagsError } from '../../errors.ts';
import { externalData } from './external-data.ts';

/**
 * The first 64 bits of the SHA-256 of models and of everything else that changes their answers.
 *
 * @param models - paths of files, or bytes. For a file, the hash includes the files in which the model keeps its weights:
 * those that it names, and those that Transformers.js finds by their name, `model.onnx_data` and `model.onnx.data`.
 * @throws SpotiTagsError `invalid-input` for weights outside the folder of the model, or beside a model that is given as
 * bytes.
 */
export async function modelHash(
  models: readonly (string | Uint8Array)[],
  rest: unknown,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(rest));
  for (const model of models) {
    if (typeof model === 'string') await addFiles(hash, model, signal);
    else hash.update(whole(model));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The bytes of a model that keeps nothing in other files, because there is no folder to find them in. */
function whole(model: Uint8Array): Uint8Array {
  const [file] = externalData(model);
  if (file === undefined) return model;
  const text = `The model keeps its weights in another file, ${file}. Give the path of the model instead of its bytes.`;
  throw new SpotiTagsError('invalid-input', text);
}

async function addFiles(hash: Hash, path: string, signal?: AbortSignal): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  const isBeside = (file: string) => file.startsWith(name) && /^[._]data/u.test(file.slice(name.length));
  const beside = (await readdir(folder)).filter(isBeside).sort();
  const named = await namedFiles(path, signal);
  for (const file of new Set([name, ...beside, ...named])) {
    await pipeline(
      createReadStream(join(folder, file)),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) hash.update(chunk);
      },
      { signal },
    );
  }
}

async function namedFiles(path: string, signal?: AbortSignal): Promise<readonly string[]> {
  const files = externalData(await readFile(path, { signal })).map((file) => normalize(file));
  const outside = files.find((file) => !isBelowRoot(file));
  if (outside === undefined) return files;
  const text = `The model keeps its weights in ${outside}, which is not below its folder. Move the file there.`;
  throw new SpotiTagsError('invalid-input', text);
}
