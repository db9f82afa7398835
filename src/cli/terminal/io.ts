import { largestOf } from '../../util/order.ts';
import { escapeUnsafe } from '../../util/json.ts';

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
  return { ...io, stdout: new Screen(io.stdout), stderr: new Screen(io.stderr) };
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
 * is also right in JSON.
 */
export class Screen {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  get isTerminal(): boolean {
    return this.#output.isTTY ?? false;
  }

  write(text: string): void {
    this.#output.write(escapeUnsafe(text));
  }

  /** A line that may come while a line of progress is shown. */
  note(line: string): void {
    if (this.isTerminal) this.clear();
    this.write(`${line}\n`);
  }

  /** Replaces the current line of a terminal. */
  redraw(line: string): void {
    this.#output.write(`\r${escapeUnsafe(line.slice(0, (this.#output.columns ?? 80) - 1))}\u001b[K`);
  }

  /** Clears the current line of a terminal. */
  clear(): void {
    this.#output.write('\r\u001b[K');
  }
}

/** Names in text that people read: a space is easier to read than an escape. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
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

/** Rows as text columns. Columns of figures and their headings are aligned to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printable));
  const columns = Math.max(0, largestOf(cells.map((row) => row.length)));
  const pads = Array.from({ length: columns }, (_, at) => {
    const column = cells.map((row) => row[at] ?? '');
    const width = largestOf(column.map((cell) => cell.length));
    const isFigures = column.slice(cells.length > 1 ? 1 : 0).every((cell) => figure.test(cell));
    return (cell: string) => (isFigures ? cell.padStart(width) : cell.padEnd(width));
  });
  return cells
    .map(
      (row) =>
        `  ${row
          .map((cell, at) => pads[at]?.(cell) ?? cell)
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
