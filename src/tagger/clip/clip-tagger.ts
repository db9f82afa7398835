import { join } from 'node:path';
import pLimit from 'p-limit';
import { orAbort } from '../../util/waits.ts';
import { decodePixels, loadSharp, type Pixels, type SharpFactory } from '../../covers/decode.ts';
import { CoverReader } from '../../covers/read.ts';
import { SpotiTagsError, codeOf } from '../../errors.ts';
import { modelHash } from '../local/model-hash.ts';
import type { CallOptions, Cover, TagResult } from '../../model.ts';
import { importOptional } from '../../util/optional-package.ts';
import { canonicalName } from '../../tags/names.ts';
import { checkBatch, type Tagger } from '../tagger.ts';
import { Network, type ImageEncoder } from './network.ts';
import { settingsOf, suffixes, type ClipSettings, type ClipTaggerOptions } from './options.ts';
import { keptEmbedding } from './image-embedding.ts';
import { type Embedding, normalized, tagsOf, type TextEmbeddings } from './scores.ts';
import { embedTexts } from './texts.ts';

/** Number of images in memory at a time: the next ones are decoded while the model runs. */
const CONCURRENCY = 16;

interface Parts {
  readonly id: string;
  /** Identifies the model, whatever the vocabulary. */
  readonly model: string;
  readonly settings: ClipSettings;
  readonly sharp: SharpFactory;
  readonly reader: CoverReader;
  readonly encoder: ImageEncoder;
  readonly texts: TextEmbeddings;
}

/**
 * Says which concepts of a vocabulary covers show, with a CLIP or SigLIP model: any words, without training.
 * It needs the optional packages `@huggingface/transformers` and `sharp`, but no key. The model is downloaded
 * when it is first used, or read from a folder.
 *
 * Confidences come from a softmax within each group of the vocabulary. "an album cover" takes part in each
 * group, so concepts that do not fit a cover get low confidences.
 */
export class ClipTagger implements Tagger {
  /**
   * Contains the model, its revision (for a folder, a hash of its files), and a hash of the vocabulary and
   * its templates.
   */
  readonly id: string;
  readonly maxBatchSize = CONCURRENCY;
  readonly #parts: Parts;
  readonly #limit = pLimit(CONCURRENCY);
  /**
   * A run of the model blocks the process. Between two runs, the process must be able to read files and react
   * to signals.
   */
  readonly #turn = pLimit(1);
  #released: Promise<void> | undefined;

  /**
   * Loads the model, computes the embeddings of the vocabulary, and tests the model with a white image. If a
   * signal aborts a download, it ends in the background, and its result is used the next time.
   * @throws SpotiTagsError `missing-package` that says what to install; `service` if the model cannot be
   * downloaded; `invalid-input` for invalid options, or for a folder without such a model.
   */
  static async load(options: ClipTaggerOptions = {}, { signal }: CallOptions = {}): Promise<ClipTagger> {
    signal?.throwIfAborted();
    return new ClipTagger(await orAbort(load(options, signal), signal));
  }

  private constructor(parts: Parts) {
    this.id = parts.id;
    this.#parts = parts;
  }

