/** Letters as lines on a grid of 4 × 6, from the top left: one picture on all machines, whatever fonts they have. */
const strokes: Readonly<Record<string, string>> = {
  A: '06 03 20 43 46|04 44',
  B: '00 06 36 45 44 33 03|33 42 41 30 00',
  C: '41 30 10 01 05 16 36 45',
  D: '00 06 26 44 42 20 00',
  E: '40 00 06 46|03 33',
  F: '40 00 06|03 33',
  G: '41 30 10 01 05 16 36 45 43 23',
  H: '00 06|40 46|03 43',
  I: '20 26',
  J: '40 45 36 16 05',
  K: '00 06|40 03 46',
  L: '00 06 46',
  M: '06 00 23 40 46',
  N: '06 00 46 40',
  O: '10 30 41 45 36 16 05 01 10',
  P: '06 00 30 41 42 33 03',
  Q: '10 30 41 45 36 16 05 01 10|34 46',
  R: '06 00 30 41 42 33 03|23 46',
  S: '41 30 10 01 02 13 33 44 45 36 16 05',
  T: '00 40|20 26',
  U: '00 05 16 36 45 40',
  V: '00 26 40',
  W: '00 16 23 36 40',
  X: '00 46|40 06',
  Y: '00 23 40|23 26',
  Z: '00 40 06 46',
};

export interface Lettering {
  /** The middle of the line. */
  readonly x: number;
  /** The top of the letters. */
  readonly y: number;
  /** Of a letter. */
  readonly height: number;
  readonly color: string;
  /** Thickness of the lines as a share of the height. @default 0.12 */
  readonly weight?: number;
  /** Between letters, as a share of their width. @default 0.5 */
  readonly spacing?: number;
  /** The line is made smaller, if it is wider. */
  readonly widest: number;
  readonly cap?: 'round' | 'butt' | 'square';
}

/** A line of text. Letters lose their accents; what is not a letter is a space. */
export function lettering(text: string, line: Lettering): string {
  const { x, y, color, weight = 0.12, spacing = 0.5, cap = 'round' } = line;
  const letters = Array.from(text.normalize('NFD').toUpperCase().replaceAll(/\p{M}/gu, ''));
  const advance = (4 / 6) * (1 + spacing);
  const units = letters.length * advance - (4 / 6) * spacing;
  const height = Math.min(line.height, line.widest / units);
  const cell = height / 6;
  const paths = letters.flatMap((letter, at) => {
    const left = x - (units * height) / 2 + at * advance * height;
    return (strokes[letter]?.split('|') ?? []).map((points) => {
      const [first = '', ...others] = points
        .split(' ')
        .map(
          ([column = '0', row = '0']) =>
            `${round(left + Number(column) * cell)} ${round(y + Number(row) * cell)}`,
        );
      return `M${first}L${others.join(' ')}`;
    });
  });
  return (
    `<path d="${paths.join('')}" fill="none" stroke="${color}" stroke-width="${round(weight * height)}" ` +
    `stroke-linecap="${cap}" stroke-linejoin="${cap === 'round' ? 'round' : 'miter'}"/>`
  );
}

const round = (value: number): number => Math.round(10 * value) / 10;
