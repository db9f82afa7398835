import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { projectFile } from './subpaths.ts';

/** The sample data, as the package has it: a tenth of its size. */
export async function compressSampleData(): Promise<void> {
  const text = await readFile(projectFile('examples/data/covers.jsonl'));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  await writeFile(
    projectFile('dist/sample-data.jsonl.br'),
    await promisify(brotliCompress)(text, { params }),
  );
}
