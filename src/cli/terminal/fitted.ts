import { largestOf } from '../../util/order.ts';

/** Begins a row of a table, until the screen takes it out. It is in the range of the marks of styles. */
export const rowMark = '\ufdd8';

const end = '\ufddf';
const figureMark = '\ufdd2';
const mark = /[\ufdd0-\ufddf]/u;

/**
 * Cuts rows of tables that are wider than the terminal, which would go on in the middle of a cell below. Figures are cut as a
 * whole: a part of one is another figure.
 */
export function fitted(text: string, width: number): string {
  if (width === Infinity || !text.includes(rowMark)) return text;
  return text
    .split('\n')
    .map((line) => (line.startsWith(rowMark) ? cut(line, width) : line))
    .join('\n');
}

function cut(line: string, columns: number): string {
  let [kept, width, style] = ['', 0, ''];
  /** What remains if the row is too wide, before its ellipsis. */
  let shorter = { text: '', isStyled: false };
  for (const character of line) {
    if (character === end) style = '';
    else if (mark.test(character) && character !== rowMark) style = character;
    width += widthOf(character);
    if (width > columns) {
      const text = shorter.text.trimEnd();
      return `${text}${text.endsWith(end) ? ' ' : ''}…${shorter.isStyled ? end : ''}`;
    }
    kept += character;
    // A space tells the ellipsis from a figure before it.
    const fits = character === end ? width < columns - 1 : width < columns;
    if (fits && style !== figureMark) shorter = { text: kept, isStyled: style !== '' };
  }
  return line;
}

/** Columns of a terminal. */
function widthOf(character: string): number {
  if (mark.test(character) || /^\p{Mn}$/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

/** Columns of the widest row. */
export function widthOfTable(text: string): number {
  return largestOf(
    text.split('\n').map((line) => Array.from(line).reduce((sum, each) => sum + widthOf(each), 0)),
  );
}