  async tag(covers: readonly Cover[], options: CallOptions = {}): Promise<readonly TagResult[]> {
    const { signal } = options;
    signal?.throwIfAborted();
    checkBatch('The CLIP tagger', covers, this.maxBatchSize);
    const results = Promise.all(covers.map((cover) => this.#limit(() => this.#tagCover(cover, options))));
    return orAbort(results, signal);
  }

  /** The name of the group of a concept. A single group says nothing. */
  aspectOf(tag: string): string | undefined {
    const { groups } = this.#parts.settings;
    if (groups.length < 2) return undefined;
    return groups.find(({ concepts }) => concepts.some((concept) => canonicalName(concept) === tag))?.name;
  }

  /** Frees the model's memory, and closes the connections of downloads. Later calls fail. */
  async close(): Promise<void> {
    const { encoder, reader } = this.#parts;
    this.#released ??= this.#turn(() => encoder.release());
    await Promise.all([this.#released, reader.close()]);
  }

  async #tagCover(cover: Cover, options: CallOptions): Promise<TagResult> {
    const { signal } = options;
    const { model, texts, settings } = this.#parts;
    const { store, embedding } = settings;
    try {
      this.#checkOpen();
      const compute = () => this.#imageOf(cover, options);
      const width = texts.neutral.length;
      const image = embedding
        ? await keptEmbedding(cover, compute, { ...options, store, model, width })
        : await compute();
      if (image) {
        return { tags: tagsOf(image, texts, settings), ...(embedding && { embedding: [...image] }) };
      }
      return {
        error: new SpotiTagsError(
          'cover',
          'The model returned an embedding without direction for the image.',
        ),
      };
    } catch (error) {
      signal?.throwIfAborted();
      if (SpotiTagsError.isInstance(error, 'cover')) return { error };
      throw error;
    }
  }

  /** The embedding of a cover. Undefined if it has no direction. */
  async #imageOf(cover: Cover, options: CallOptions): Promise<Embedding | undefined> {
    const { signal } = options;
    const { sharp, reader, encoder, settings } = this.#parts;
    const bytes = await reader.read(cover, options);
    signal?.throwIfAborted();
    const { maxPixels } = settings;
    const { resize } = encoder.preparation;
    const picture = await decodePixels(sharp, bytes, resize, { maxPixels, signal });
    const [answer] = await this.#turn(() => this.#encode(picture, signal));
    return answer && normalized(answer);
  }

  #checkOpen(): void {
    if (this.#released) throw new SpotiTagsError('invalid-input', 'The CLIP tagger is closed.');
  }

  async #encode(picture: Pixels, signal?: AbortSignal): Promise<readonly Float32Array[]> {
    signal?.throwIfAborted();
    this.#checkOpen();
    return this.#parts.encoder.encode(picture);
  }
}

async function load(options: ClipTaggerOptions, signal?: AbortSignal): Promise<Parts> {
  const settings = settingsOf(options);
  const reader = new CoverReader(options);
  const library = await importOptional(
    'ClipTagger',
    '@huggingface/transformers',
    () => import('@huggingface/transformers'),
  );
  const sharp = await loadSharp('ClipTagger');
  const model = await identify(settings, signal);
  const network = new Network(library, settings, untilAborted(options.onProgress, signal));
  const texts = await embedTexts(settings, model, () => network.texts(), { store: options.store, signal });
  const encoder = await network.images();
  try {
    signal?.throwIfAborted();
    await check(encoder, texts);
    signal?.throwIfAborted();
  } catch (error) {
    await encoder.release();
    throw error;
  }
  const { temperature, maxTags, minConfidence } = settings;
  const answers = `texts=${settings.texts}&temperature=${temperature}&top=${maxTags}&min=${minConfidence}`;
  const id = `${model}&${answers}${settings.embedding ? '&embedding' : ''}`;
  return { id, model, settings, sharp, reader, encoder, texts };
}

/** If all callers left, a download goes on, and its result or error is ignored. */
function untilAborted<Step>(
  tell: ((step: Step) => void) | undefined,
  signal: AbortSignal | undefined,
): ((step: Step) => void) | undefined {
  return (
    tell &&
    ((step) => {
      if (!signal?.aborted) tell(step);
    })
  );
}

/** Tests the model with a white image: its embedding must be comparable with those of texts. */
async function check(encoder: ImageEncoder, texts: TextEmbeddings): Promise<void> {
  const { width, height } = encoder.preparation;
  const [tried] = await encoder.encode({ data: new Uint8Array(width * height * 3).fill(255), width, height });
  const [ofImages, ofTexts] = [tried?.length, texts.neutral.length];
  if (ofImages === ofTexts) return;
  const text =
    'The image model and the text model do not fit together: ' +
    `embeddings of images have ${ofImages} numbers, those of texts ${ofTexts}.`;
  throw new SpotiTagsError('invalid-input', text);
}

/** Identifies the model. */
async function identify({ source, dtype }: ClipSettings, signal?: AbortSignal): Promise<string> {
  if ('model' in source) return `clip/${source.model}@${source.revision}?dtype=${dtype}`;
  const halves = ['text', 'vision'].map((half) => join('onnx', `${half}_model${suffixes[dtype]}.onnx`));
  const texts = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json'];
  const files = [...texts, ...halves].map((file) => join(source.folder, file));
  try {
    return `clip@${await modelHash(files, 1, signal)}?dtype=${dtype}`;
  } catch (cause) {
    signal?.throwIfAborted();
    if (SpotiTagsError.isInstance(cause)) throw cause;
    const reason = codeOf(cause) ?? 'unknown reason';
    const text =
      `The folder ${source.folder} lacks a file of the model, or a file cannot be read (${reason}). ` +
      `The folder needs ${[...texts, ...halves].join(', ')}.`;
    throw new SpotiTagsError('invalid-input', text, { cause });
  }
}
