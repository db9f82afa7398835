import { setMaxListeners } from 'node:events';

/**
 * A signal of our own that follows a caller's: hundreds of covers may listen to it, which on the caller's own signal
 * would set off Node's warning of a leak.
 */
export function follow(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const followed = AbortSignal.any(signals.filter((signal) => signal !== undefined));
  setMaxListeners(0, followed);
  return followed;
}
