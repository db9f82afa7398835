import { AssertionError } from 'node:assert/strict';
import { inspect, isDeepStrictEqual } from 'node:util';
import { type ErrorCode, type RequestCounter, SpotiTagsError } from 'spotitags';

/** @throws AssertionError with the rule, unless it is kept. */
export function holds(isKept: boolean, rule: string): asserts isKept {
  if (!isKept) throw new AssertionError({ message: rule, stackStartFn: holds });
}

/** @throws AssertionError with the rule and both values, unless they are equal. */
export function equals(actual: unknown, expected: unknown, rule: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  const message = `${rule} Expected ${shown(expected)}, got ${shown(actual)}.`;
  throw new AssertionError({ message, actual, expected, stackStartFn: equals });
}

/** @throws AssertionError with the rule, unless the work rejects with what `isRight` accepts. */
export async function rejects(
  work: () => unknown,
  rule: string,
  isRight: (error: unknown) => boolean,
): Promise<void> {
  let got: string;
  try {
    got = `It resolved to ${shown(await work())}.`;
  } catch (error) {
    if (isRight(error)) return;
    got = `It rejected with ${error instanceof Error ? `${error.name}: ${error.message}` : shown(error)}`;
  }
  throw new AssertionError({ message: `${rule} ${got}`, stackStartFn: rejects });
}

/** Whether it is an error of the library with this code. */
export function withCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => SpotiTagsError.isInstance(error, code);
}

/** A call that is given a signal. */
export type AbortableCall = (signal: AbortSignal) => Promise<unknown>;

export async function rejectsIfAborted(call: AbortableCall, method: string): Promise<void> {
  const reason = new Error('The check aborted it before the call.');
  await rejects(
    () => call(AbortSignal.abort(reason)),
    `\`${method}\` must reject with the reason of its signal if that is aborted already.`,
    (error) => error === reason,
  );
}

export async function rejectsOnAbort(call: AbortableCall, method: string): Promise<void> {
  const controller = new AbortController();
  const reason = new Error('The check aborted it during the call.');
  await rejects(
    () => {
      const calling = call(controller.signal);
      controller.abort(reason);
      return calling;
    },
    `\`${method}\` must reject with the reason of its signal if that aborts during the call.`,
    (error) => error === reason,
  );
}

/** @throws AssertionError with the rule, unless every id occurs once. */
export function eachOnce(things: readonly { readonly id: string }[], rule: string): void {
  const ids = things.map(({ id }) => id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  holds(twice.length === 0, `${rule} These ids occur more than once: ${shown(twice)}.`);
}

export function shown(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: 200, maxArrayLength: 10 });
}

/** A counter that allows no request, as a budget that is used up. */
export function refusingCounter(): {
  readonly counter: RequestCounter;
  readonly isRefusal: (error: unknown) => boolean;
} {
  const refusal = new SpotiTagsError('over-budget', 'The check allows no request.');
  const count = () => {
    throw refusal;
  };
  return { counter: { count }, isRefusal: (error) => error === refusal };
}
