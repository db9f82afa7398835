import { viewOf } from '../../src/sound/meter/decode/file-bytes.ts';
import { type MusicTags, flacFile } from '../music-files.ts';
import type { Sound } from '../../src/sound/meter/sound.ts';

/** Files of sound, written byte by byte. */

const sample16 = (value: number) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767)));

/** Samples of all channels, one after another. */
function interleaved(
  { channels }: Sound,
  size: number,
  write: (bytes: Buffer, value: number, at: number) => void,
): Buffer {
  const bytes = Buffer.alloc((channels[0]?.length ?? 0) * channels.length * size);
  for (const [channel, samples] of channels.entries())
    for (const [at, value] of samples.entries()) write(bytes, value, (at * channels.length + channel) * size);
  return bytes;
}

function chunk(name: string, body: Buffer, isLittleEndian: boolean): Buffer {
  const size = Buffer.alloc(4);
  if (isLittleEndian) size.writeUInt32LE(body.length);
  else size.writeUInt32BE(body.length);
  return Buffer.concat([Buffer.from(name, 'latin1'), size, body, Buffer.alloc(body.length % 2)]);
}

/** @param bits - 16, 24, or 32 for floats. */
export function wavFile(sound: Sound, bits: 16 | 24 | 32 = 16): Buffer {
  const { sampleRate, channels } = sound;
  const format = Buffer.alloc(16);
  format.writeUInt16LE(bits === 32 ? 3 : 1, 0);
  format.writeUInt16LE(channels.length, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE((sampleRate * channels.length * bits) / 8, 8);
  format.writeUInt16LE((channels.length * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  const data = interleaved(sound, bits / 8, (bytes, value, at) => {
    if (bits === 32) bytes.writeFloatLE(value, at);
    else if (bits === 16) bytes.writeInt16LE(sample16(value), at);
    else bytes.writeIntLE(Math.round(value * 8_388_607), at, 3);
  });
  const body = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', format, true),
    chunk('LIST', Buffer.from('odd'), true),
    chunk('data', data, true),
  ]);
  return chunk('RIFF', body, true);
}

export function aiffFile(sound: Sound): Buffer {
  const { sampleRate, channels } = sound;
  const common = Buffer.alloc(18);
  common.writeUInt16BE(channels.length, 0);
  common.writeUInt32BE(channels[0]?.length ?? 0, 2);
  common.writeUInt16BE(16, 6);
  const exponent = Math.floor(Math.log2(sampleRate));
  common.writeUInt16BE(16_383 + exponent, 8);
  common.writeUInt32BE(sampleRate * 2 ** (31 - exponent), 10);
  const data = interleaved(sound, 2, (bytes, value, at) => bytes.writeInt16BE(sample16(value), at));
  const parts = [chunk('COMM', common, false), chunk('SSND', Buffer.concat([Buffer.alloc(8), data]), false)];
  return chunk('FORM', Buffer.concat([Buffer.from('AIFF'), ...parts]), false);
}

const blockSamples = 4096;

/** FLAC with verbatim subframes of 16 bits at 44,100 Hz; before the sound the tags, or a picture. */
export function flacSound({ sampleRate, channels }: Sound, tags?: MusicTags): Buffer {
  const length = channels[0]?.length ?? 0;
  const info = Buffer.alloc(34);
  info.writeUInt16BE(blockSamples, 0);
  info.writeUInt16BE(blockSamples, 2);
  info.writeUInt32BE(((sampleRate << 12) | ((channels.length - 1) << 9) | (15 << 4)) >>> 0, 10);
  info.writeUInt32BE(length, 14);
  const frames: Buffer[] = [];
  for (let at = 0; at < length; at += blockSamples)
    frames.push(
      flacFrame(
        frames.length,
        channels.map((channel) => channel.subarray(at, at + blockSamples)),
      ),
    );
  const block = (type: number, body: Buffer) =>
    Buffer.concat([Buffer.from([type, 0, body.length >> 8, body.length & 255]), body]);
  if (tags) {
    const head = Buffer.from(flacFile(tags));
    info.copy(head, 8);
    return Buffer.concat([head, ...frames]);
  }
  return Buffer.concat([
    Buffer.from('fLaC'),
    block(0, info),
    block(0x86, Buffer.alloc(5000, 0xff)),
    ...frames,
  ]);
}

function flacFrame(number: number, channels: readonly Float32Array[]): Buffer {
  const samples = channels[0]?.length ?? 0;
  const utf8 =
    number < 128
      ? [number]
      : number < 2048
        ? [0xc0 | (number >> 6), 0x80 | (number & 63)]
        : [0xe0 | (number >> 12), 0x80 | ((number >> 6) & 63), 0x80 | (number & 63)];
  const size = samples - 1;
  const head = Buffer.from([
    // 44,100 Hz: the decoder knows no STREAMINFO.
    ...[0xff, 0xf8, 0x79, ((channels.length - 1) << 4) | 8],
    ...utf8,
    ...[size >> 8, size & 255],
  ]);
  const subframes = channels.map((channel) => {
    const bytes = Buffer.alloc(1 + 2 * samples);
    bytes[0] = 2;
    for (const [at, value] of channel.entries()) bytes.writeInt16BE(sample16(value), 1 + 2 * at);
    return bytes;
  });
  const frame = Buffer.concat([head, Buffer.from([crc(head, 8, 0x07)]), ...subframes]);
  const check = crc(frame, 16, 0x8005);
  return Buffer.concat([frame, Buffer.from([check >> 8, check & 255])]);
}

function crc(bytes: Uint8Array, width: 8 | 16, polynomial: number): number {
  const [top, mask] = [1 << (width - 1), width === 8 ? 0xff : 0xffff];
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++)
      value = ((value & top) > 0 ? (value << 1) ^ polynomial : value << 1) & mask;
  }
  return value;
}

/** The pages of an OGG file, for tests that cut it. */
export function oggPages(file: Uint8Array): Uint8Array[] {
  const pages: Uint8Array[] = [];
  for (let at = 0; at + 27 <= file.length;) {
    const segments = viewOf(file).getUint8(at + 26);
    const size = file.subarray(at + 27, at + 27 + segments).reduce((sum, one) => sum + one, 27 + segments);
    pages.push(file.subarray(at, at + size));
    at += size;
  }
  return pages;
}

/**
 * A file of MPEG-2 layer 3 at 16 kHz, mono, with the frame before it in which encoders write the number of frames, and the place
 * of each hundredth of the duration.
 */
export function withXing(file: Uint8Array): Buffer {
  const kilobits = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
  const starts: number[] = [];
  for (let at = 0; at + 4 <= file.length;) {
    starts.push(at);
    const third = file[at + 2] ?? 0;
    at += Math.floor((72_000 * (kilobits[third >> 4] ?? 8)) / 16_000) + ((third >> 1) & 1);
  }
  const frame = Buffer.alloc(144);
  frame.set(file.subarray(0, 2));
  frame.set([0x48, 0xc4], 2);
  frame.write('Xing', 13);
  frame.writeUInt32BE(5, 17);
  frame.writeUInt32BE(starts.length, 21);
  for (let share = 0; share < 100; share++) {
    const start = starts[Math.floor((share * starts.length) / 100)] ?? 0;
    frame[25 + share] = Math.floor((256 * start) / file.length);
  }
  return Buffer.concat([frame, file]);
}
