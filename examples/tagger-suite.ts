/**
 * A tagger of your own, checked against the rules that every tagger keeps. Runs without a test runner.
 * Run it with `npx tsx examples/tagger-suite.ts`.
 */
import { type CallOptions, type Cover, SpotiTagsError, type Tagger, type TagResult } from 'spotitags';
import { taggerChecks } from 'spotitags/testing';

/** Gives the size of an image file as its tag. */
class SizeTagger implements Tagger {
  readonly id = 'file-size@1';
  readonly maxBatchSize = 10;

  async tag(covers: readonly Cover[], { signal }: CallOptions = {}): Promise<readonly TagResult[]> {
    signal?.throwIfAborted();
    if (covers.length > this.maxBatchSize) {
      const text = `tag() got ${covers.length} covers, but accepts at most ${this.maxBatchSize}. Make smaller batches.`;
      throw new SpotiTagsError('invalid-input', text);
    }
    return Promise.resolve(covers.map(sizeOf));
  }
}

function sizeOf({ bytes }: Cover): TagResult {
  if (!bytes?.length) return { error: new SpotiTagsError('cover', 'The image has no bytes.') };
  return { tags: [{ name: bytes.length > 1000 ? 'large file' : 'small file', confidence: 1 }] };
}

const checks = taggerChecks({
  create: () => new SizeTagger(),
  covers: [{ bytes: new Uint8Array(10) }, { bytes: new Uint8Array(2000) }, { bytes: new Uint8Array(20) }],
  broken: { bytes: new Uint8Array(0) },
  supports: { interruption: { no: 'It answers at once.' }, counter: { no: 'It sends no requests.' } },
});
for (const { name, skip, run } of checks) {
  if (skip === undefined) await run();
  console.log(skip === undefined ? `✓ ${name}` : `– ${name}: ${skip}`);
}
