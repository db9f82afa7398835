import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Paths of images, spread over a folder. */
export function imagesIn(folder: string, most = Infinity): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:jpe?g|png|webp)$/iu.test(file))
    .sort();
  const step = Math.max(1, Math.floor(files.length / most));
  return files
    .filter((_, at) => at % step === 0)
    .slice(0, most)
    .map((file) => join(folder, file));
}

export const inventedCovers = fileURLToPath(new URL('../../examples/covers', import.meta.url));

/** Not part of the project. */
export const realCovers = fileURLToPath(new URL('../../../shared/covers', import.meta.url));

/** For a page. */
export function base64Of(file: string): string {
  return readFileSync(file).toString('base64');
}
