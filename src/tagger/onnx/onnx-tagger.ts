import pLimit, { type LimitFunction } from 'p-limit';
import { orAbort } from '../../util/waits.ts';
import { loadSharp, type SharpFactory } from '../../covers/decode.ts';
import { CoverReader } from '../../covers/read.ts';
import { SpotiTagsError } from '../../errors.ts';
import { modelHash } from '../local/model-hash.ts';
import type { CallOptions, Cover, TagResult } from '../../model.ts';
import { checkOptions } from '../../util/options.ts';
import { checkBatch, type Tagger } from '../tagger.ts';
import { onnxOptions, readLabels, type OnnxSettings, type OnnxTaggerOptions } from './options.ts';
import { decode } from './pixels.ts';
import { areProbabilities, resultOf } from './scores.ts';
import { openSession, type Session } from './session.ts';

/** Number of images in memory at a time: the next ones are decoded while the model runs. */
const CONCURRENCY = 16;

interface Parts {
  readonly settings: OnnxSettings;
  readonly labels: readonly string[];
  readonly session: Session;
  readonly sharp: SharpFactory;
  readonly reader: CoverReader;
  readonly hash: string;
}

/**
 * Tags covers with any image-classification model in the ONNX format, on this machine. It needs the optional
 * packages `onnxruntime-node` and `sharp`, but no key. It needs no network, unless covers are URLs.
 *
 * The defaults prepare an image as models for ImageNet expect it: its middle, 7/8 of the shorter side, at the
 * model's size; red, green and blue in 0..1, minus the mean, divided by the standard deviation.
 */
export class OnnxTagger implements Tagger {
  /** Contains a hash of the model, the labels, and all processing before and after the model. */
  readonly id: string;
  readonly maxBatchSize: number;
  readonly #parts: Parts;
  /** Number of images per run of the model. */
  readonly #images: number;
  readonly #limit: LimitFunction;
  #released: Promise<void> | undefined;

  /**
   * Loads the model, and tests it with a black image.
   * @throws SpotiTagsError `missing-package` that says what to install; `invalid-input` if the model cannot
   * be loaded, is not an image classifier, or does not match the labels and options.
   */
  static async load(options: OnnxTaggerOptions, { signal }: CallOptions = {}): Promise<OnnxTagger> {
    signal?.throwIfAborted();
    return new OnnxTagger(await orAbort(load(options, signal), signal));
  }

  private constructor(parts: Parts) {
    const { settings, session, hash } = parts;
    this.id = `${settings.name}@${hash}?top=${settings.maxTags}&min=${settings.minConfidence}`;
    this.#parts = parts;
    this.#images = session.shape.images ?? settings.batchSize;
    this.maxBatchSize = Math.max(CONCURRENCY, this.#images);
    // At least two, because otherwise nothing would be decoded while the model runs.
    this.#limit = pLimit(Math.max(2, Math.ceil(CONCURRENCY / this.#images)));
  }

  async tag(covers: readonly Cover[], options: CallOptions = {}): Promise<readonly TagResult[]> {
    const { signal } = options;
    signal?.throwIfAborted();
    checkBatch('The ONNX tagger', covers, this.maxBatchSize);
    const groups = Array.from({ length: Math.ceil(covers.length / this.#images) }, (_, at) =>
      covers.slice(at * this.#images, (at + 1) * this.#images),
    );
    const results = Promise.all(groups.map((group) => this.#limit(() => this.#tagGroup(group, options))));
    // A run of the model cannot be stopped, but later runs can.
    return (await orAbort(results, signal)).flat();
  }

  /** Frees the model's memory, and closes the connections of downloads. Later calls fail. */
  async close(): Promise<void> {
    const { session, reader } = this.#parts;
    this.#released ??= session.release();
    await Promise.all([this.#released, reader.close()]);
  }

  async #tagGroup(covers: readonly Cover[], options: CallOptions): Promise<readonly TagResult[]> {
    const { signal } = options;
    const { session, labels, settings } = this.#parts;
    const decoded = await Promise.all(covers.map((cover) => this.#picture(cover, options)));
    signal?.throwIfAborted();
    if (this.#released) throw new SpotiTagsError('invalid-input', 'The ONNX tagger is closed.');
    const pictures = decoded.filter((picture) => picture instanceof Uint8Array);
    const outputs = pictures.length > 0 ? await session.run(pictures, signal) : [];
    const answers = new Map(pictures.map((picture, at) => [picture, outputs[at]]));
    const none = { scores: new Float32Array() };
    return decoded.map((picture) =>
      picture instanceof Uint8Array
        ? resultOf(answers.get(picture) ?? none, labels, settings)
        : { error: picture },
    );
  }

  /** The prepared cover, or the error of its image. */
  async #picture(cover: Cover, options: CallOptions): Promise<Uint8Array | SpotiTagsError> {
    const { signal } = options;
    const { sharp, reader, session, settings } = this.#parts;
    try {
      const bytes = await reader.read(cover, options);
      signal?.throwIfAborted();
      const { crop, maxPixels } = settings;
      return await decode(sharp, bytes, session.shape, crop, { maxPixels, signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (SpotiTagsError.isInstance(error, 'cover')) return error;
      throw error;
    }
  }
}

async function load(options: OnnxTaggerOptions, signal?: AbortSignal): Promise<Parts> {
  const settings = checkOptions(onnxOptions, options);
  const reader = new CoverReader(settings);
  const labels = await readLabels(settings.labels);
  const sharp = await loadSharp('OnnxTagger');
  const session = await openSession(settings.model, settings, labels.length);
  try {
    const { shape } = session;
    const black = new Uint8Array(shape.width * shape.height * 3);
    // As many as later, because some networks take only one image at a time, which their files do not say.
    const images = Array.from({ length: shape.images ?? settings.batchSize }, () => black);
    const [answer] = await session.run(images, signal);
    if (settings.activation === 'softmax' && answer && areProbabilities(answer.scores)) {
      const text =
        "The outputs of the model are already probabilities that add up to one. Set activation to 'none'.";
      throw new SpotiTagsError('invalid-input', text);
    }
    const { mean, std, crop, activation } = settings;
    const { layout, width, height } = shape;
    const { output, embedding } = session;
    const answers = {
      version: 1,
      output,
      embedding,
      labels,
      layout,
      width,
      height,
      mean,
      std,
      crop,
      activation,
    };
    const hash = await modelHash([settings.model], answers, signal);
    signal?.throwIfAborted();
    return { settings, labels, session, sharp, reader, hash };
  } catch (error) {
    await session.release();
    throw error;
  }
}
