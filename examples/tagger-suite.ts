/**
 * A tagger of one's own, held to what every tagger promises. `spotitags/testing` needs no test runner: here the checks run
 * one by one; with a runner it is `for (const { name, run } of taggerChecks(subject)) it(name, run);`.
 * Run it with `npx tsx examples/tagger-suite.ts`.
 */
import { type Cover, SpotiTagsError, type Tagger, type TagResult } from 'spotitags';
import { taggerChecks } from 'spotitags/testing';

const most = 10;

/** Says how large an image's file is: not much, but all that a tagger has to do. */
class SizeTagger implements Tagger {
  readonly id = 'file-size@1';
  readonly maxBatchSize = most;

  async tag(
    covers: readonly Cover[],
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<readonly TagResult[]> {
    if (covers.length > most) throw new SpotiTagsError('invalid-input', `At most ${most} covers at once.`);
    // A wait for a network or a model would end with the signal; this one only gives it the chance.
    await Promise.resolve();
    signal?.throwIfAborted();
    return covers.map(({ bytes }) => {
      if (!bytes?.length) return { error: new SpotiTagsError('cover', 'There are no bytes.') };
      return { tags: [{ name: bytes.length > 1000 ? 'large file' : 'small file', confidence: 1 }] };
    });
  }
}

const checks = taggerChecks({
  create: () => new SizeTagger(),
  covers: [{ bytes: new Uint8Array(10) }, { bytes: new Uint8Array(2000) }, { bytes: new Uint8Array(20) }],
  broken: { bytes: new Uint8Array(0) },
});
for (const { name, run } of checks) {
  await run();
  console.log(`✓ ${name}`);
}
