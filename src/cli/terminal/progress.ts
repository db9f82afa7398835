import type { Progress } from '../../run/genre-run.ts';
import type { Output } from './io.ts';

const barWidth = 24;
const minInterval = 100;
/** Milliseconds between two lines in a log. */
const logInterval = 10_000;

/** A line that shows the progress of a run. If the output is not a terminal, a new line every ten seconds. */
export class ProgressBar {
  readonly #output: Output;
  readonly #started = performance.now();
  #drawn = -Infinity;
  #logged = performance.now();

  constructor(output: Output) {
    this.#output = output;
  }

  /** The progress of a collection, as the facade reports it. */
  readonly update = (progress: Progress): void => {
    this.show((seconds) => progressLine(progress, seconds));
  };

  /** The number of done steps, and the total if it is known. */
  readonly step = (what: string, done: number, all?: number): void => {
    this.show(() => (all === undefined ? `${what} ${done}` : `${barOf(done / all)} ${what} ${done}/${all}`));
  };

  show(line: (seconds: number) => string): void {
    const now = performance.now();
    if (!this.#output.isTTY) {
      if (now - this.#logged < logInterval) return;
      this.#logged = now;
      this.#output.write(`${line((now - this.#started) / 1000)}\n`);
      return;
    }
    if (now - this.#drawn < minInterval) return;
    this.#drawn = now;
    const text = line((now - this.#started) / 1000);
    this.#output.write(`\r${text.slice(0, (this.#output.columns ?? 80) - 1)}\u001b[K`);
  }

  /** Clears the line, so that the next output starts on an empty one. */
  end(): void {
    if (this.#drawn > 0) this.#output.write('\r\u001b[K');
    this.#drawn = -Infinity;
  }
}

function progressLine({ artists, covers }: Progress, seconds: number): string {
  const finished = artists.done + artists.failed;
  const bar = artists.complete
    ? `${barOf(finished / Math.max(1, artists.found))} `
    : `[${'.'.repeat(barWidth)}] `;
  const failures = [
    artists.failed > 0 ? `${artists.failed} artists failed` : '',
    covers.failed > 0 ? `${covers.failed} covers failed` : '',
  ].filter((text) => text !== '');
  return (
    bar +
    [
      `${finished}/${artists.found}${artists.complete ? '' : '+'} artists`,
      `${covers.done} covers`,
      ...(covers.stored > 0
        ? [`${covers.stored} from the store`, `${covers.done - covers.stored} tagged`]
        : []),
      `${(covers.done / Math.max(0.1, seconds)).toFixed(1)}/s`,
      ...(artists.complete && finished > 0
        ? [timeLeft((seconds / finished) * (artists.found - finished))]
        : []),
      ...failures,
    ].join(' · ')
  );
}

function timeLeft(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}

function barOf(share: number): string {
  const filled = Math.round(barWidth * share);
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`;
}

/** Shows a bar while the work runs, and clears it afterwards in every case. */
export async function withBar<T>(output: Output, work: (bar: ProgressBar) => Promise<T>): Promise<T> {
  const bar = new ProgressBar(output);
  try {
    return await work(bar);
  } finally {
    bar.end();
  }
}
