import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { emotionOf } from '../../../src/tagger/palette/vocabulary/mood-words.ts';
import { gray, noise, paint, SIZE, solid, tagsFor } from './images.ts';

const said = async (color: string) => tagsFor(await solid(color).png().toBuffer());

describe('colors', () => {
  it.each([
    ['#000000', 'black'],
    ['#ffffff', 'white'],
    ['#808080', 'gray'],
    ['#303030', 'dark gray'],
    ['#e01515', 'bright red'],
    ['#6b0f0f', 'dark red'],
    ['#ff9020', 'orange'],
    ['#5a3a22', 'brown'],
    ['#d2b48c', 'tan'],
    ['#f5ecd8', 'cream'],
    ['#ffee20', 'yellow'],
    ['#20a040', 'green'],
    ['#12361a', 'dark green'],
    ['#30d0c8', 'turquoise'],
    ['#101c50', 'navy'],
    ['#70b8f0', 'sky blue'],
    ['#2050d0', 'blue'],
    ['#7a30a0', 'purple'],
    ['#f020c0', 'magenta'],
    ['#ff9ab8', 'pink'],
  ])('calls a picture of %s mostly %s', async (color, name) => {
    const tags = await said(color);
    expect(tags.of(`mostly ${name}`)).toBe(1);
    expect(tags.names.filter((other) => other.startsWith('mostly '))).toEqual([`mostly ${name}`]);
  });

  it('names the colors of the parts', async () => {
    const halves = await tagsFor(await paint((_, y) => (y < SIZE / 2 ? [20, 60, 200] : [255, 255, 255])));
    expect(halves.of('blue at the top')).toBe(1);
    expect(halves.of('white at the bottom')).toBe(1);
    expect(halves.of('blue at the bottom')).toBe(0);
    expect(halves.of('blue and white')).toBe(1);
  });

  it('tells black and white from sepia and from color', async () => {
    const photo = (x: number, y: number) => 40 + 180 * noise(x >> 3, y >> 3);
    const plain = await tagsFor(await paint((x, y) => gray(photo(x, y))));
    const sepia = await tagsFor(
      await paint((x, y) => [photo(x, y), photo(x, y) * 0.86, photo(x, y) * 0.72] as const),
    );
    expect(plain.of('black and white')).toBe(1);
    expect(sepia.of('black and white')).toBe(0);
    expect(sepia.of('sepia')).toBeGreaterThan(0.5);
    expect(plain.of('sepia')).toBe(0);
    expect((await said('#2050d0')).of('black and white')).toBe(0);
  });

  it('tells warm from cold, and muted from vivid', async () => {
    const [warm, cold] = [await said('#e06020'), await said('#2060e0')];
    expect(warm.of('warm colors')).toBe(1);
    expect(cold.of('cold colors')).toBe(1);
    expect(warm.of('vivid colors')).toBe(1);
    expect((await said('#9a8f85')).of('vivid colors')).toBe(0);
  });

  it('finds a splash of color on gray', async () => {
    const splash = await tagsFor(
      await paint((x, y) => (x < 40 && y < 40 ? [230, 20, 20] : gray(90 + 60 * noise(x, y)))),
    );
    expect(splash.of('a splash of color')).toBeGreaterThan(0.9);
  });
});

describe('light', () => {
  it('goes from nearly black to nearly white', async () => {
    expect((await said('#050505')).of('almost black')).toBe(1);
    expect((await said('#ffffff')).of('almost white')).toBe(1);
    expect((await said('#1c1c1c')).of('very dark')).toBeGreaterThan(0.8);
    expect((await said('#c0c0c0')).of('very bright')).toBeGreaterThan(0.7);
  });

  it('finds the lighter side', async () => {
    const right = await tagsFor(await paint((x) => gray((255 * x) / SIZE)));
    const above = await tagsFor(await paint((_, y) => gray(255 - (255 * y) / SIZE)));
    expect(right.of('brighter on the right')).toBe(1);
    expect(right.of('brighter on the left')).toBe(0);
    expect(above.of('brighter at the top')).toBe(1);
  });

  it('tells a bright center from a dark one', async () => {
    const spot = (inside: number, outside: number) =>
      paint((x, y) => gray(Math.hypot(x - SIZE / 2, y - SIZE / 2) < SIZE / 3 ? inside : outside));
    const lit = await tagsFor(await spot(230, 20));
    const dark = await tagsFor(await spot(20, 230));
    expect(lit.of('bright center')).toBe(1);
    expect(dark.of('dark center, bright edges')).toBe(1);
    expect(dark.of('bright center')).toBe(0);
  });
});

