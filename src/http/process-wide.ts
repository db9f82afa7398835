import { createHash } from 'node:crypto';

/**
 * A map that all copies of the package in this process share (ESM and CommonJS, a subpath and the core).
 * Services count requests by credential, whichever copy sends them. Change the name if the shape of the
 * values changes.
 */
export function processWide<Value>(name: string): Map<string, Value> {
  const key = Symbol.for(`spotitags.${name}`);
  // The only place that knows the type behind a global symbol.
  const holder = globalThis as unknown as Record<symbol, Map<string, Value> | undefined>;
  return (holder[key] ??= new Map<string, Value>());
}

/** Names an account of a service in such maps, without storing its credential. */
export function accountKey(host: string, credential: string): string {
  return `${host}#${createHash('sha256').update(credential).digest('hex')}`;
}
