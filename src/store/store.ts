/**
 * Keeps tags that were paid for. Keyv fits, with any adapter. To write a store of another kind, run
 * `storeChecks` of `spotitags/testing`: it checks the rules below.
 *
 * Keys are any text of any length. Keys that differ in one character are different. Values are plain data
 * that survives JSON. Many callers may write at the same time: values under different keys are all kept, and
 * a key holds one of its values.
 *
 * A write that fails rejects, or resolves with `false`. Tagging then stops, because tags that are not kept
 * would be paid for again.
 */
export interface TagStore {
  /** The value that was set last, or `undefined` if there is none. */
  get(key: string): Promise<unknown>;

  /**
   * The values of several keys, in the order of the keys. With it, a batch of covers is one message to a database. That
   * of a Keyv is not used, because it hides failures.
   */
  getMany?(keys: readonly string[]): Promise<readonly unknown[]>;

  /**
   * Replaces the value and its expiry time.
   * @param ttlMs - milliseconds after which the value expires. If absent, it does not expire.
   */
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;

  /** Removes the value, if there is one. */
  delete(key: string): Promise<unknown>;

  /**
   * Replaces a value in one step: no other writer, in this process or in another, changes the value between
   * reading and writing. Without this method, updates are serialized within the process only. If `change`
   * throws, the call rejects, and the value stays.
   *
   * @param change - gets the value, or `undefined` if there is none, and returns the new one. It may be
   * called again.
   * @returns the new value.
   */
  update?(key: string, change: (value: unknown) => unknown, ttlMs?: number): Promise<unknown>;
}