describe('texture', () => {
  it('calls a checkerboard busier than a gradient', async () => {
    const board = await tagsFor(await paint((x, y) => gray((x >> 2) % 2 === (y >> 2) % 2 ? 0 : 255)));
    const gradient = await tagsFor(await paint((x) => gray((255 * x) / SIZE)));
    expect(board.of('crammed with detail')).toBe(1);
    expect(gradient.of('uncluttered')).toBe(1);
    expect(gradient.of('crammed with detail')).toBe(0);
  });

  it('tells horizontal, vertical and diagonal lines apart', async () => {
    const level = await tagsFor(await paint((_, y) => gray((y >> 3) % 2 ? 30 : 220)));
    const upright = await tagsFor(await paint((x) => gray((x >> 3) % 2 ? 30 : 220)));
    const diagonal = await tagsFor(await paint((x, y) => gray(((x + y) >> 3) % 2 ? 30 : 220)));
    expect(level.of('long horizontal edges')).toBe(1);
    expect(upright.of('long vertical edges')).toBe(1);
    expect(diagonal.of('diagonal lines')).toBe(1);
    expect(level.of('long vertical edges') + upright.of('long horizontal edges')).toBe(0);
  });

  it('tells grain from smoothness, sharp from soft', async () => {
    const grain = await paint((x, y) => gray(128 + 40 * noise(x, y)), 128, 128);
    expect((await tagsFor(grain)).of('rough texture')).toBeGreaterThan(0.5);
    expect((await said('#808080')).of('smooth surfaces')).toBe(1);
    const shapes = await paint((x, y) => gray(noise(x >> 5, y >> 5) < 0.5 ? 20 : 230), 128, 128);
    const blurred = await sharp(shapes).blur(6).png().toBuffer();
    expect((await tagsFor(shapes)).of('cut-out shapes')).toBeGreaterThan(0.5);
    expect((await tagsFor(blurred)).of('cut-out shapes')).toBe(0);
  });
});

describe('composition', () => {
  it('knows symmetry', async () => {
    const blob = (x: number, y: number) => gray(255 * noise(x >> 4, y >> 4));
    const mirrored = await tagsFor(await paint((x, y) => blob(Math.min(x, SIZE - 1 - x), y)));
    const plain = await tagsFor(await paint(blob));
    expect(mirrored.of('symmetric')).toBe(1);
    expect(plain.of('symmetric')).toBe(0);
  });

  it('finds the subject', async () => {
    const disc = (cx: number) =>
      paint((x, y) => (Math.hypot(x - cx, y - SIZE / 2) < 30 ? [200, 30, 30] : [240, 240, 240]));
    const centered = await tagsFor(await disc(SIZE / 2));
    const left = await tagsFor(await disc(36));
    expect(centered.of('subject in the center')).toBeGreaterThan(0.9);
    expect(centered.of('plain background all around')).toBe(1);
    expect(left.of('subject on the left')).toBe(1);
    expect(left.of('subject in the center')).toBe(0);
  });

  it('sees a white frame', async () => {
    const inside = (x: number, y: number, edge: number) => Math.min(x, y, SIZE - 1 - x, SIZE - 1 - y) < edge;
    const picture = (edge: number) =>
      paint((x, y) => (inside(x, y, edge) ? gray(255) : [255 * noise(x >> 3, y >> 3), 40, 40]));
    const wide = await tagsFor(await picture(24));
    expect(wide.of('wide white frame')).toBe(1);
    expect(wide.of('white edges')).toBeGreaterThan(0.9);
    const thin = await tagsFor(await picture(6));
    expect(thin.of('thin white frame')).toBeGreaterThan(0.5);
    expect((await tagsFor(await picture(0))).of('wide white frame')).toBe(0);
  });

  it('sees no frame in a white ground with a disc on it', async () => {
    const disc = await paint((x, y) => gray(Math.hypot(x - SIZE / 2, y - SIZE / 2) < 60 ? 20 : 255));
    expect((await tagsFor(disc)).names.filter((name) => name.endsWith('frame'))).toEqual([]);
  });

  it('sees a dividing line', async () => {
    const halves = await tagsFor(await paint((_, y) => gray(y < SIZE / 2 ? 10 : 245)));
    expect(halves.of('hard edge across the middle')).toBeGreaterThan(0.9);
  });
});

describe('lettering', () => {
  it('finds light and dark strokes, where they are', async () => {
    const strokes = (ground: number, ink: number) =>
      paint((x, y) => gray(y > 6 && y < 60 && x % 10 < 2 ? ink : ground));
    const light = await tagsFor(await strokes(15, 240));
    expect(light.of('lettering at the top')).toBeGreaterThan(0.5);
    expect(light.of('lettering at the bottom')).toBe(0);
    expect(light.of('light lettering')).toBeGreaterThan(0.5);
    expect(light.of('dark lettering')).toBe(0);
    expect((await tagsFor(await strokes(240, 15))).of('dark lettering')).toBeGreaterThan(0.5);
  });
});

describe('moods', () => {
  it.each([
    ['gloomy', () => paint((x, y) => gray(20 + 50 * noise(x >> 4, y >> 4)))],
    ['fiery', () => paint((x, y) => [130 + 125 * noise(x >> 3, y >> 3), 150 * noise(x >> 4, y >> 4), 0])],
    ['icy', () => paint((x, y) => [150 + 40 * noise(x >> 5, y >> 5), 190, 225])],
    ['nocturnal', () => paint((x, y) => [8, 16, 40 + 40 * noise(x >> 4, y >> 4)])],
    ['earthy', () => paint((x, y) => [90 + 30 * noise(x >> 4, y >> 4), 75, 45])],
  ] as const)('finds a picture %s', async (mood, picture) => {
    const tags = await tagsFor(await picture());
    expect(tags.of(mood)).toBeGreaterThan(0.5);
  });

  it.each([
    // Brightness and saturation of a usual cover: every feeling is 0. Then one distance more of each.
    [0.5, 0.045, [0, 0, 0]],
    [0.7, 0.045, [0.69, -0.31, -0.76]],
    [0.5, 0.08, [0.22, 0.6, 0.32]],
  ] as const)('weighs lightness %d and chroma %d as Valdez and Mehrabian found', (mean, chroma, expected) => {
    const { pleasure, arousal, dominance } = emotionOf({ light: { mean }, colors: { chroma } });
    for (const [place, value] of [pleasure, arousal, dominance].entries())
      expect(value).toBeCloseTo(expected[place] ?? NaN, 10);
  });
});
