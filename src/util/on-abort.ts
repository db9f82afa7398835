interface Hub {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * Calls back when the signal aborts, at once if it has; the function it returns calls that off. Many requests may wait on one signal of
 * the caller's, and Node warns of a leak from the eleventh listener on: so a signal gets one listener, and none once
 * nobody waits.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback();
    return () => undefined;
  }
  const hub = hubs.get(signal) ?? open(signal);
  // A wrapper of its own, so that the same callback may wait twice.
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
