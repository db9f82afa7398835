import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * The first 64 bits of the SHA-256 of models and of everything else that changes their answers.
 *
 * @param models - paths of files, or bytes. For a file, the hash includes the files beside it in which large
 * models keep their weights, `model.onnx_data` or `model.onnx.data`.
 */
export async function modelHash(
  models: readonly (string | Uint8Array)[],
  rest: unknown,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(rest));
  for (const model of models) {
    if (typeof model === 'string') await addFiles(hash, model, signal);
    else hash.update(model);
  }
  return hash.digest('hex').slice(0, 16);
}

async function addFiles(hash: Hash, path: string, signal?: AbortSignal): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  const isBeside = (file: string) => file.startsWith(name) && /^[._]data/u.test(file.slice(name.length));
  for (const file of [name, ...(await readdir(folder)).filter(isBeside).sort()]) {
    await pipeline(
      createReadStream(join(folder, file)),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) hash.update(chunk);
      },
      { signal },
    );
  }
}
