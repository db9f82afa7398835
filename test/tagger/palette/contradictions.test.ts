import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import fc from '../../fast-check.ts';
import { decode } from '../../../src/tagger/palette/decode.ts';
import { measure } from '../../../src/tagger/palette/measures/measures.ts';
import { tagsOf, VOCABULARY } from '../../../src/tagger/palette/tags.ts';
import { CONTRADICTIONS } from '../../../src/tagger/palette/vocabulary/contradictions.ts';
import { noise } from './images.ts';

const SIDE = 128;

/** Names of which at most one is true of a picture, found by what they say and not by how they are measured. */
const AT_MOST_ONE: readonly RegExp[] = [
  /^(almost black|very dark|dark|bright|very bright|almost white)$/,
  /^(black and white|hardly any color|muted colors|colorful|very colorful)$/,
  /^(black and white|all in .+)$/,
  /^(warm|cold) colors$/,
  /^(mostly .+)$/,
  /^(uncluttered|busy|very busy|crammed with detail)$/,
  /^(calm|dense detail all over)$/,
  /^(calm|psychedelic)$/,
  /^(gloomy|cheerful|airy)$/,
  /^(fiery|icy)$/,
  /^(lopsided|symmetric)$/,
  /^subject (in|on) /,
  /^(subject in the center|lopsided)$/,
  /^(subject (in|on) .+|subject fills the frame)$/,
  /^(light|dark) lettering$/,
  /^brighter on the /,
  /^brighter at the /,
  /^(thin|wide) .+ frame$/,
  /^(soft focus|soft edges|sharp edges|cut-out shapes)$/,
  /^(few colors|a handful of colors|many colors|countless colors)$/,
  /^(low|high|stark) contrast$/,
  /^.+ edges(?<!(horizontal|vertical|sharp|soft|bright) edges)$/,
];

function contradictionsIn(raster: Uint8Array): string[] {
  const names = tagsOf(measure(raster)).map(({ name }) => name);
  const said = new Set(names);
  const found = AT_MOST_ONE.map((pattern) => names.filter((name) => pattern.test(name)))
    .filter((group) => group.length > 1)
    .map((group) => group.join(' / '));
  for (const [left, right] of CONTRADICTIONS) {
    for (const one of left.filter((name) => said.has(name))) {
      for (const other of right) if (other !== one && said.has(other)) found.push(`${one} / ${other}`);
    }
  }
  return found;
}

type Color = readonly [number, number, number];

/** A scene of a ground with a fade, blocks, discs and grain: closer to covers than random pixels are. */
const scene = fc.record({
  ground: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
  figure: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
  fade: fc.integer({ min: -200, max: 200 }),
  discs: fc.array(fc.tuple(fc.nat(SIDE), fc.nat(SIDE), fc.integer({ min: 2, max: 60 })), { maxLength: 6 }),
  stripes: fc.constantFrom(0, 0, 2, 5, 16),
  grain: fc.constantFrom(0, 0, 20, 90, 255),
  grainSize: fc.nat(5),
  edge: fc.constantFrom(0, 0, 3, 12),
  colorless: fc.boolean(),
});

function rasterOf(picture: typeof scene extends fc.Arbitrary<infer Scene> ? Scene : never): Uint8Array {
  const raster = new Uint8Array(SIDE * SIDE * 3);
  for (let i = 0; i < SIDE * SIDE; i++) {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const isFigure =
      picture.discs.some(([cx, cy, radius]) => Math.hypot(x - cx, y - cy) < radius) ||
      (picture.stripes > 0 && Math.floor(x / picture.stripes) % 2 === 1);
    const framed = Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y) < picture.edge;
    const color: Color = framed || !isFigure ? picture.ground : picture.figure;
    const change = framed
      ? 0
      : (picture.fade * y) / SIDE +
        picture.grain * (noise(x >> picture.grainSize, y >> picture.grainSize) - 0.5);
    for (let channel = 0; channel < 3; channel++) {
      const value = (color[picture.colorless ? 0 : channel] ?? 0) + change;
      raster[i * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)));
    }
  }
  return raster;
}

it('names only words of the vocabulary as contradictions', () => {
  const known = new Set(VOCABULARY.map(({ name }) => name));
  expect(CONTRADICTIONS.flat(2).filter((name) => !known.has(name))).toEqual([]);
});

it('never contradicts itself, whatever the picture', () => {
  fc.assert(
    fc.property(scene, (picture) => {
      expect(contradictionsIn(rasterOf(picture))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

const root = fileURLToPath(new URL('../../../../shared/covers', import.meta.url));

it.skipIf(!existsSync(root))('never contradicts itself on real covers, and is seldom sure', async () => {
  const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.jpg')).sort();
  const found: string[] = [];
  let [said, sure] = [0, 0];
  for (const file of files.filter((_, place) => place % 4 === 0)) {
    const raster = await decode(sharp, await readFile(join(root, file)));
    found.push(...contradictionsIn(raster).map((words) => `${file}: ${words}`));
    for (const { confidence } of tagsOf(measure(raster))) {
      said++;
      if (confidence === 1) sure++;
    }
  }
  expect(found).toEqual([]);
  expect(sure / said).toBeLessThan(0.15);
});
