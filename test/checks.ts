import { it } from 'vitest';
import type { Check } from '../src/testing/check.ts';

/** Makes a test of each check; those that the subject's `supports` rules out are skipped with the reason. */
export function runChecks(checks: readonly Check[]): void {
  for (const { name, skip, run } of checks)
    it(name, async (context) => {
      if (skip !== undefined) context.skip(skip);
      await run();
    });
}
