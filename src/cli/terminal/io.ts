/** The parts of the process that a command may use. Tests replace them. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks to stop without losing what was paid for. `signal` stops at once. */
  readonly stop: AbortSignal;
  readonly signal: AbortSignal;
}

/**
 * Milliseconds between `stop` and `signal`, for answers that are paid for. Kubernetes waits as long before it kills a
 * process.
 */
export const stopLimit = 30_000;

/** Aborts at the first interrupt, for commands without work to finish. */
export function atOnce({ stop, signal }: Io): AbortSignal {
  return AbortSignal.any([stop, signal]);
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * Names and tags are untrusted. Without control characters they cannot move the cursor or change the colors
 * of the screen.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

const figure = /^[+-]?[\d.]+( %)?$/u;

/** Rows as text columns. Columns of figures and their headings are aligned to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printable));
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const pads = Array.from({ length: columns }, (_, at) => {
    const column = cells.map((row) => row[at] ?? '');
    const width = Math.max(...column.map((cell) => cell.length));
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
