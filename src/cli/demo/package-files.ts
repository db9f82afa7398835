import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { readDataset } from '../../dataset/dataset.ts';
import type { Example } from '../../model.ts';
import { listOf } from '../../util/iterables.ts';

/** The folder of the invented covers. */
export function inventedCovers(): string {
  return join(packageRoot(), 'examples/covers');
}

/** The artists of the sample data: of a checkout as they are, of the package as the build compressed them. */
export async function sampleExamples(signal: AbortSignal): Promise<readonly Example[]> {
  const plain = join(packageRoot(), 'examples/data/covers.jsonl');
  if (existsSync(plain)) return listOf(readDataset(plain, { signal }));
  const compressed = await readFile(join(packageRoot(), 'dist/sample-data.jsonl.br'));
  const folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
  try {
    const path = join(folder, 'covers.jsonl');
    await writeFile(path, await promisify(brotliDecompress)(compressed));
    return await listOf(readDataset(path, { signal }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The nearest folder with a `package.json`: sources and built files are at different depths below it. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
