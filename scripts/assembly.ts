import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFile } from './subpaths.ts';

/**
 * The text of a module that has the WebAssembly which an AssemblyScript file of this project compiles to. The compiler runs
 * as a process of its own: its types would change those of `Array` for the whole project.
 */
export async function compiledModule(file: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assembly-'));
  try {
    const out = join(folder, 'out.wasm');
    const options = '--enable simd -O3 --noAssert --runtime stub --memoryBase 0 -o'.split(' ');
    const compiler = projectFile('node_modules/assemblyscript/bin/asc.js');
    const source = [file, '--baseDir', projectFile('.')];
    await promisify(execFile)(process.execPath, [compiler, ...source, ...options, out]);
    // Not base64, in which equal bytes can look different, so that it compresses less well.
    const hex = (await readFile(out)).toString('hex');
    return `/** ${file}, compiled by \`npm run generate\`. */\nexport const wasm =\n  '${hex}';\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
