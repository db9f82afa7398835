/** Colors of one theme, as `#rrggbb`. */
export interface Theme {
  readonly background: string;
  readonly text: string;
  /** Less important text: 4.5:1 on the background all the same. */
  readonly muted: string;
  /** Lines that only help to read, such as a grid. */
  readonly grid: string;
  /** Lines that carry meaning, such as axes: 3:1 on the background. */
  readonly line: string;
  /** Eight colors for categories: 3:1 on the background, and different for color-blind readers too. */
  readonly categories: readonly string[];
  /** Nine steps for amounts, from none to all. */
  readonly steps: readonly string[];
}

/** From light to dark: ColorBrewer's "Blues" with nine steps (Cynthia Brewer, https://colorbrewer2.org). */
const blues = [
  '#f7fbff',
  '#deebf7',
  '#c6dbef',
  '#9ecae1',
  '#6baed6',
  '#4292c6',
  '#2171b5',
  '#08519c',
  '#08306b',
];

/** The categories have the hues of {@link dark}, so dark that they can be seen on white. */
export const light: Theme = {
  background: '#ffffff',
  text: '#1b1e24',
  muted: '#59616d',
  grid: '#dfe3e8',
  line: '#7a828e',
  categories: ['#1b66de', '#db7702', '#04a670', '#970049', '#1f1f1f', '#e20104', '#005086', '#5b7337'],
  steps: blues,
};

/**
 * The categories are those of Okabe & Ito, "Color Universal Design" (2008, https://jfly.uni-koeln.de/color/), with white for
 * black.
 */
export const dark: Theme = {
  background: '#16181d',
  text: '#eceef1',
  muted: '#a5adba',
  grid: '#323741',
  line: '#7f8896',
  categories: ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#f2f2f2', '#d55e00', '#0072b2', '#f0e442'],
  steps: ['#1d232d', ...blues.slice(1).reverse()],
};

/** The ratio of two colors' luminances, 1..21, as WCAG 2.2 defines it. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Black or white, whichever is read better on the color. */
export function inkOn(color: string): string {
  return contrast(color, '#ffffff') > contrast(color, '#0b0d10') ? '#ffffff' : '#0b0d10';
}

/** Red, green and blue as light, 0..1 each. */
export function linearRgb(color: string): [red: number, green: number, blue: number] {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance(color: string): number {
  const [red, green, blue] = linearRgb(color);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
