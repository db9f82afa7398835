import type { Progress } from '../../run/progress.ts';
import { counted } from '../../util/plural.ts';
import type { Screen } from './io.ts';
import { TimeLeft } from './time-left.ts';

const barWidth = 24;
const minInterval = 100;
/** Milliseconds between two lines in a log. */
const logInterval = 10_000;
/** Milliseconds before the first line in a log of work that is short if the network is there. */
export const shortWork = 4_000;

/** A line that shows the progress of a run. If the output is not a terminal, a new line every ten seconds. */
export class ProgressBar {
  readonly #output: Screen;
  readonly #started = performance.now();
  readonly #timeLeft = new TimeLeft();
  /** When a stop ends at the latest, as `performance.now()` counts. */
  #stopBy: number | undefined;
  #drawn = -Infinity;
  #logged: number;
  #line: (seconds: number) => string = () => '';
  /** Work that waits for a service reports nothing, and its user wants to know what it waits for. */
  readonly #timer = setInterval(() => {
    this.#draw();
  }, 1000).unref();

  /** @param firstMs - milliseconds before the first line in a log. Work that is done sooner needs none. */
  constructor(output: Screen, firstMs: number) {
    this.#output = output;
    this.#logged = performance.now() + firstMs - logInterval;
  }

  /** The progress of a collection, as the facade reports it. */
  readonly update = (progress: Progress): void => {
    this.show(
      (seconds) =>
        this.#bar(shareOf(progress)) + progressLine(progress, seconds, this.#remaining(progress, seconds)),
    );
  };

  /** The work waits only for what it has begun. @param mostMs - how long at most. */
  readonly stopping = (mostMs: number): void => {
    this.#stopBy = performance.now() + mostMs;
  };

  /** The number of done steps, and the total if it is known. */
  readonly step = (what: string, done: number, all?: number): void => {
    this.show(() =>
      all === undefined ? `${what} ${done}` : `${this.#bar(done / all)}${what} ${done}/${all}`,
    );
  };

  /** A log has no bars. @param share - undefined if the total is not known. */
  #bar(share: number | undefined): string {
    if (!this.#output.isTerminal) return '';
    return share === undefined ? `[${'.'.repeat(barWidth)}] ` : `${barOf(share)} `;
  }

  #remaining(progress: Progress, seconds: number): string | undefined {
    if (this.#stopBy !== undefined) {
      return `stopping, up to ${Math.max(0, Math.ceil((this.#stopBy - performance.now()) / 1000))} s`;
    }
    const left = this.#timeLeft.estimate(progress, seconds);
    return left === undefined ? undefined : timeLeft(left);
  }

  show(line: (seconds: number) => string): void {
    this.#line = line;
    this.#draw();
  }

  #draw(): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const now = performance.now();
    if (!this.#output.isTerminal) {
      if (now - this.#logged < logInterval) return;
      this.#logged = now;
      const line = this.#line(seconds);
      if (line !== '') this.#output.write(`${line}\n`);
      return;
    }
    if (now - this.#drawn < minInterval) return;
    this.#drawn = now;
    this.#output.redraw(this.#line(seconds));
  }

  /** Clears the line, so that the next output starts on an empty one. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#drawn > 0) this.#output.clear();
    this.#drawn = -Infinity;
  }
}

function progressLine({ artists, covers }: Progress, seconds: number, remaining: string | undefined): string {
  const finished = artists.done + artists.failed;
  const { total, found } = artists;
  const failures = [
    artists.failed > 0 ? `${counted(artists.failed, 'artist')} failed` : '',
    covers.failed > 0 ? `${counted(covers.failed, 'cover')} failed` : '',
  ].filter((text) => text !== '');
  return [
    `${finished}/${total ?? `${found}+`} artists`,
    // Early in the line, because narrow terminals cut it.
    ...(remaining === undefined ? [] : [remaining]),
    counted(covers.done, 'cover'),
    ...(covers.stored > 0
      ? [`${covers.stored} from the store`, `${covers.done - covers.stored} tagged`]
      : []),
    `${(covers.done / Math.max(0.1, seconds)).toFixed(1)}/s`,
    ...failures,
  ].join(' · ');
}

function shareOf({ artists: { done, failed, total } }: Progress): number | undefined {
  return total === undefined ? undefined : (done + failed) / Math.max(1, total);
}

function timeLeft(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}

function barOf(share: number): string {
  const filled = Math.round(barWidth * share);
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]`;
}

/** Shows a bar while the work runs, and clears it afterwards in every case. */
export async function withBar<T>(
  output: Screen,
  work: (bar: ProgressBar) => Promise<T>,
  firstMs = logInterval,
): Promise<T> {
  const bar = new ProgressBar(output, firstMs);
  try {
    return await work(bar);
  } finally {
    bar.end();
  }
}
