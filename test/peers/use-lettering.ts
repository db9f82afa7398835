import sharp from 'sharp';

/** Letters of five by seven rectangles, so that no font is needed. */
const shapes: Readonly<Record<string, readonly (readonly [number, number, number, number])[]>> = {
  E: [
    [0, 0, 1, 7],
    [0, 0, 4, 1],
    [0, 3, 4, 1],
    [0, 6, 4, 1],
  ],
  F: [
    [0, 0, 1, 7],
    [0, 0, 4, 1],
    [0, 3, 3, 1],
  ],
  H: [
    [0, 0, 1, 7],
    [4, 0, 1, 7],
    [0, 3, 5, 1],
  ],
  I: [[2, 0, 1, 7]],
  L: [
    [0, 0, 1, 7],
    [0, 6, 4, 1],
  ],
  T: [
    [0, 0, 5, 1],
    [2, 0, 1, 7],
  ],
  ' ': [],
};

export interface Writing {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  /** Pixels. */
  readonly height: number;
}

/** A PNG with lines of lettering: capitals of E, F, H, I, L and T. */
export function written(lines: readonly Writing[], size = 300, color = '#203050'): Promise<Buffer> {
  const parts = lines.flatMap(({ text, left, top, height }) => {
    const unit = height / 7;
    return Array.from(text).flatMap((letter, at) =>
      (shapes[letter] ?? []).map(([x, y, wide, high]) => {
        const place = `x="${left + (at * 6 + x) * unit}" y="${top + y * unit}"`;
        return `<rect ${place} width="${wide * unit}" height="${high * unit}" fill="#ffffff"/>`;
      }),
    );
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">${parts.join('')}</svg>`;
  return sharp({ create: { width: size, height: size, channels: 3, background: color } })
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}
