import type { Evidence } from '../../model.ts';

/** The part of a contribution that people see. */
export function nats({ contribution }: Pick<Evidence, 'contribution'>): string {
  return `+${contribution.toFixed(2)}`;
}

/** Without what is shown as nothing, and so is a reason for nothing. */
export function shownEvidence<E extends Pick<Evidence, 'contribution'>>(pieces: readonly E[]): readonly E[] {
  return pieces.filter((piece) => nats(piece) !== '+0.00');
}
