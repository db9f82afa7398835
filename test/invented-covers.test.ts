import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { drawCover, inventedCovers } from '../scripts/invented-covers.ts';
import { lettering } from '../scripts/invented-covers/letters.ts';

const folder = fileURLToPath(new URL('../examples/covers', import.meta.url));

it('draws the same from the same seeds, and each cover differently', () => {
  const svgs = inventedCovers().map(({ svg }) => svg);
  expect(inventedCovers().map(({ svg }) => svg)).toEqual(svgs);
  expect(new Set(svgs).size).toBe(45);
});

it('has drawn all covers, under 300 kB together: else run `tsx scripts/invented-covers.ts`', async () => {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.webp'));
  expect(files.map((file) => file.replaceAll('\\', '/')).sort()).toEqual(
    inventedCovers()
      .map(({ path }) => path)
      .sort(),
  );
  const sizes = await Promise.all(files.map(async (file) => (await readFile(join(folder, file))).length));
  expect(sizes.reduce((a, b) => a + b)).toBeLessThan(300_000);
});

it('has files with the pictures that it draws', async () => {
  const pixels = (image: Buffer) => sharp(image).resize(32).removeAlpha().raw().toBuffer();
  for (const cover of inventedCovers().filter((_, at) => at % 5 === 0)) {
    const drawn = await pixels(await drawCover(cover));
    const kept = await pixels(await readFile(join(folder, cover.path)));
    const difference = drawn.reduce((sum, value, at) => sum + Math.abs(value - (kept[at] ?? 0)), 0);
    // Another version of sharp may draw edges a little differently.
    expect(difference / drawn.length, cover.path).toBeLessThan(4);
  }
});

it('says that they are invented', async () => {
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('None of them exists');
});

it('letters a line that is not wider than it may be', () => {
  const line = { x: 100, y: 0, height: 20, color: '#000', widest: 60 };
  const columns = Array.from(lettering('Wörmwood Ω', line).matchAll(/[ML ]?(-?[\d.]+) -?[\d.]+/gu), ([, x]) =>
    Number(x),
  );
  expect(Math.min(...columns)).toBeGreaterThanOrEqual(70);
  expect(Math.max(...columns)).toBeLessThanOrEqual(130);
});
