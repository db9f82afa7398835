import { importOptional } from '../../../util/optional-package.ts';
import type { Sound } from '../sound.ts';
import { type FileBytes, behindId3, textAt, viewOf } from './file-bytes.ts';
import { damaged, decodePassage, middleOf } from './stream.ts';

/** What the header of a frame of MPEG audio says. */
interface FrameHeader {
  readonly version: 1 | 2 | 2.5;
  readonly layer: 1 | 2 | 3;
  /** Bits per second. */
  readonly bitrate: number;
  readonly sampleRate: number;
  readonly isMono: boolean;
  readonly samples: number;
  readonly bytes: number;
}

/** Kilobits per second, from index 1 on, by version and layer. */
const bitrates = {
  '1-1': [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1-2': [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1-3': [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2-1': [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2-2': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  '2-3': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const sampleRates = [44_100, 48_000, 32_000];

/** Bytes in which the first frame must be found. */
const searchedBytes = 131_072;
/** Frames in the middle of a file need bits of frames before them. */
const damagedSeconds = 0.5;

/** Decodes the middle of an MP3 file. The place is found by bytes, so that only the middle is read. */
export async function decodeMp3(file: FileBytes, seconds: number): Promise<Sound> {
  const { MPEGDecoder } = await importOptional(
    'The sound of MP3',
    'mpg123-decoder',
    () => import('mpg123-decoder'),
  );
  const begin = await behindId3(file);
  const bytes = await file.read(begin, searchedBytes);
  const found = firstFrame(bytes);
  if (!found) throw damaged();
  const { at, header } = found;
  const [start, end] = [begin + at, file.size];
  const { frames, places } = xingOf(bytes.subarray(at), header);
  const duration =
    frames === undefined
      ? ((end - start) * 8) / header.bitrate
      : (frames * header.samples) / header.sampleRate;
  const middle = middleOf(duration, seconds + damagedSeconds);
  const share = middle > 0 ? middle / duration : 0;
  const decoder = new MPEGDecoder();
  try {
    return await decodePassage(file, decoder, {
      start: Math.floor(start + placeOf(share, places) * (end - start)),
      end,
      skip: share > 0 ? damagedSeconds : 0,
      seconds,
      // The decoder gives two channels for one.
      ...(header.isMono && { channels: 1 }),
    });
  } finally {
    decoder.free();
  }
}

/** The first frame that another one follows: random bytes look like a header now and then. */
function firstFrame(bytes: Uint8Array): { readonly at: number; readonly header: FrameHeader } | undefined {
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const header = headerAt(bytes, at);
    if (header && headerAt(bytes, at + header.bytes)?.sampleRate === header.sampleRate) return { at, header };
  }
  return undefined;
}

function headerAt(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
  if (first !== 0xff || second < 0xe0) return undefined;
  const version = ([2.5, undefined, 2, 1] as const)[(second >> 3) & 3];
  const layer = ([undefined, 3, 2, 1] as const)[(second >> 1) & 3];
  if (version === undefined || layer === undefined) return undefined;
  const kilobits = bitrates[`${version === 1 ? 1 : 2}-${layer}`][(third >> 4) - 1];
  const baseRate = sampleRates[(third >> 2) & 3];
  if (kilobits === undefined || baseRate === undefined) return undefined;
  const sampleRate = baseRate / { 1: 1, 2: 2, 2.5: 4 }[version];
  const samples = layer === 1 ? 384 : layer === 3 && version !== 1 ? 576 : 1152;
  const padding = (third >> 1) & 1;
  const bitrate = kilobits * 1000;
  const unit = layer === 1 ? 4 : 1;
  const size = (Math.floor((samples * bitrate) / 8 / sampleRate / unit) + padding) * unit;
  return { version, layer, bitrate, sampleRate, isMono: fourth >> 6 === 3, samples, bytes: size };
}

/** What an encoder wrote into the first frame ("Xing", "Info"), because the bitrate may vary. */
interface Xing {
  readonly frames?: number;
  /** The place in the file at each hundredth of the duration, in 256ths. */
  readonly places?: Uint8Array;
}

function xingOf(frame: Uint8Array, { version, isMono }: FrameHeader): Xing {
  let at = 4 + (version === 1 ? (isMono ? 17 : 32) : isMono ? 9 : 17);
  if (!/^(?:Xing|Info)$/u.test(textAt(frame, at, 4)) || frame.length < at + 120) return {};
  const view = viewOf(frame);
  const flags = view.getUint32(at + 4);
  at += 8;
  const frames = (flags & 1) > 0 ? view.getUint32(at) : undefined;
  at += (flags & 1) * 4 + (flags & 2) * 2;
  return {
    ...(frames !== undefined && { frames }),
    ...((flags & 4) > 0 && { places: frame.slice(at, at + 100) }),
  };
}

/** The place of a share of the duration, as a share of the bytes. */
function placeOf(share: number, places: Uint8Array | undefined): number {
  if (!places || share === 0) return share;
  const at = Math.min(98, Math.floor(share * 100));
  const [before = 0, after = 0] = places.subarray(at, at + 2);
  return (before + (after - before) * (share * 100 - at)) / 256;
}
