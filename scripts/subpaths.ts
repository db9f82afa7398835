import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

/**
 * The public entries of the package by their subpath; `''` is the package itself. A folder of `src` is public if it has
 * an `index.ts`. Its subpath is its path below `src`, without the room of a provider: `src/tagger/onnx` is `spotitags/onnx`.
 */
export function publicEntries(): ReadonlyMap<string, string> {
  const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' });
  const entries = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file === 'index.ts' || file.endsWith('/index.ts'))
    .map((file): [string, string] => [subpathOf(file), `src/${file}`]);
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function subpathOf(index: string): string {
  const folder = dirname(index);
  return folder === '.' ? '' : folder.replace(/^(?:catalog|tagger|classifier)\//u, '');
}

/** The absolute path of a file of the project. */
export function projectFile(path: string): string {
  return fileURLToPath(new URL(path, root));
}
