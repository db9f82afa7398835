/**
 * Keeps tags that were paid for. Any Keyv fits. To write one, run `storeChecks` of `spotitags/testing`: it holds the rules
 * below.
 *
 * Keys are strings of any characters and any length, and keys that differ in one character are different. Values are
 * plain data that survives JSON. Many callers may write at once: values under different keys are all kept, and a key
 * holds one of its values.
 */
export interface TagStore {
  /** The value that was set last, or `undefined` if there is none. */
  get(key: string): Promise<unknown>;
  /**
   * Replaces the value, and its time. A rejection, or `false`, says that it failed.
   * @param ttlMs - milliseconds after which the value is gone. @default it stays
   */
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;
  /** Removes the value, if there is one. A rejection says that it failed. */
  delete(key: string): Promise<unknown>;
}
