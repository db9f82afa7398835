import { largestOf } from '../../util/order.ts';
import { escapeUnsafe } from '../../util/json.ts';
import { columnNames, figureText, painted, wantsColors } from './color.ts';
import { fitted, rowMark } from './fitted.ts';

/** The parts of the process that a command may use. Tests replace them. */
export interface ProcessIo {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory, for settings. */
  readonly cwd: string;
  /**
   * Asks to stop without losing what was paid for. `signal` stops at once. The `cause` of the reason is the name of the
   * signal of the operating system.
   */
  readonly stop: AbortSignal;
  readonly signal: AbortSignal;
}

/** What commands get: outputs that print no control characters. */
export interface Io extends ProcessIo {
  readonly stdout: Screen;
  readonly stderr: Screen;
}

export function safeIo(io: ProcessIo): Io {
  const screenOf = (output: Output) => new Screen(output, wantsColors(output.isTTY ?? false, io.env));
  return { ...io, stdout: screenOf(io.stdout), stderr: screenOf(io.stderr) };
}

/**
 * Milliseconds between `stop` and `signal`, for answers that are paid for. Kubernetes waits as long before it kills a
 * process.
 */
export const stopLimit = 30_000;

/** Aborts at the first interrupt, for commands without work to finish. */
export function atOnce({ stop, signal }: ProcessIo): AbortSignal {
  return AbortSignal.any([stop, signal]);
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * The one way to the terminal. Names, tags and arguments are untrusted: control characters are written as `\u001b`, which
 * is also right in JSON. Styled parts of a text get colors if the output has some.
 */
export class Screen {
  readonly #output: Output;
  readonly #hasColors: boolean;
  readonly #started = performance.now();
  /** Whether the current line of the terminal shows progress. */
  #hasProgress = false;

  constructor(output: Output, hasColors: boolean) {
    this.#output = output;
    this.#hasColors = hasColors;
  }

  /** How much it says. Failures are always said. */
  level: 'quiet' | 'normal' | 'verbose' = 'normal';

  get isTerminal(): boolean {
    return this.#output.isTTY ?? false;
  }

  /** Columns of the terminal. Infinite if the output is not one, or does not say it: then tables have all of their width. */
  get width(): number {
    const { columns = 0 } = this.#output;
    return this.isTerminal && columns > 0 ? columns : Infinity;
  }

  write(text: string): void {
    if (this.level !== 'quiet') this.#print(text);
  }

  /** What went wrong, which is said to a user who wants quiet, too. */
  fail(text: string): void {
    if (this.#hasProgress) this.clear();
    this.#print(text);
  }

  /** A line for a user who wants to know each step, with the seconds since the beginning. */
  detail(line: string): void {
    if (this.level !== 'verbose') return;
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(2);
    this.note(columnNames(`[${seconds} s] ${printable(line)}`));
  }

  #print(text: string): void {
    this.#output.write(painted(fitted(escapeUnsafe(text), this.width), this.#hasColors));
  }

  /** A line that may come while a line of progress is shown. */
  note(line: string): void {
    if (this.isTerminal) this.clear();
    this.write(`${line}\n`);
  }

  /** Characters of a line that {@link redraw} shows. Behind one of the whole width, some terminals begin a new line. */
  get progressWidth(): number {
    return (Number.isFinite(this.width) ? this.width : 80) - 1;
  }

  /** Replaces the current line of a terminal. */
  redraw(line: string): void {
    if (this.level === 'quiet') return;
    this.#hasProgress = true;
    this.#output.write(`\r${escapeUnsafe(line.slice(0, this.progressWidth))}\u001b[K`);
  }

  /** Clears the current line of a terminal. */
  clear(): void {
    if (this.level === 'quiet') return;
    this.#hasProgress = false;
    this.#output.write('\r\u001b[K');
  }
}

/** Names in text that people read: a space is easier to read than an escape. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Noncharacter_Code_Point}\u2028\u2029]+/gu, ' ');
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A difference of two shares. */
export function signedPercent(share: number): string {
  // A share that rounds to 0 has no sign.
  const text = percent(share);
  return text.startsWith('-') && Number.parseFloat(text) !== 0 ? text : `+${percent(Math.abs(share))}`;
}

const figure = /^[+-]?[\d.]+( %)?$/u;

/**
 * Rows as text columns below their names. Columns of figures are aligned to the right. A column without any text is left out.
 * A terminal that is narrower cuts the rows.
 */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printable));
  const columns = names.flatMap((name, at) => {
    const column = cells.map((row) => row[at] ?? '');
    return column.every((cell) => cell === '') ? [] : [{ at, ...columnOf(printable(name), column) }];
  });
  const line = (text: (column: (typeof columns)[number]) => string) => {
    const joined = columns.map(text).join('  ');
    return `  ${joined.trimEnd()}`;
  };
  return [
    columnNames(line(({ name, pad }) => pad(name))),
    ...cells.map((row) =>
      line(({ at, pad, isFigures }) => {
        const cell = pad(row[at] ?? '');
        return isFigures ? figureText(cell) : cell;
      }),
    ),
  ]
    .map((text) => `${rowMark}${text}\n`)
    .join('');
}

function columnOf(name: string, cells: readonly string[]) {
  const width = largestOf([name, ...cells].map((cell) => cell.length));
  const isFigures = cells.every((cell) => figure.test(cell));
  const pad = (cell: string) => (isFigures ? cell.padStart(width) : cell.padEnd(width));
  return { name, isFigures, pad };
}
