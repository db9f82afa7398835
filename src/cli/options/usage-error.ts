/** Arguments that do not fit together. The message says what to type instead. */
export class UsageError extends Error {}
