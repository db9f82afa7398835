import { type Progress, SpotiTags } from 'spotitags';
import { expect, it } from 'vitest';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { unhandledRejections } from '../unhandled.ts';

const unhandled = unhandledRejections();

const names = ['A', 'B', 'C'];

/** When the callback throws, for each place that reports. */
const moments: readonly (readonly [string, (progress: Progress) => boolean])[] = [
  ['at once', () => true],
  ['when an artist is found', ({ artists }) => artists.found === 2],
  ['when albums are known', ({ covers }) => covers.found > 0],
  ['when a batch is sent', ({ covers }) => covers.pending > 0],
  ['when a batch is answered', ({ covers }) => covers.done > 0],
  ['when the last list has ended', ({ artists }) => artists.complete],
  ['when an artist has failed', ({ artists }) => artists.failed > 0],
  ['when an artist is done', ({ artists }) => artists.done > 0],
  ['when the last artist is done', ({ artists }) => artists.done === names.length],
];

it.each(moments)('a run rejects with the error of onProgress that throws %s', async (_, isMoment) => {
  const bug = new Error('bug in the callback');
  const tagger = new FakeTagger(2, 5);
  const catalog = new FakeCatalog(Object.fromEntries(names.map((name) => [name, 2])));
  await using spotiTags = new SpotiTags({ catalog, tagger });
  let calls = 0;
  const run = async () => {
    const options = {
      onProgress: (progress: Progress) => {
        if (!isMoment(progress)) return;
        calls += 1;
        throw bug;
      },
    };
    for await (const { status } of spotiTags.tagGenres({ a: [...names, 'Stranger'] }, options))
      expect(status).toBeDefined();
  };
  await expect(run()).rejects.toBe(bug);
  expect(calls).toBe(1);
  // Nothing is left of the run: the next one gets its tags, and a stop waits for nothing.
  const again = spotiTags.tagGenres({ a: ['A'] });
  expect(await again.next()).toMatchObject({ value: { status: 'tagged' } });
  expect(tagger.running).toBe(0);
  const enough = new Error('enough');
  const stopped = spotiTags.tagGenres({ a: ['A'] }, { stop: AbortSignal.abort(enough) });
  await expect(stopped.next()).rejects.toBe(enough);
  expect(unhandled).toEqual([]);
});
