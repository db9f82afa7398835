import type { Progress } from '../../run/progress.ts';
import { counted } from '../../util/plural.ts';
import type { Screen } from './io.ts';
import { TimeLeft } from './time-left.ts';

const barWidth = 24;
/** Where there is not room for all fields, the bar makes room first. */
const leastBar = 8;
const minInterval = 100;
/** Milliseconds between two lines in a log. */
const logInterval = 10_000;
/** Milliseconds before the first line in a log of work that is short if the network is there. */
export const shortWork = 4_000;

/** What a line of progress says. */
interface Parts {
  /** Undefined if the total is not known. */
  readonly share: number | undefined;
  /** The important ones first: narrow terminals leave out the last ones. */
  readonly fields: readonly string[];
}

/** A line that shows the progress of a run. If the output is not a terminal, a new line every ten seconds. */
export class ProgressBar {
  readonly #output: Screen;
  readonly #started = performance.now();
  readonly #timeLeft = new TimeLeft();
  /** When a stop ends at the latest, as `performance.now()` counts. */
  #stopBy: number | undefined;
  #drawn = -Infinity;
  #logged: number;
  #line: (seconds: number) => string | Parts = () => '';
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
    this.show((seconds) => ({
      share: shareOf(progress),
      fields: progressFields(progress, seconds, this.#remaining(progress, seconds)),
    }));
  };

  /** The work waits only for what it has begun. @param mostMs - how long at most. */
  readonly stopping = (mostMs: number): void => {
    this.#stopBy = performance.now() + mostMs;
  };

  /** The number of done steps, and the total if it is known. */
  readonly step = (what: string, done: number, all?: number): void => {
    this.show(() =>
      all === undefined ? `${what} ${done}` : { share: done / all, fields: [`${what} ${done}/${all}`] },
    );
  };

  /** A log has no bars, and lines of any width. */
  #text(seconds: number): string {
    const line = this.#line(seconds);
    if (typeof line === 'string') return line;
    return this.#output.isTerminal
      ? fittingLine(line, this.#output.progressWidth)
      : line.fields.join(separator);
  }

  #remaining(progress: Progress, seconds: number): string | undefined {
    if (this.#stopBy !== undefined) {
      return `stopping, up to ${Math.max(0, Math.ceil((this.#stopBy - performance.now()) / 1000))} s`;
    }
    const left = this.#timeLeft.estimate(progress, seconds);
    return left === undefined ? undefined : timeLeft(left);
  }

  show(line: (seconds: number) => string | Parts): void {
    this.#line = line;
    this.#draw();
  }

  #draw(): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const now = performance.now();
    if (!this.#output.isTerminal) {
      if (now - this.#logged < logInterval) return;
      this.#logged = now;
      const line = this.#text(seconds);
      if (line !== '') this.#output.write(`${line}\n`);
      return;
    }
    if (now - this.#drawn < minInterval) return;
    this.#drawn = now;
    this.#output.redraw(this.#text(seconds));
  }

  /** Clears the line, so that the next output starts on an empty one. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#drawn > 0) this.#output.clear();
    this.#drawn = -Infinity;
  }
}

const separator = ' · ';

function progressFields(
  { artists, covers }: Progress,
  seconds: number,
  remaining: string | undefined,
): string[] {
  const finished = artists.done + artists.failed;
  const { total, found } = artists;
  const failures = [
    artists.failed > 0 ? `${counted(artists.failed, 'artist')} failed` : '',
    covers.failed > 0 ? `${counted(covers.failed, 'cover')} failed` : '',
  ].filter((text) => text !== '');
  return [
    `${finished}/${total ?? `${found}+`} artists`,
    ...(remaining === undefined ? [] : [remaining]),
    counted(covers.done, 'cover'),
    ...failures,
    ...(covers.stored > 0
      ? [`${covers.stored} from the store`, `${covers.done - covers.stored} tagged`]
      : []),
    `${(covers.done / Math.max(0.1, seconds)).toFixed(1)}/s`,
  ];
}

/** As many fields as there is room for, and a bar in the rest. */
function fittingLine({ share, fields }: Parts, width: number): string {
  const room = (shown: readonly string[]) => width - shown.join(separator).length - '[] '.length;
  let shown = fields;
  while (shown.length > 1 && room(shown) < leastBar) shown = shown.slice(0, -1);
  const bar = Math.min(barWidth, room(shown));
  return (bar < leastBar ? '' : `${barOf(share, bar)} `) + shown.join(separator);
}

function shareOf({ artists: { done, failed, total } }: Progress): number | undefined {
  return total === undefined ? undefined : (done + failed) / Math.max(1, total);
}

function timeLeft(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}

function barOf(share: number | undefined, width: number): string {
  if (share === undefined) return `[${'.'.repeat(width)}]`;
  const filled = Math.round(width * share);
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`;
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
