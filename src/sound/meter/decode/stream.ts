import { SpotiTagsError } from '../../../errors.ts';
import type { Sound } from '../sound.ts';
import type { FileBytes } from './file-bytes.ts';

/** The part of a decoder that is used. All decoders here have it. */
export interface StreamDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>;
  flush?(): Promise<Decoded>;
  free(): void;
}

interface Decoded {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
}

/** Which bytes of a file are decoded. */
export interface Passage {
  /** Sent to the decoder before anything else: what it must know of the file. */
  readonly head?: Uint8Array;
  /** Where the bytes begin and end. */
  readonly start: number;
  readonly end: number;
  /** Seconds of sound that are left out at the beginning, which may be damaged. */
  readonly skip: number;
  /** Seconds of sound that are wanted. */
  readonly seconds: number;
  /** Decoded channels that count. @default all */
  readonly channels?: number;
}

const chunkBytes = 65_536;
/** Bytes per second that no sound needs: 32 bits, 192 kHz, eight channels. */
const mostBytesPerSecond = 6_200_000;
/** If there is no sound in this many bytes, there is none. */
const mostSilentBytes = 8_000_000;

/** Decodes bytes of a file until there is enough sound. */
export async function decodePassage(
  file: FileBytes,
  decoder: StreamDecoder,
  { head, start, end, skip, seconds, channels }: Passage,
): Promise<Sound> {
  await decoder.ready;
  const parts: Decoded[] = [];
  let samples = 0;
  let rate = 0;
  const add = (decoded: Decoded | undefined) => {
    if (!decoded || decoded.samplesDecoded === 0) return;
    parts.push(decoded);
    samples += decoded.samplesDecoded;
    rate = decoded.sampleRate;
  };
  if (head) add(await decoder.decode(head));
  const most = start + mostBytesPerSecond * (skip + seconds);
  let at = start;
  const isEnough = () => rate > 0 && samples >= (skip + seconds) * rate;
  while (at < Math.min(end, rate === 0 ? start + mostSilentBytes : most) && !isEnough()) {
    const bytes = await file.read(at, Math.min(chunkBytes, end - at));
    if (bytes.length === 0) break;
    at += bytes.length;
    add(await decoder.decode(bytes));
  }
  if (!isEnough()) add(await decoder.flush?.());
  return join(parts, { first: Math.round(skip * rate), length: Math.round(seconds * rate), channels });
}

interface Cut {
  readonly first: number;
  readonly length: number;
  readonly channels: number | undefined;
}

function join(parts: readonly Decoded[], { first, length, channels }: Cut): Sound {
  const [{ channelData, sampleRate } = { channelData: [], sampleRate: 0 }] = parts;
  const same = parts.filter((part) => part.sampleRate === sampleRate);
  const all = same.reduce((sum, { samplesDecoded }) => sum + samplesDecoded, 0);
  const kept = Math.max(0, Math.min(length, all - first));
  const joined = channelData.slice(0, channels).map((_, channel) => {
    const whole = new Float32Array(kept);
    let at = -first;
    for (const { channelData: data, samplesDecoded } of same) {
      const samples = (data[channel] ?? new Float32Array(0)).subarray(
        Math.max(0, -at),
        Math.max(0, kept - at),
      );
      if (samples.length > 0) whole.set(samples, Math.max(0, at));
      at += samplesDecoded;
    }
    return whole;
  });
  return { sampleRate, channels: joined };
}

/** The error of a file that says something else than its name. */
export function damaged(): SpotiTagsError {
  return new SpotiTagsError('track', 'The track cannot be decoded: the file is damaged or empty.');
}

/** Where a passage of `seconds` from the middle begins, in seconds. */
export function middleOf(duration: number, seconds: number): number {
  return Math.max(0, (duration - seconds) / 2);
}
