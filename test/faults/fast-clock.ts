/** Milliseconds from which a timer is the deadline of a request: those time the real network, and stay. */
const deadline = 30_000;

/**
 * Makes this process's clock and its short timers run faster, so that back-offs of seconds take milliseconds. The network
 * stays as fast as it is.
 *
 * @returns a function that ends it.
 */
export function speedUp(factor: number): () => void {
  const { setTimeout } = globalThis;
  const dateNow = Date.now;
  const elapsed = performance.now.bind(performance);
  const [date, start] = [dateNow(), elapsed()];
  const fast = <Args extends unknown[]>(call: (...args: Args) => void, ms = 0, ...args: Args) =>
    setTimeout(call, ms < deadline ? ms / factor : ms, ...args);
  globalThis.setTimeout = Object.assign(fast, { __promisify__: setTimeout.__promisify__ });
  performance.now = () => start + (elapsed() - start) * factor;
  Date.now = () => Math.floor(date + (elapsed() - start) * factor);
  return () => {
    globalThis.setTimeout = setTimeout;
    performance.now = elapsed;
    Date.now = dateNow;
  };
}
