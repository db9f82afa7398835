/** Draws the covers of examples/covers: `tsx scripts/invented-covers.ts`. The same seeds give the same pictures. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { type InventedArtist, inventedArtists } from './invented-covers/artists.ts';
import { basaltDrone } from './invented-covers/basalt-drone.ts';
import { blockPop } from './invented-covers/block-pop.ts';
import { hazeFolk } from './invented-covers/haze-folk.ts';
import { projectFile } from './subpaths.ts';

const styles = { 'basalt drone': basaltDrone, 'block pop': blockPop, 'haze folk': hazeFolk };
/** Dense pictures are large files. */
const qualities = { 'basalt drone': 42, 'block pop': 60, 'haze folk': 70 };

export interface InventedCover {
  /** Below the folder of the covers: `block pop/Bibi Tangram/Sugar Grid.webp`. */
  readonly path: string;
  readonly svg: string;
  readonly quality: number;
}

export function inventedCovers(): InventedCover[] {
  return (Object.keys(styles) as (keyof typeof styles)[]).flatMap((genre) => {
    const artists: readonly InventedArtist[] = inventedArtists[genre];
    return artists.flatMap(({ name, titles, colors }, artist) =>
      titles.map((title, album) => {
        const sketch = {
          artist: name,
          title,
          colors,
          motif: artist + 2 * album,
          seed: 1 + artist * 100 + album,
        };
        return {
          path: `${genre}/${name}/${title}.webp`,
          svg: styles[genre](sketch),
          quality: qualities[genre],
        };
      }),
    );
  });
}

export function drawCover({ svg, quality }: InventedCover): Promise<Buffer> {
  return sharp(Buffer.from(svg)).webp({ quality, effort: 6, smartSubsample: true }).toBuffer();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const covers = inventedCovers();
  for (const genre of Object.keys(styles))
    rmSync(projectFile(`examples/covers/${genre}`), { recursive: true, force: true });
  let bytes = 0;
  for (const cover of covers) {
    const file = projectFile(`examples/covers/${cover.path}`);
    const image = await drawCover(cover);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, image);
    bytes += image.length;
  }
  console.log(`${covers.length} covers, ${Math.round(bytes / 1000)} kB`);
}
