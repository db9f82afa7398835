import asc from 'assemblyscript/asc';
import { projectFile } from './subpaths.ts';

/** The text of a module that has the WebAssembly which an AssemblyScript file of this project compiles to. */
export async function compiledModule(file: string): Promise<string> {
  let compiled: Uint8Array | undefined;
  let messages = '';
  const options = '--enable simd -O3 --noAssert --runtime stub --memoryBase 0 -o wasm'.split(' ');
  const { error } = await asc.main([file, '--baseDir', projectFile('.'), ...options], {
    stderr: {
      write(text: string | Uint8Array) {
        messages += text.toString();
      },
    },
    writeFile(_: string, contents: string | Uint8Array) {
      if (typeof contents !== 'string') compiled = contents;
    },
  });
  if (error || !compiled) throw new Error(`${file} does not compile: ${messages}`);
  // Not base64, in which equal bytes can look different, so that it compresses less well.
  const hex = Buffer.from(compiled).toString('hex');
  return `/** ${file}, compiled by \`npm run generate\`. */\nexport const wasm =\n  '${hex}';\n`;
}
