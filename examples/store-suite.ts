/**
 * A store of your own, checked against the rules that every store keeps. Runs without a test runner.
 * Run it with `npx tsx examples/store-suite.ts`.
 */
import type { TagStore } from 'spotitags';
import { storeChecks } from 'spotitags/testing';

/** Keeps values as text, like a database of texts. */
class TextStore implements TagStore {
  readonly #texts = new Map<string, string>();

  get(key: string): Promise<unknown> {
    const text = this.#texts.get(key);
    return Promise.resolve(text === undefined ? undefined : JSON.parse(text));
  }

  set(key: string, value: unknown): Promise<boolean> {
    this.#texts.set(key, JSON.stringify(value));
    return Promise.resolve(true);
  }

  delete(key: string): Promise<boolean> {
    return Promise.resolve(this.#texts.delete(key));
  }
}

const checks = storeChecks({
  create: () => new TextStore(),
  supports: {
    ttl: { no: 'Values stay until they are deleted.' },
    update: { no: 'A database of texts has no transactions.' },
  },
});
for (const { name, skip, run } of checks) {
  if (skip === undefined) await run();
  console.log(skip === undefined ? `✓ ${name}` : `– ${name}: ${skip}`);
}
