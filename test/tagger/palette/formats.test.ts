import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { errorFor, paint, type Painter, SIZE, solid, tagsFor } from './images.ts';

const redAboveWhite: Painter = (_, y) => (y < SIZE / 2 ? [220, 20, 20] : [250, 250, 250]);

describe('formats', () => {
  it.each([
    ['JPEG', solid('#d01515').jpeg({ quality: 95 })],
    ['WebP', solid('#d01515').webp()],
    ['AVIF', solid('#d01515').avif()],
    ['16-bit PNG', solid('#d01515').toColorspace('rgb16').png()],
    ['palette PNG', solid('#d01515').png({ palette: true })],
    ['CMYK JPEG', solid('#d01515').withIccProfile('cmyk').toColorspace('cmyk').jpeg({ quality: 95 })],
    ['Display P3 PNG', solid('#d01515').withIccProfile('p3').png()],
    ['one pixel', solid('#d01515', 1, 1).png()],
    ['20,000 × 500 pixels', solid('#d01515', 20_000, 500).png()],
  ])('calls red red: %s', async (_, image) => {
    const tags = await tagsFor(await image.toBuffer());
    expect(tags.names.some((name) => /^mostly (bright )?red$/.test(name))).toBe(true);
    expect(tags.of('blue and red')).toBe(0);
  });

  it('calls a grayscale image black and white', async () => {
    const tags = await tagsFor(await solid('#777777').toColorspace('b-w').png().toBuffer());
    expect(tags.of('mostly gray')).toBe(1);
    expect(tags.of('black and white')).toBe(1);
  });

  it.each(['gif', 'webp'] as const)('looks at the first frame of an animated %s', async (format) => {
    const frames = await Promise.all(['#d01515', '#1030a0'].map((color) => solid(color).png().toBuffer()));
    const animated = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    expect((await sharp(animated).metadata()).pages).toBe(2);
    const tags = await tagsFor(animated);
    expect(tags.names.filter((name) => name.startsWith('mostly '))).toEqual(['mostly bright red']);
  });

  it('sees what is transparent as white', async () => {
    const clear = { r: 200, g: 0, b: 0, alpha: 0 };
    const bytes = await sharp({ create: { width: 64, height: 64, channels: 4, background: clear } })
      .png()
      .toBuffer();
    expect((await tagsFor(bytes)).of('mostly white')).toBe(1);
  });

  it('turns the image as its EXIF says', async () => {
    const upright = await paint(redAboveWhite);
    const upsideDown = await sharp(upright).rotate(180).withMetadata({ orientation: 3 }).jpeg().toBuffer();
    const tags = await tagsFor(upsideDown);
    expect(tags.of('red at the top')).toBe(1);
    expect(tags.of('white at the bottom')).toBe(1);
  });
});

describe('images that cannot be tagged', () => {
  it.each([
    ['text', Buffer.from('not an image'), /^The image cannot be decoded/u],
    ['nothing', Buffer.alloc(0), /^The image is empty: it has 0 bytes\.$/u],
  ])('refuses %s for that cover alone', async (_, bytes, message) => {
    const error = await errorFor({ bytes });
    expect(error.code).toBe('cover');
    expect(error.message).toMatch(message);
  });

  it('refuses a JPEG that ends too early', async () => {
    const whole = await paint((x, y) => [x, y, (x * y) % 256]);
    const jpeg = await sharp(whole).jpeg().toBuffer();
    const error = await errorFor({ bytes: jpeg.subarray(0, jpeg.length >> 1) });
    expect(error.code).toBe('cover');
  });

  it('refuses more than 40 megapixels by the header, without decoding', async () => {
    // A decoder would complain of the pixels that are missing.
    const error = await errorFor({ bytes: pngHeader(6400, 6400) });
    expect(error.code).toBe('cover');
    expect(error.message).toContain('40 megapixels');
  });

  it('says that a file is not there without naming it', async () => {
    const error = await errorFor({ path: '/nowhere/secret-name.jpg' });
    expect(error.code).toBe('cover');
    expect(error.message).toBe('The image does not exist.');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)).split('stack')[0]).not.toContain(
      'secret',
    );
  });
});

/** A PNG of any size whose pixels are missing: decoding it fails otherwise than refusing it does. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc(16));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
