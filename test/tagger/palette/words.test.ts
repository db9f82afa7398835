import { describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { gray, noise, paint, SIZE, solid, tagsFor } from './images.ts';

const said = async (color: string) => tagsFor(await solid(color).png().toBuffer());

describe('colours', () => {
  it.each([
    ['#000000', 'black'],
    ['#ffffff', 'white'],
    ['#808080', 'grey'],
    ['#303030', 'dark grey'],
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
    expect(tags.names.filter((other) => /^mostly (?!warm|cold)/.test(other))).toEqual([`mostly ${name}`]);
  });

  it('names the colours of the parts', async () => {
    const halves = await tagsFor(await paint((_, y) => (y < SIZE / 2 ? [20, 60, 200] : [255, 255, 255])));
    expect(halves.of('blue top')).toBe(1);
    expect(halves.of('white bottom')).toBe(1);
    expect(halves.of('blue bottom')).toBe(0);
    expect(halves.of('white with blue')).toBe(1);
  });

  it('tells black and white from sepia and from colour', async () => {
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
    expect(warm.of('warm colours')).toBe(1);
    expect(cold.of('cold colours')).toBe(1);
    expect(warm.of('vivid')).toBe(1);
    expect((await said('#9a8f85')).of('vivid')).toBe(0);
  });

  it('finds one splash of colour on grey', async () => {
    const splash = await tagsFor(
      await paint((x, y) => (x < 40 && y < 40 ? [230, 20, 20] : gray(90 + 60 * noise(x, y)))),
    );
    expect(splash.of('grey with one splash of colour')).toBeGreaterThan(0.9);
  });
});

describe('light', () => {
  it('goes from nearly black to nearly white', async () => {
    expect((await said('#050505')).of('nearly black all over')).toBe(1);
    expect((await said('#ffffff')).of('nearly white all over')).toBe(1);
    expect((await said('#636363')).of('medium light')).toBeGreaterThan(0.9);
  });

  it('finds where it comes from', async () => {
    const right = await tagsFor(await paint((x) => gray((255 * x) / SIZE)));
    const above = await tagsFor(await paint((_, y) => gray(255 - (255 * y) / SIZE)));
    expect(right.of('light from the right')).toBe(1);
    expect(right.of('light from the left')).toBe(0);
    expect(above.of('light from above')).toBe(1);
    expect(above.of('vertical gradient')).toBeGreaterThan(0.9);
  });

  it('sees a spotlit centre and its contrary', async () => {
    const spot = (inside: number, outside: number) =>
      paint((x, y) => gray(Math.hypot(x - SIZE / 2, y - SIZE / 2) < SIZE / 3 ? inside : outside));
    const lit = await tagsFor(await spot(230, 20));
    const dark = await tagsFor(await spot(20, 230));
    expect(lit.of('spotlit centre')).toBe(1);
    expect(dark.of('bright edges around a dark centre')).toBe(1);
    expect(dark.of('spotlit centre')).toBe(0);
  });
});

describe('texture', () => {
  it('calls a checkerboard busier than a gradient', async () => {
    const board = await tagsFor(await paint((x, y) => gray((x >> 2) % 2 === (y >> 2) % 2 ? 0 : 255)));
    const gradient = await tagsFor(await paint((x) => gray((255 * x) / SIZE)));
    expect(board.of('crammed with detail')).toBe(1);
    expect(gradient.of('nearly empty')).toBeGreaterThan(0.9);
    expect(gradient.of('crammed with detail')).toBe(0);
  });

  it('tells level from upright lines', async () => {
    const level = await tagsFor(await paint((_, y) => gray((y >> 3) % 2 ? 30 : 220)));
    const upright = await tagsFor(await paint((x) => gray((x >> 3) % 2 ? 30 : 220)));
    const diagonal = await tagsFor(await paint((x, y) => gray(((x + y) >> 3) % 2 ? 30 : 220)));
    expect(level.of('strong level lines')).toBe(1);
    expect(upright.of('strong upright lines')).toBe(1);
    expect(diagonal.of('many diagonal lines')).toBe(1);
    expect(level.of('strong upright lines') + upright.of('strong level lines')).toBe(0);
  });

  it('tells grain from smoothness, sharp from soft', async () => {
    const grain = await paint((x, y) => gray(128 + 40 * noise(x, y)), 128, 128);
    expect((await tagsFor(grain)).of('rough surfaces')).toBeGreaterThan(0.5);
    expect((await said('#808080')).of('glassy smooth surfaces')).toBe(1);
    const shapes = await paint((x, y) => gray(noise(x >> 5, y >> 5) < 0.5 ? 20 : 230));
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
    expect(centered.of('centred subject')).toBeGreaterThan(0.9);
    expect(centered.of('floating subject')).toBe(1);
    expect(centered.of('plain background all round')).toBe(1);
    expect(left.of('subject on the left')).toBe(1);
    expect(left.of('centred subject')).toBe(0);
  });

  it('sees a white frame', async () => {
    const inside = (x: number, y: number, edge: number) => Math.min(x, y, SIZE - 1 - x, SIZE - 1 - y) < edge;
    const picture = (edge: number) =>
      paint((x, y) => (inside(x, y, edge) ? gray(255) : [255 * noise(x >> 3, y >> 3), 40, 40]));
    const wide = await tagsFor(await picture(24));
    expect(wide.of('wide white frame')).toBe(1);
    expect(wide.of('white border')).toBeGreaterThan(0.9);
    const thin = await tagsFor(await picture(6));
    expect(thin.of('thin white frame')).toBeGreaterThan(0.5);
    expect((await tagsFor(await picture(0))).of('wide white frame')).toBe(0);
  });

  it('sees a dividing line', async () => {
    const halves = await tagsFor(await paint((_, y) => gray(y < SIZE / 2 ? 10 : 245)));
    expect(halves.of('hard horizontal stripe')).toBe(1);
    expect(halves.of('dividing line in the middle third')).toBeGreaterThan(0.9);
  });
});

describe('lettering', () => {
  it('finds an advisory label in a corner, and none in lettering elsewhere', async () => {
    const inLabel = (x: number, y: number) => x >= 100 && x < 119 && y >= 110 && y < 122;
    const label = (x: number, y: number) => (y < 113 || y >= 119 ? gray(10) : gray(x % 4 < 2 ? 245 : 150));
    const tags = await tagsFor(await paint((x, y) => (inLabel(x, y) ? label(x, y) : gray(90)), 128, 128));
    expect(tags.of('advisory label')).toBeGreaterThan(0.5);
    const elsewhere = await paint((x, y) => (inLabel(x, y + 60) ? label(x, y + 60) : gray(90)), 128, 128);
    expect((await tagsFor(elsewhere)).of('advisory label')).toBe(0);
  });

  it('finds light strokes on a dark ground, where they are', async () => {
    const strokes = (ground: number, ink: number) =>
      paint((x, y) => gray(y > 6 && y < 22 && x % 10 < 3 ? ink : ground));
    const light = await tagsFor(await strokes(15, 240));
    expect(light.of('light lettering at the very top')).toBeGreaterThan(0.5);
    expect(light.of('dark lettering at the very top')).toBe(0);
    expect(light.of('light lettering at the very bottom')).toBe(0);
    const dark = await tagsFor(await strokes(240, 15));
    expect(dark.of('dark lettering at the very top')).toBeGreaterThan(0.5);
  });
});
