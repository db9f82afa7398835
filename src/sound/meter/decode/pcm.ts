import { SpotiTagsError } from '../../../errors.ts';
import type { Sound } from '../sound.ts';
import { type FileBytes, textAt, viewOf } from './file-bytes.ts';
import { damaged, middleOf } from './stream.ts';

/** How samples are written. */
interface Layout {
  readonly channels: number;
  readonly sampleRate: number;
  /** Bits per sample. */
  readonly bits: number;
  readonly isFloat: boolean;
  readonly isLittleEndian: boolean;
}

interface Data {
  readonly at: number;
  readonly bytes: number;
}

const mostChannels = 32;
const mostRate = 768_000;

/** Reads the middle of a WAV or AIFF file with plain samples. */
export async function decodePcm(file: FileBytes, seconds: number): Promise<Sound> {
  const { layout, data } = await readChunks(file);
  const { channels, sampleRate, bits } = layout;
  const size = (bits / 8) * channels;
  const samples = Math.floor(data.bytes / size);
  const first = Math.floor(middleOf(samples / sampleRate, seconds) * sampleRate);
  const length = Math.min(samples - first, Math.round(seconds * sampleRate));
  const bytes = await file.read(data.at + first * size, length * size);
  const read = readerOf(layout, viewOf(bytes));
  const count = Math.floor(bytes.length / size);
  return {
    sampleRate,
    channels: Array.from({ length: channels }, (_, channel) =>
      Float32Array.from({ length: count }, (__, at) => read(at * size + (channel * bits) / 8)),
    ),
  };
}

async function readChunks(file: FileBytes): Promise<{ readonly layout: Layout; readonly data: Data }> {
  const isWav = textAt(await file.read(0, 12), 8, 4) === 'WAVE';
  let layout: Layout | undefined;
  let data: Data | undefined;
  for (let at = 12; at + 8 <= file.size && !(layout && data);) {
    const head = await file.read(at, 8 + 40);
    const name = textAt(head, 0, 4);
    const length = viewOf(head).getUint32(4, isWav);
    const body = viewOf(head.subarray(8, 8 + length));
    if (name === 'fmt ' && length >= 16) layout = wavLayout(body);
    if (name === 'COMM' && length >= 18) layout = aiffLayout(body);
    if (name === 'data') data = dataOf(file, at + 8, length);
    if (name === 'SSND') data = dataOf(file, at + 16, length - 8);
    at += 8 + length + (length % 2);
  }
  if (!layout || !data || layout.channels > mostChannels || layout.sampleRate > mostRate) throw damaged();
  if (layout.channels < 1 || !(layout.sampleRate >= 1)) throw damaged();
  return { layout, data };
}

/** A length that was not known when it was written may be too long. */
function dataOf({ size }: FileBytes, at: number, length: number): Data {
  return { at, bytes: Math.max(0, Math.min(length, size - at)) };
}

function wavLayout(body: DataView): Layout {
  const extensible = 0xfffe;
  const format = body.getUint16(0, true);
  const kind = format === extensible && body.byteLength >= 26 ? body.getUint16(24, true) : format;
  const bits = body.getUint16(14, true);
  if (!((kind === 1 && [8, 16, 24, 32].includes(bits)) || (kind === 3 && bits === 32)))
    throw compressed('WAV');
  return {
    channels: body.getUint16(2, true),
    sampleRate: body.getUint32(4, true),
    bits,
    isFloat: kind === 3,
    isLittleEndian: true,
  };
}

function aiffLayout(body: DataView): Layout {
  const bits = body.getUint16(6);
  // AIFF-C names its compression behind the rate.
  const compression = body.byteLength >= 22 ? body.getUint32(18) : 0x4e4f4e45;
  const isLittleEndian = compression === 0x736f7774;
  if (!(isLittleEndian || compression === 0x4e4f4e45) || ![16, 24, 32].includes(bits))
    throw compressed('AIFF');
  // A float of 80 bits: 15 bits of exponent, 64 of mantissa.
  const exponent = (body.getUint16(8) & 0x7fff) - 16_383 - 31;
  const sampleRate = Math.round(body.getUint32(10) * 2 ** exponent);
  return { channels: body.getUint16(0), sampleRate, bits, isFloat: false, isLittleEndian };
}

function compressed(format: string): SpotiTagsError {
  return new SpotiTagsError(
    'track',
    `The track cannot be decoded: of ${format} files, those with plain samples are read, and this one is compressed.`,
  );
}

function readerOf({ bits, isFloat, isLittleEndian }: Layout, view: DataView): (at: number) => number {
  if (isFloat) return (at) => view.getFloat32(at, isLittleEndian);
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (at) => view.getInt16(at, isLittleEndian) / 2 ** 15;
  if (bits === 32) return (at) => view.getInt32(at, isLittleEndian) / 2 ** 31;
  return isLittleEndian
    ? (at) => (view.getInt8(at + 2) * 65_536 + view.getUint16(at, true)) / 2 ** 23
    : (at) => (view.getInt16(at) * 256 + view.getUint8(at + 2)) / 2 ** 23;
}
