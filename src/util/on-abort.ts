interface Hub {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls back when the signal aborts, or at once if it has aborted. The returned function cancels that. Many
 * requests may wait for one signal, and Node warns about a leak from the eleventh listener on. So each signal
 * gets one listener, which is removed when no callback is left.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => undefined;
  }
  const hub = hubs.get(signal) ?? open(signal);
  // A separate wrapper, so that the same callback may be added twice.
  const entry = () => {
    callback();
  };
  hub.callbacks.add(entry);
  return () => {
    hub.callbacks.delete(entry);
    if (hub.callbacks.size === 0 && hubs.get(signal) === hub) close(signal, hub);
  };
}

function open(signal: AbortSignal): Hub {
  const callbacks = new Set<() => void>();
  const hub: Hub = {
    callbacks,
    listener: () => {
      close(signal, hub);
      for (const call of [...callbacks]) call();
    },
  };
  hubs.set(signal, hub);
  signal.addEventListener('abort', hub.listener);
  return hub;
}

function close(signal: AbortSignal, { listener }: Hub): void {
  hubs.delete(signal);
  signal.removeEventListener('abort', listener);
}
