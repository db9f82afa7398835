import { SpotiTagsError } from '../../../errors.ts';
import { importOptional } from '../../../util/optional-package.ts';
import type { Sound } from '../sound.ts';
import { type FileBytes, textAt, viewOf } from './file-bytes.ts';
import { loadFlac } from './flac.ts';
import { type StreamDecoder, damaged, decodePassage, middleOf } from './stream.ts';

/** Bytes in which the packets of the head must be found: comments may have a picture. */
const longestHead = 20_000_000;
const chunkBytes = 65_536;
/** A page has at most 65,307 bytes. */
const longestPage = 65_307;
/** The decoder may join samples around the gap behind the head. */
const damagedSeconds = 0.5;

interface Page {
  /** Where it begins. */
  readonly at: number;
  readonly size: number;
  /** Number of the last sample, as the codec counts; -1 if no packet ends on the page. */
  readonly position: number;
  readonly data: number;
}

/**
 * Decodes the middle of an OGG file with Vorbis, Opus or FLAC: the pages of the head, then those of the passage, which are found
 * by bisection.
 */
export async function decodeOgg(file: FileBytes, seconds: number): Promise<Sound> {
  const { head, rate, codec, first } = await readHead(file);
  const middle = middleOf((await lastPosition(file)) / rate, seconds + damagedSeconds);
  const { at: start, position } =
    middle > 0 ? await placeOf(file, first, middle * rate) : { at: first, position: 0 };
  const decoder = await decoderOf(codec);
  try {
    // A page may have many seconds.
    const skip = middle > 0 ? Math.max(0, middle - position / rate) + damagedSeconds : 0;
    return await decodePassage(file, decoder, { head, start, end: file.size, skip, seconds });
  } finally {
    decoder.free();
  }
}

type Codec = 'vorbis' | 'opus' | 'flac';

async function decoderOf(codec: Codec): Promise<StreamDecoder> {
  if (codec === 'flac') return new (await loadFlac()).FLACDecoder();
  if (codec === 'opus') {
    const name = 'ogg-opus-decoder';
    const { OggOpusDecoder } = await importOptional(
      'The sound of Opus',
      name,
      () => import('ogg-opus-decoder'),
    );
    return new OggOpusDecoder();
  }
  const name = '@wasm-audio-decoders/ogg-vorbis';
  const load = () => import('@wasm-audio-decoders/ogg-vorbis');
  const { OggVorbisDecoder } = await importOptional('The sound of OGG', name, load);
  return new OggVorbisDecoder();
}

/** The pages before the sound: those on which no sample ends. */
async function readHead(file: FileBytes) {
  const begin = await file.read(0, chunkBytes);
  const page = pageAt(begin, 0);
  if (!page) throw damaged();
  const { codec, rate } = codecOf(begin.subarray(page.data));
  for (let length = chunkBytes; ; length *= 4) {
    const bytes = await file.read(0, Math.min(length, longestHead));
    let at = 0;
    for (;;) {
      const next = pageAt(bytes, at);
      if (!next) break;
      if (next.position !== 0 && next.position !== -1)
        return { head: bytes.slice(0, at), rate, codec, first: at };
      at += next.size;
    }
    if (length >= longestHead || bytes.length < length) throw damaged();
  }
}

function codecOf(packet: Uint8Array): { readonly codec: Codec; readonly rate: number } {
  if (textAt(packet, 1, 6) === 'vorbis' && packet.length >= 16)
    return { codec: 'vorbis', rate: viewOf(packet).getUint32(12, true) || 1 };
  // Opus always counts 48,000 samples per second.
  if (textAt(packet, 0, 8) === 'OpusHead') return { codec: 'opus', rate: 48_000 };
  if (textAt(packet, 1, 4) === 'FLAC' && packet.length >= 31)
    return { codec: 'flac', rate: viewOf(packet).getUint32(27) >>> 12 || 1 };
  throw new SpotiTagsError(
    'track',
    'The track cannot be decoded: an OGG file must have Vorbis, Opus or FLAC inside.',
  );
}

/** The number of the last sample of the file. 0 if it cannot be found. */
async function lastPosition(file: FileBytes): Promise<number> {
  const start = Math.max(0, file.size - 2 * longestPage);
  const bytes = await file.read(start, 2 * longestPage);
  let last = 0;
  for (let at = 0; at < bytes.length;) {
    const page = pageAt(bytes, at);
    if (page) last = Math.max(last, page.position);
    at = page ? at + page.size : at + 1;
  }
  return last;
}

/** Where the last page ends that ends before a position, and its position. */
async function placeOf(
  file: FileBytes,
  first: number,
  position: number,
): Promise<Pick<Page, 'at' | 'position'>> {
  let [low, high] = [{ at: first, position: 0 }, file.size];
  while (high - low.at > longestPage) {
    const middle = Math.floor((low.at + high) / 2);
    const page = await pageAfter(file, middle);
    if (page && page.position < position) low = { at: page.at + page.size, position: page.position };
    else high = middle;
  }
  for (;;) {
    const page = await pageAfter(file, low.at);
    if (!page || page.position >= position) return low;
    low = { at: page.at + page.size, position: page.position };
  }
}

/** The next page from a place on, on which a packet ends. Undefined if there is none near. */
async function pageAfter(file: FileBytes, place: number): Promise<Page | undefined> {
  const bytes = await file.read(place, 2 * longestPage);
  for (let at = 0; at < bytes.length;) {
    const page = pageAt(bytes, at);
    if (page && page.position >= 0) return { ...page, at: place + at };
    at += page?.size ?? 1;
  }
  return undefined;
}

/** Undefined if no page begins there, or if it is cut. */
function pageAt(bytes: Uint8Array, at: number): Page | undefined {
  if (bytes[at] !== 0x4f || textAt(bytes, at, 4) !== 'OggS' || bytes.length < at + 27) return undefined;
  const segments = bytes[at + 26] ?? 0;
  const lacing = bytes.subarray(at + 27, at + 27 + segments);
  const size = 27 + segments + lacing.reduce((sum, length) => sum + length, 0);
  if (at + size > bytes.length) return undefined;
  return { at, size, position: Number(viewOf(bytes).getBigInt64(at + 6, true)), data: at + 27 + segments };
}
