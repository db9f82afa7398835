import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { SpotiTagsError } from '../errors.ts';
import type { Album, SoundOutcome } from '../model.ts';
import type { SoundResult, SoundTagger, Track } from '../sound/sound-tagger.ts';
import { Claims } from '../store/claims.ts';
import type { TagStore } from '../store/store.ts';
import { keepSound, readSound } from '../store/stored-sound.ts';
import { tagsSchema } from '../store/stored-tags.ts';
import { asSpotiTagsError } from '../util/foreign-error.ts';
import { orAbort } from '../util/waits.ts';

/** A track that is being described, and the signal of the caller that it is described for. */
interface Job {
  readonly outcome: Promise<SoundOutcome>;
  readonly signal: AbortSignal | undefined;
}

/** Describes tracks, each once: what is in the store, or is being described here or in another process, is waited for. */
export class SoundQueue {
  readonly #sound: SoundTagger;
  readonly #store: TagStore;
  readonly #claims: Claims;
  readonly #jobs = new Map<string, Job>();

  constructor(sound: SoundTagger, store: TagStore) {
    this.#sound = sound;
    this.#store = store;
    this.#claims = new Claims(store, sound.id);
  }

  /** The `id` of the sound tagger. */
  get id(): string {
    return this.#sound.id;
  }

  /**
   * The sound of albums, in the same order. Albums behind the first `most` that have a track are not listened to: they have
   * none.
   */
  describeAlbums(
    albums: readonly Album[],
    most: number,
    signal: AbortSignal | undefined,
  ): Promise<(SoundOutcome | undefined)[]> {
    let tracks = 0;
    return Promise.all(
      albums.map(async ({ track }): Promise<SoundOutcome | undefined> => {
        if (!track) return { status: 'missing' };
        tracks += 1;
        return tracks > most ? undefined : this.#describe(track, signal);
      }),
    );
  }

  async #describe(track: Track, signal: AbortSignal | undefined): Promise<SoundOutcome> {
    const key = await keyOf(track);
    if (key === undefined) return failed(new SpotiTagsError('track', 'The track does not exist.'));
    for (;;) {
      signal?.throwIfAborted();
      let job = this.#jobs.get(key);
      if (!job) {
        const outcome = this.#once(key, track, signal).finally(() => this.#jobs.delete(key));
        // Callers get the rejection. If all of them left, Node must not report it as unhandled.
        outcome.catch(() => undefined);
        job = { outcome, signal };
        this.#jobs.set(key, job);
      }
      try {
        return await orAbort(job.outcome, signal);
      } catch (error) {
        // If the other caller has left, it is described for this one.
        if (signal?.aborted === true || job.signal?.aborted !== true) throw error;
      }
    }
  }

  /** From the store, or from the sound tagger if no other process is at it. */
  async #once(key: string, track: Track, signal: AbortSignal | undefined): Promise<SoundOutcome> {
    const stored = async (): Promise<SoundOutcome | undefined> => {
      const found = await readSound(this.#store, this.#sound.id, key);
      return found && { status: 'tagged', ...found };
    };
    for (;;) {
      const before = await stored();
      if (before) return before;
      const outcome = await this.#claims.hold([key], async (free) =>
        free.has(key) ? ((await stored()) ?? (await this.#ask(key, track, signal))) : undefined,
      );
      if (outcome) return outcome;
      await this.#claims.whenFree(key, signal);
    }
  }

  async #ask(key: string, track: Track, signal: AbortSignal | undefined): Promise<SoundOutcome> {
    const { id } = this.#sound;
    const result = checked(
      id,
      await this.#sound.describe(track, signal && { signal }).catch(named(id, signal)),
    );
    if (!result.tags) return failed(result.error);
    // Kept before it is used, so that nothing is measured twice.
    return { status: 'tagged', ...(await keepSound(this.#store, id, key, result)) };
  }
}

/** The path, the size and the time of change. Undefined if there is no such file. */
async function keyOf({ path }: Track): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats && `${stats.size}:${Math.round(stats.mtimeMs)}:${resolve(path)}`;
}

function failed({ code, message }: SpotiTagsError): SoundOutcome {
  return { status: 'failed', error: { code, message } };
}

function named(id: string, signal: AbortSignal | undefined): (error: unknown) => never {
  return (error) => {
    throw signal?.aborted === true
      ? error
      : asSpotiTagsError(error, (reason) => `The sound tagger ${id} failed: ${reason.replace(/\.$/u, '')}.`);
  };
}

const answerSchema = v.object({
  tags: tagsSchema,
  embedding: v.optional(
    v.custom<readonly number[]>(
      (value) => Array.isArray(value) && value.length > 0 && value.every(Number.isFinite),
    ),
  ),
});

/** The sound tagger may be the user's: an answer that is not valid becomes the error of its track. */
function checked(id: string, result: SoundResult | undefined): SoundResult {
  if (result?.error && SpotiTagsError.isInstance(result.error)) return result;
  const parsed = v.safeParse(answerSchema, result, { abortEarly: true });
  if (parsed.success) {
    const { tags, embedding } = parsed.output;
    return { tags, ...(embedding && { embedding }) };
  }
  const text =
    `The sound tagger ${id} gave an invalid result for the track. ` +
    'Each tag needs a name and a confidence in 0..1, and an embedding is a list of finite numbers.';
  return { error: new SpotiTagsError('track', text) };
}
