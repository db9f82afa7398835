/**
 * Where tags that were paid for are kept. A Keyv of any adapter fits. Values are plain data that survives JSON.
 *
 * A write that fails rejects, or resolves with `false`: tagging then stops, since what cannot be kept would be paid for
 * again. Keys are any text.
 */
export interface TagStore {
  /** The value, or `undefined` if there is none. */
  get(key: string): Promise<unknown>;

  /** @param ttlMs - milliseconds until the entry may be forgotten. If absent, it stays. */
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;

  delete(key: string): Promise<unknown>;

  /**
   * Replaces a value in one step: no other writer comes between reading and writing, in this process or in another.
   * Without it, the library takes turns within the process only.
   *
   * @param change - gets the value, or `undefined` if there is none, and returns the new one. It may be called again.
   * @returns the new value.
   */
  update?(key: string, change: (value: unknown) => unknown, ttlMs?: number): Promise<unknown>;
}
