/** What went wrong, for programs to branch on. */
export type ErrorCode =
  /** No such artist, playlist, folder or file, or an artist without covers. */
  | 'not-found'
  /** A key or token is missing, wrong, or lacks a permission. */
  | 'unauthorized'
  /** Throttled, or a quota is used up; see `retryAt`. */
  | 'rate-limited'
  /** The network or the service failed, or its answer cannot be read. */
  | 'service'
  /** An argument, a file or an option is not what was expected. */
  | 'invalid-input'
  /** One image cannot be fetched, decoded or tagged; the others can. */
  | 'cover'
  /** One track cannot be read, decoded or described; the others can. */
  | 'track'
  /** An optional package is not installed. */
  | 'missing-package'
  /** The budget that was set is used up. */
  | 'over-budget';

/** What an error knows besides its message. */
export interface SpotiTagsErrorOptions {
  readonly cause?: unknown;
  /** Whether the same call may succeed later. @default false */
  readonly retryable?: boolean;
  /** Milliseconds since the epoch before which a retry is pointless. */
  readonly retryAt?: number;
}

const marker = Symbol.for('spotitags.error');

/**
 * Every error of this library, except for an abort, which rejects with the reason of the signal. Recognize it with
 * {@link SpotiTagsError.isInstance}: unlike `instanceof`, it also knows errors of another copy of the package (ESM beside
 * CommonJS, a subpath beside the core).
 */
export class SpotiTagsError extends Error {
  override readonly name = 'SpotiTagsError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAt?: number;

  constructor(code: ErrorCode, message: string, options: SpotiTagsErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    if (options.retryAt !== undefined) this.retryAt = options.retryAt;
    Object.defineProperty(this, marker, { value: true });
  }

  static isInstance(error: unknown): error is SpotiTagsError;
  static isInstance<Code extends ErrorCode>(
    error: unknown,
    code: Code,
  ): error is SpotiTagsError & { readonly code: Code };
  static isInstance(error: unknown, code?: ErrorCode): boolean {
    if (typeof error !== 'object' || error === null || !(marker in error)) return false;
    return code === undefined || ('code' in error && error.code === code);
  }
}

/** The value, if it is a whole number of at least `least`. @throws SpotiTagsError `invalid-input` that names it. */
export function wholeNumber(name: string, value: number, least = 1): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new SpotiTagsError('invalid-input', `${name} must be a whole number from ${least}, got ${value}.`);
}

/** Refuses what is not the length of a list. Infinity is all of it. */
export function checkLength(name: string, value: number): void {
  if (value === Infinity || (Number.isInteger(value) && value >= 0)) return;
  throw new SpotiTagsError(
    'invalid-input',
    `${name} must be a whole number from 0, or Infinity, got ${value}.`,
  );
}

/** The code of an error of the system, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/**
 * Refuses a Node.js that is too old, before an obscure error of a later call. Every part of the library imports this file. A browser
 * has no such version.
 */
function checkNode(version: string | undefined): void {
  const [major = 0, minor = 0] = (version ?? '99').split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SpotiTagsError(
    'invalid-input',
    `spotitags needs Node.js 20.19 or later, and this is Node.js ${version ?? ''}. ` +
      'Install a newer Node.js: https://nodejs.org',
  );
}

checkNode((globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node);
