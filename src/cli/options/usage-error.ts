/** Arguments that do not go together; says what to type instead. */
export class UsageError extends Error {}
