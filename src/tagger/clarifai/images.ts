import { decodeUpright, loadSharp } from '../../covers/decode.ts';
import { imageFormat } from '../../covers/format.ts';
import { orientationOf } from '../../covers/orientation.ts';
import { readCoverFile } from '../../covers/read-file.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { Cover } from '../../model.ts';
import type { WireInput } from './wire.ts';

const mega = 1_000_000;
/** Largest image that Clarifai accepts, in bytes. */
const largestImage = 20 * mega;
/** Largest batch of images in bytes, before base64 adds a third. A single image may be larger. */
const largestBatch = 10 * mega;

/** A cover in Clarifai's form, with its index among the covers. */
export interface Input {
  readonly at: number;
  readonly image: WireInput['data']['image'];
}

/**
 * Loads covers into batches of limited size, one batch at a time, so that at most one is held in memory.
 * Covers that cannot be sent are passed to `refuse`.
 */
export async function* batches(
  covers: readonly Cover[],
  refuse: (at: number, error: SpotiTagsError) => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<Input[], void, undefined> {
  let batch: Input[] = [];
  let bytes = 0;
  for (const [at, cover] of covers.entries()) {
    let loaded: { image: Input['image']; bytes: number };
    try {
      loaded = await load(cover, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!SpotiTagsError.isInstance(error)) throw error;
      refuse(at, error);
      continue;
    }
    if (batch.length > 0 && bytes + loaded.bytes > largestBatch) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ at, image: loaded.image });
    bytes += loaded.bytes;
  }
  if (batch.length > 0) yield batch;
}

export async function load(
  cover: Cover,
  signal?: AbortSignal,
): Promise<{ image: Input['image']; bytes: number }> {
  if (cover.url !== undefined) {
    if (!/^https?:\/\//i.test(cover.url))
      throw refused('The URL of a cover must begin with http:// or https://.');
    return { image: { url: cover.url }, bytes: 0 };
  }
  const original = cover.bytes ?? (await readCoverFile(cover.path, signal && { signal }));
  if (original.byteLength === 0) throw refused('The image is empty.');
  const data = await upright(original, signal);
  checkSize(data.byteLength);
  return { image: { base64: Buffer.from(data).toString('base64') }, bytes: data.byteLength };
}

/**
 * The image as it is, or turned as its EXIF data says, because the service is not known to do that. A URL is passed on, so
 * its image is as the service reads it.
 */
async function upright(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const format = imageFormat(bytes);
  if (orientationOf(bytes, format) === 1) return bytes;
  const sharp = await loadSharp('To turn an image as its EXIF data says, the Clarifai tagger').catch(
    (error: unknown) => {
      // The other images of the batch do not need it.
      throw refused(error instanceof Error ? error.message : String(error));
    },
  );
  const { data } = await decodeUpright(sharp, bytes, { signal }, (turned) =>
    format === 'jpeg' ? turned.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }) : turned.png(),
  );
  return data;
}

function checkSize(bytes: number): void {
  if (bytes > largestImage)
    throw refused(`An image of ${(bytes / mega).toFixed(1)} MB is larger than Clarifai's limit of 20 MB.`);
}

function refused(message: string): SpotiTagsError {
  return new SpotiTagsError('cover', message);
}
