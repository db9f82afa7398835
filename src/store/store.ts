/**
 * Where tags that were paid for are kept; a Keyv of any adapter fits. Values are plain data that survives JSON.
 */
export interface TagStore {
  /** The value, or `undefined` where there is none. */
  get(key: string): Promise<unknown>;
  /** @param ttlMs - milliseconds until the entry may be forgotten; for ever where absent. */
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}
