/**
 * Keeps tags that were paid for. A Keyv of any adapter fits. To write one, run `storeChecks` of `spotitags/testing`: it
 * holds the rules below.
 *
 * Keys are any text of any length; keys that differ in one character are different. Values are plain data that survives
 * JSON. Many callers may write at once: values under different keys are all kept, and a key holds one of its values.
 *
 * A write that fails rejects, or resolves with `false`: tagging then stops, since what cannot be kept would be paid for
 * again.
 */
export interface TagStore {
  /** The value that was set last, or `undefined` if there is none. */
  get(key: string): Promise<unknown>;

  /**
   * Replaces the value, and its time.
   * @param ttlMs - milliseconds after which the value is gone. If absent, it stays.
   */
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;

  /** Removes the value, if there is one. */
  delete(key: string): Promise<unknown>;

  /**
   * Replaces a value in one step: no other writer comes between reading and writing, in this process or in another.
   * Without it, the library takes turns within the process only. If `change` throws, the call rejects, and the
   * value stays.
   *
   * @param change - gets the value, or `undefined` if there is none, and returns the new one. It may be called again.
   * @returns the new value.
   */
  update?(key: string, change: (value: unknown) => unknown, ttlMs?: number): Promise<unknown>;
}
