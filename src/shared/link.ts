import { SpotiTagsError, codeOf } from '../errors.ts';
import { onAbort } from '../util/on-abort.ts';
import { firstLine } from '../util/optional-package.ts';
import { sleep, withSignals } from '../util/waits.ts';
import { withResolvers } from '../util/with-resolvers.ts';

/** Milliseconds after which a call to the database counts as unanswered. */
const answerMs = 10_000;
const unanswered = new Error('no answer came');
/** Milliseconds for the first answer. A wrong address never answers. */
const firstAnswerMs = 10_000;

/**
 * Asks a database, and asks again while it is away: for `outageMs` after its last answer. Later calls fail at once until it is
 * back.
 */
export class Link {
  readonly #shownUrl: string;
  readonly #outageMs: number;
  readonly #failure: () => Error | undefined;
  readonly #closing = new AbortController();
  #hasAnswered = false;
  #failingSince: number | undefined;

  /** @param failure - why the database cannot be reached, if its driver says so apart from the calls. */
  constructor(shownUrl: string, outageMs: number, failure: () => Error | undefined = () => undefined) {
    this.#shownUrl = shownUrl;
    this.#outageMs = outageMs;
    this.#failure = failure;
  }

  /**
   * @param call - may be called again after a failure, even if the database has done what was asked.
   * @throws SpotiTagsError `service` if the database does not answer in time.
   */
  async ask<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (;;) {
      const begin = Date.now();
      try {
        return await this.#answer(call, signal);
      } catch (error) {
        signal?.throwIfAborted();
        this.#closing.signal.throwIfAborted();
        const since = (this.#failingSince ??= begin);
        const most = this.#hasAnswered ? this.#outageMs : Math.min(firstAnswerMs, this.#outageMs);
        if (Date.now() - since >= most) throw this.#unreachable(error);
        const pause = Math.min(500, this.#outageMs / 10);
        await withSignals([signal, this.#closing.signal], (joined) => sleep(pause, joined));
      }
    }
  }

  /** Whether the database answers now. */
  async answers(call: () => Promise<unknown>): Promise<boolean> {
    try {
      await this.#answer(call);
      return true;
    } catch {
      return false;
    }
  }

  /** A cover costs several calls, so that a call makes no controllers. */
  async #answer<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { promise: end, reject } = withResolvers<never>();
    const leaves = [signal, this.#closing.signal].flatMap((source) => {
      source?.throwIfAborted();
      return source
        ? [
            onAbort(source, () => {
              reject(source.reason);
            }),
          ]
        : [];
    });
    const timer = setTimeout(
      () => {
        reject(unanswered);
      },
      Math.min(answerMs, this.#outageMs),
    );
    try {
      const answer = await Promise.race([call(), end]);
      this.#hasAnswered = true;
      this.#failingSince = undefined;
      return answer;
    } finally {
      clearTimeout(timer);
      for (const leave of leaves) leave();
    }
  }

  /** Ends all waits. */
  close(reason: SpotiTagsError): void {
    this.#closing.abort(reason);
  }

  #unreachable(error: unknown): SpotiTagsError {
    const cause = error === unanswered ? (this.#failure() ?? error) : error;
    const seconds = Math.round((Date.now() - (this.#failingSince ?? 0)) / 1000);
    return new SpotiTagsError(
      'service',
      `The database ${this.#shownUrl} did not answer for ${seconds} s: ${reasonOf(cause)} ` +
        'Check that it is running, then run the same command: all tags that were stored are kept.',
      { cause, retryable: true },
    );
  }
}

/** What the codes of the operating system mean. */
const meanings = new Map([
  ['ENOTFOUND', 'there is no host of that name'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up at the moment'],
  ['ECONNREFUSED', 'no database listens at that address and port'],
  ['ETIMEDOUT', 'the host does not answer'],
  ['EHOSTUNREACH', 'the host cannot be reached'],
  ['ECONNRESET', 'the connection was closed'],
]);

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const meaning = code === undefined ? undefined : meanings.get(code);
  if (meaning !== undefined) return `${meaning} (${code}).`;
  // An error of several addresses has a code, but no message.
  return code !== undefined && error instanceof Error && error.message === '' ? `${code}.` : firstLine(error);
}
