/**
 * A sound tagger of your own, checked against the rules that every sound tagger keeps. Runs without a test runner.
 * Run it with `npx tsx examples/sound-suite.ts`.
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallOptions, type SoundResult, type SoundTagger, SpotiTagsError, type Track } from 'spotitags';
import { soundTaggerChecks } from 'spotitags/testing';

/** Gives the size of a file as its tag. */
class SizeTagger implements SoundTagger {
  readonly id = 'track-size@1';

  async describe({ path }: Track, { signal }: CallOptions = {}): Promise<SoundResult> {
    signal?.throwIfAborted();
    const { size } = await stat(path);
    if (size === 0) return { error: new SpotiTagsError('track', 'The track is empty.') };
    return { tags: [{ name: size > 1000 ? 'long' : 'short', confidence: 1 }] };
  }
}

const folder = await mkdtemp(join(tmpdir(), 'sound-suite-'));
const track = async (name: string, bytes: number): Promise<Track> => {
  const path = join(folder, name);
  await writeFile(path, new Uint8Array(bytes));
  return { path };
};
const checks = soundTaggerChecks({
  create: () => new SizeTagger(),
  tracks: [await track('short.wav', 10), await track('long.wav', 2000)],
  broken: await track('empty.wav', 0),
  supports: { interruption: { no: 'It answers at once.' } },
});
for (const { name, skip, run } of checks) {
  if (skip === undefined) await run();
  console.log(skip === undefined ? `✓ ${name}` : `– ${name}: ${skip}`);
}
await rm(folder, { recursive: true });
