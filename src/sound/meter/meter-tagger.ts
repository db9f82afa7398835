import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions } from '../../model.ts';
import { checkOptions } from '../../util/options.ts';
import type { SoundResult, SoundTagger, Track } from '../sound-tagger.ts';
import { type MeterTaggerOptions, defaultSeconds, meterOptions } from './options.ts';
import { Threads } from './threads.ts';
import { soundAspects, soundTags } from './words.ts';

/**
 * Says in plain words what is measured of a passage from the middle of a track: its tempo and beat, loudness and dynamics (EBU
 * R128), brightness, noise, bass, attack, key and mode. It needs no key, no network and no model, only `tinypool`, `meyda` and
 * the decoders of the formats. MP3, FLAC, OGG, Opus, WAV and AIFF are decoded.
 */
export class MeterTagger implements SoundTagger {
  readonly id: string;
  readonly #seconds: number;
  readonly #threads: Threads;

  /** @throws SpotiTagsError `invalid-input` if an option is not what was expected. */
  constructor(options: MeterTaggerOptions = {}) {
    const { seconds, threads } = checkOptions(meterOptions, options);
    this.#seconds = seconds;
    this.#threads = new Threads(threads);
    // The version goes up with every change of the words or of what is measured.
    this.id = `meter@1${seconds === defaultSeconds ? '' : `?seconds=${seconds}`}`;
  }

  async describe({ path }: Track, { signal }: CallOptions = {}): Promise<SoundResult> {
    signal?.throwIfAborted();
    if (typeof path !== 'string')
      throw new SpotiTagsError('invalid-input', 'A track is { path }, the path of a music file.');
    try {
      const { measures, failure } = await this.#threads.measure({ path, seconds: this.#seconds }, signal);
      if (measures) return { tags: soundTags(measures) };
      const isOfTrack = failure.code !== 'missing-package';
      const error = new SpotiTagsError(isOfTrack ? 'track' : 'missing-package', failure.message);
      if (!isOfTrack) throw error;
      return { error };
    } catch (error) {
      signal?.throwIfAborted();
      if (SpotiTagsError.isInstance(error, 'track')) return { error };
      throw error;
    }
  }

  /** Tempo, beat, loudness, dynamics, brightness, noise, bass, attack, mode or key. */
  aspectOf(tag: string): string | undefined {
    return soundAspects.get(tag);
  }

  /** Ends the threads. */
  close(): Promise<void> {
    return this.#threads.close();
  }
}
