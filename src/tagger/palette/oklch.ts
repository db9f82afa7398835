/** A color as people see it: OKLab in polar form. */
export interface Oklch {
  /** 0 (black) .. 1 (white) */
  readonly lightness: number;
  /** 0 (gray) .. about 0.32 (the most vivid sRGB color) */
  readonly chroma: number;
  /** Degrees, 0..360; meaningless where chroma is near zero. */
  readonly hue: number;
}

/**
 * sRGB (0..255 each) to OKLCh, by Björn Ottosson's formula and constants
 * (https://bottosson.github.io/posts/oklab/, public domain).
 */
export function oklchOf(red: number, green: number, blue: number): Oklch {
  const r = linear(red);
  const g = linear(green);
  const b = linear(blue);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const labA = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const labB = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const degrees = (Math.atan2(labB, labA) * 180) / Math.PI;
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    chroma: Math.hypot(labA, labB),
    hue: degrees < 0 ? degrees + 360 : degrees,
  };
}

function linear(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}
