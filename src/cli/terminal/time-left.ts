import type { Progress } from '../../run/progress.ts';

/** Seconds of work from which the speed is taken: covers from the store go faster than those that follow. */
const window = 60;

/** Estimates the time that a collection still takes, from the first cover that is done on. */
export class TimeLeft {
  readonly #samples = [{ seconds: 0, done: 0 }];

  /** @returns seconds; undefined if the number of artists is not known, or if no cover is done yet. */
  estimate({ artists, covers }: Progress, seconds: number): number | undefined {
    const { lookedUp, total } = artists;
    if (total === undefined || lookedUp === 0 || covers.done + covers.failed === 0) return undefined;
    // An artist is one lookup and as many covers as those before it, and each of these counts alike.
    const done = lookedUp + covers.done + covers.failed;
    const all = total * (1 + covers.found / lookedUp);
    const samples = this.#samples;
    while (samples[1] && samples[1].seconds <= seconds - window) samples.shift();
    const [oldest = { seconds: 0, done: 0 }] = samples;
    if (seconds - (samples.at(-1)?.seconds ?? 0) >= 1) samples.push({ seconds, done });
    const speed = (done - oldest.done) / (seconds - oldest.seconds);
    return speed > 0 ? Math.max(0, all - done) / speed : undefined;
  }
}
