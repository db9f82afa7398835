import { checkCover } from '../covers/check-cover.ts';
import { SpotiTagsError } from '../errors.ts';
import type { CallOptions, Cover, TagResult } from '../model.ts';
import { ASPECTS } from '../tagger/palette/tags.ts';
import { checkBatch, type Tagger } from '../tagger/tagger.ts';
import { checkNames } from '../util/options.ts';
import { orAbort } from '../util/waits.ts';
import { tagImage } from './canvas.ts';
import { type PaletteWorker, WorkerClient } from './palette-worker.ts';

/** Options of {@link CanvasPaletteTagger}. */
export interface CanvasPaletteOptions {
  /**
   * A worker whose script calls {@link servePalette}, so that a page stays quick while it tags. The worker stays yours: end it
   * by `worker.terminate()`. @default covers are tagged in the thread that calls
   */
  readonly worker?: PaletteWorker;
}

/**
 * The palette tagger in a browser: `createImageBitmap` and `OffscreenCanvas` in place of `sharp`. Nothing leaves the page.
 * Covers are `{ bytes }`. Those with a URL or a path are refused one by one.
 *
 * It measures pixels and says words as `palette@2` does, but each browser has decoders of its own, so that a few tags differ.
 * `asPaletteProfile` says what that means for models.
 */
export class CanvasPaletteTagger implements Tagger {
  /** The number is that of the palette's vocabulary. */
  readonly id = 'palette-canvas@2';
  readonly maxBatchSize = 16;
  readonly #tagOne: (bytes: Uint8Array) => Promise<NonNullable<TagResult['tags']>>;

  /** @throws SpotiTagsError `invalid-input` for an option that does not exist, or without a canvas and a worker. */
  constructor(options: CanvasPaletteOptions = {}) {
    checkNames(options, ['worker']);
    const { worker } = options;
    if (!worker && !('createImageBitmap' in globalThis && 'OffscreenCanvas' in globalThis)) {
      throw new SpotiTagsError(
        'invalid-input',
        'CanvasPaletteTagger needs createImageBitmap and OffscreenCanvas, which browsers have. In Node.js, use PaletteTagger ' +
          'of spotitags/palette.',
      );
    }
    const client = worker && new WorkerClient(worker);
    this.#tagOne = client ? (bytes) => client.tag(bytes) : tagImage;
  }

  async tag(covers: readonly Cover[], { signal }: CallOptions = {}): Promise<readonly TagResult[]> {
    signal?.throwIfAborted();
    checkBatch('The palette tagger', covers, this.maxBatchSize);
    const results: TagResult[] = [];
    // One after the other, because a decoded image may take 160 MB.
    for (const cover of covers) results.push(await orAbort(this.#tagCover(cover), signal));
    return results;
  }

  /** Color, light, texture, composition, lettering, style or mood. */
  aspectOf(tag: string): string | undefined {
    return ASPECTS.get(tag);
  }

  async #tagCover(cover: Cover): Promise<TagResult> {
    checkCover(cover);
    if (cover.bytes === undefined) {
      const text = 'In a browser, a cover is { bytes }. Fetch it, or take the bytes of a file.';
      return { error: new SpotiTagsError('cover', text) };
    }
    try {
      return { tags: await this.#tagOne(cover.bytes) };
    } catch (error) {
      if (SpotiTagsError.isInstance(error, 'cover')) return { error };
      throw error;
    }
  }
}
