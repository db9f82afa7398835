import type { SoundResult, SoundTagger, Track } from 'spotitags';
import { equals, holds, rejectsIfAborted, rejectsOnAbort, shown, withCode } from './assert.ts';
import { type Check, CheckList, type Supports } from './check.ts';

/** The sound tagger that {@link soundTaggerChecks} tests. */
export interface SoundTaggerSubject {
  /** Makes a fresh sound tagger; every call with the same configuration. */
  readonly create: () => SoundTagger | Promise<SoundTagger>;
  /** At least two tracks that get tags and sound different. */
  readonly tracks: readonly [Track, Track, ...Track[]];
  /** A track that cannot be described while others can. */
  readonly broken: Track;
  /** What the sound tagger does not do, with the reason. */
  readonly supports?: Supports<'interruption'>;
}

/** The rules of the `SoundTagger` contract. */
export function soundTaggerChecks({ create, tracks, broken, supports }: SoundTaggerSubject): Check[] {
  const list = new CheckList(create, supports);

  list.rule('has an id, the same for the same configuration', async (tagger) => {
    holds(tagger.id !== '', '`id` must not be empty.');
    await list.use((other) => {
      equals(other.id, tagger.id, 'Two sound taggers of the same configuration must have the same `id`.');
    });
  });
  list.rule('gives tags with names, each once per track, and confidences in 0..1', async (tagger) => {
    for (const track of tracks) checkResult(await tagger.describe(track));
  });
  list.rule('describes a track alike each time, also beside others', async (tagger) => {
    const together = await Promise.all([...tracks, ...tracks].map((track) => tagger.describe(track)));
    for (const [at, track] of tracks.entries()) {
      const alone = await tagger.describe(track);
      equals(together[at], alone, `Track ${at} must get the same result alone and beside others.`);
      equals(together[at + tracks.length], alone, `Track ${at} must get the same result each time.`);
    }
  });
  list.rule(
    'gives `{ error }` with the code `track` to a broken track, and tags to others',
    async (tagger) => {
      const [result, other] = await Promise.all([tagger.describe(broken), tagger.describe(tracks[0])]);
      holds(
        withCode('track')(result.error),
        `A track that cannot be described must get \`{ error }\` with a SpotiTagsError of the code \`track\`. Got ${shown(result)}.`,
      );
      checkResult(other);
    },
  );
  list.rule('rejects with the reason of a signal that is aborted already', async (tagger) => {
    await rejectsIfAborted((signal) => tagger.describe(tracks[0], { signal }), 'describe');
  });
  list.ruleOf(
    'interruption',
    'rejects with the reason of a signal that aborts during the call',
    async (tagger) => {
      await rejectsOnAbort((signal) => tagger.describe(tracks[0], { signal }), 'describe');
    },
  );
  list.rule('closes, also twice', async (tagger) => {
    checkResult(await tagger.describe(tracks[0]));
    await tagger.close?.();
    await tagger.close?.();
  });
  return list.checks;
}

function checkResult({ tags, embedding = [], error }: SoundResult): void {
  holds(tags !== undefined, `A track that can be described must get \`{ tags }\`. Got ${shown(error)}.`);
  holds(tags.length > 0, 'The tracks of the subject must get one tag or more.');
  const names = tags.map(({ name }) => name);
  holds(
    names.every((name) => name.trim() !== ''),
    `The name of a tag must not be blank. Got ${shown(names)}.`,
  );
  equals(names, [...new Set(names)], 'The name of a tag must occur once per track.');
  for (const { name, confidence } of tags)
    holds(
      confidence >= 0 && confidence <= 1,
      `A confidence must lie in 0..1. Got ${confidence} for ${shown(name)}.`,
    );
  holds(embedding.every(Number.isFinite), 'The numbers of an embedding must be finite.');
}
