import { counted } from '../../util/plural.ts';
import { stopLimit } from './io.ts';

/** Work that was interrupted. The message is for the user, and empty if the user was told already. */
export class Interrupted extends Error {}

/** @param lost - covers whose tags did not come in time. */
export function describeInterrupted(lost: number, hasStore: boolean): string {
  if (!hasStore) return 'Interrupted. No tags are kept, because there is no store. Type --store DIR.';
  const kept =
    lost === 0
      ? 'Tags are kept.'
      : `The tags of ${counted(lost, 'cover')}, sent to the tagger and not answered, are lost. All others are kept.`;
  return `Interrupted. ${kept} Run the same command to continue.`;
}

/**
 * What a stop waits for.
 *
 * @param pending - covers that were sent to the tagger.
 * @param reason - of the stop. Its cause is the name of the signal.
 */
export function describeStop(pending: number, reason: unknown): string {
  if (pending === 0) return 'Stopping.';
  const isOther = reason instanceof Error && reason.cause !== undefined && reason.cause !== 'SIGINT';
  return (
    `Stopping: waiting for up to ${stopLimit / 1000} s for the tags of ${counted(pending, 'cover')}, sent to the tagger ` +
    `already. ${isOther ? 'A second signal' : 'Ctrl-C again'} stops at once, and loses them.`
  );
}
