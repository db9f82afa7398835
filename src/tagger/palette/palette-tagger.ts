import pLimit from 'p-limit';
import { orAbort } from '../../util/waits.ts';
import { loadSharp, type SharpFactory } from '../../covers/decode.ts';
import type { CoverImageOptions } from '../../covers/options.ts';
import { CoverReader } from '../../covers/read.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, Cover, TagResult } from '../../model.ts';
import { checkOptions } from '../../util/options.ts';
import { checkBatch, type Tagger } from '../tagger.ts';
import { decode } from './decode.ts';
import { measure } from './measures/measures.ts';
import { paletteId } from './id.ts';
import { paletteOptions } from './options.ts';
import { ASPECTS, tagsOf } from './tags.ts';

/**
 * Images that are in memory at once. Twice Node's default number of threads, so that sharp has the next ones to decode
 * while those that are ready are measured.
 */
const CONCURRENCY = 8;

/**
 * Says in plain words what a cover looks like: its colors, light, texture, composition and lettering.
 * Needs no key, no network (unless covers are URLs) and no model, only the optional package `sharp`.
 *
 * The same image gets the same tags on every machine as long as sharp decodes and shrinks it to the same pixels;
 * another version of sharp may move a confidence by a hair.
 */
export class PaletteTagger implements Tagger {
  /** Its version goes up with every change of the vocabulary or of what is measured. */
  readonly id = paletteId;
  readonly maxBatchSize = 16;
  readonly #limit = pLimit(CONCURRENCY);
  readonly #reader: CoverReader;
  readonly #maxPixels: number;

  /**
   * @param options - how covers with a URL are downloaded, and how large images may be.
   * @throws SpotiTagsError `invalid-input` if an option is not what was expected.
   */
  constructor(options: CoverImageOptions = {}) {
    const { maxPixels, ...reading } = checkOptions(paletteOptions, options);
    this.#maxPixels = maxPixels;
    this.#reader = new CoverReader(reading);
  }

  async tag(covers: readonly Cover[], options: CallOptions = {}): Promise<readonly TagResult[]> {
    const { signal } = options;
    signal?.throwIfAborted();
    checkBatch('The palette tagger', covers, this.maxBatchSize);
    if (covers.length === 0) return [];
    const sharp = await loadSharp('The palette tagger');
    signal?.throwIfAborted();
    const results = Promise.all(
      covers.map((cover) => this.#limit(() => this.#tagCover(sharp, cover, options))),
    );
    // What is being decoded ends by itself, within a few seconds.
    return orAbort(results, signal);
  }

  /** Color, light, texture, composition, lettering, style or mood. */
  aspectOf(tag: string): string | undefined {
    return ASPECTS.get(tag);
  }

  /** Lets go of the connections that covers were downloaded over. */
  close(): Promise<void> {
    return this.#reader.close();
  }

  async #tagCover(sharp: SharpFactory, cover: Cover, options: CallOptions): Promise<TagResult> {
    const { signal } = options;
    try {
      const bytes = await this.#reader.read(cover, options);
      signal?.throwIfAborted();
      const raster = await decode(sharp, bytes, { maxPixels: this.#maxPixels, signal });
      signal?.throwIfAborted();
      return { tags: tagsOf(measure(raster)) };
    } catch (error) {
      signal?.throwIfAborted();
      if (SpotiTagsError.isInstance(error, 'cover')) return { error };
      throw error;
    }
  }
}
