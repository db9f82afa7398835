import { spawnSync } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { projectFile } from '../../scripts/subpaths.ts';
import { folderOf } from '../files.ts';

const modules = ['dataset', 'csv'].map((name) => pathToFileURL(projectFile(`src/dataset/${name}.ts`)).href);

/** Writes an example of almost a megabyte, as the only one. */
const program = (call: string) => `
  const [{ writeDataset }, { writeCsv }] = await Promise.all(${JSON.stringify(modules)}.map((url) => import(url)));
  const path = process.argv.at(-1);
  const tags = Array.from({ length: 20_000 }, (_, n) => ({ name: 'tag number ' + n, weight: 1, covers: 1 }));
  const artist = { catalog: 'c', id: 'a', name: 'A' };
  const example = { genre: 'g', profile: { artist, tagger: 't', albums: [], tags } };
  await ${call}.then(
    (examples) => console.log('written', examples),
    ({ code, message }) => console.log(code, message),
  );
`;

/** What a program says, in which a file may have so many KB. A write across the limit writes a part, and says so. */
function run(call: string, path: string, limit: number): string {
  const command = `trap '' XFSZ; ulimit -f ${limit}; exec "$0" --import tsx --input-type=module -e "$1" -- "$2"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, program(call), path], {
    encoding: 'utf8',
    cwd: projectFile(''),
    // Its cache would have cut files.
    env: { ...process.env, TSX_DISABLE_CACHE: '1' },
  });
  return stdout + stderr;
}

const calls = ["writeDataset(path, 't', [example])", 'writeCsv(path, [example])'];

it.skipIf(process.platform !== 'linux').each(calls)(
  '%s leaves the old file if the end does not fit',
  async (call) => {
    const root = await folderOf({ out: 'old' });
    const path = join(root, 'out');
    expect(run(call, path, 128)).toMatch(/^invalid-input .*out cannot be written \(EFBIG/u);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(root)).toEqual(['out']);
    expect(run(call, path, 2000)).toBe('written 1\n');
    expect((await stat(path)).size).toBeGreaterThan(256_000);
  },
);
