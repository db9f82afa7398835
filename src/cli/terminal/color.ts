import { styleText } from 'node:util';

/**
 * Styles of text. A text carries marks, and the screen makes colors of them if it has some, else it takes them out: what
 * makes a text need not know where it is printed. Marks are noncharacters of Unicode, which are meant for this and which
 * no name has.
 */
const styles = {
  /** What the following lines are about. */
  heading: { mark: '\ufdd0', format: 'bold' },
  /** The names of columns. */
  columns: { mark: '\ufdd1', format: 'dim' },
  figure: { mark: '\ufdd2', format: 'cyan' },
  failure: { mark: '\ufdd3', format: 'red' },
} as const;

const end = '\ufddf';
const marked = /[\ufdd0-\ufdd3]([^\ufdd0-\ufddf]*)\ufddf/gu;
const marks = /[\ufdd0-\ufddf]/gu;

export function heading(text: string): string {
  return styles.heading.mark + text + end;
}

/** The line above a part of an output that has several. */
export function title(text: string): string {
  return `\n${heading(text)}\n`;
}

export function columnNames(text: string): string {
  return styles.columns.mark + text + end;
}

export function figureText(text: string): string {
  return styles.figure.mark + text + end;
}

export function failure(text: string): string {
  return styles.failure.mark + text + end;
}

/** Makes colors of the marks, or takes them out. */
export function painted(text: string, hasColors: boolean): string {
  if (!hasColors) return text.replace(marks, '');
  return text
    .replace(marked, (whole, inner: string) => {
      const style = Object.values(styles).find(({ mark }) => whole.startsWith(mark));
      // This decides about colors, and not `styleText`, which would look at the process's own output.
      return style ? styleText(style.format, inner, { validateStream: false }) : inner;
    })
    .replace(marks, '');
}

/**
 * Whether an output gets colors. FORCE_COLOR comes before NO_COLOR, as in Node.js itself.
 * @param env - FORCE_COLOR: `0` and `false` mean no, other values yes. NO_COLOR: any value but an empty one means no.
 */
export function wantsColors(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTerminal && !no && terminal !== 'dumb';
}
