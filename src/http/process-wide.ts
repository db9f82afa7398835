import { createHash } from 'node:crypto';

/**
 * A map that every copy of the package in this process shares (ESM beside CommonJS, a subpath beside the core): a
 * service counts requests of a credential, not of a module. The name changes when the shape of the values does.
 */
export function processWide<Value>(name: string): Map<string, Value> {
  const key = Symbol.for(`spotitags.${name}`);
  // The one place that knows the shape behind a global symbol.
  const holder = globalThis as unknown as Record<symbol, Map<string, Value> | undefined>;
  return (holder[key] ??= new Map<string, Value>());
}

/** Names an account at a service in such maps, without holding its credential. */
export function accountKey(host: string, credential: string): string {
  return `${host}#${createHash('sha256').update(credential).digest('hex')}`;
}
