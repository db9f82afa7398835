import { vi } from 'vitest';

/** Waits until the check no longer throws. Vitest by itself gives up after a second, which a busy machine needs. */
export function waitFor(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 120_000, interval: 5 });
}
