import type { Progress } from '../tag-genres.ts';
import type { Output } from './io.ts';

const barWidth = 24;
const minInterval = 100;

/** A line that tells people how far a run is; writes nothing where there is no terminal. */
export class ProgressBar {
  readonly #output: Output;
  readonly #started = performance.now();
  #drawn = -Infinity;

  constructor(output: Output) {
    this.#output = output;
  }

  readonly update = (progress: Progress): void => {
    const now = performance.now();
    if (!this.#output.isTTY || now - this.#drawn < minInterval) return;
    this.#drawn = now;
    const line = progressLine(progress, (now - this.#started) / 1000);
    this.#output.write(`\r${line.slice(0, (this.#output.columns ?? 80) - 1)}\u001b[K`);
  };

  /** Clears the line, so that what comes next stands alone. */
  end(): void {
    if (this.#drawn > 0) this.#output.write('\r\u001b[K');
    this.#drawn = -Infinity;
  }
}

function progressLine({ artists, covers }: Progress, seconds: number): string {
  const finished = artists.done + artists.failed;
  const filled = Math.round((barWidth * finished) / Math.max(1, artists.found));
  const bar = artists.complete
    ? `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] `
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
      `${(covers.done / Math.max(0.1, seconds)).toFixed(1)}/s`,
      ...failures,
    ].join(' · ')
  );
}
