import { extname } from 'node:path';
import { SpotiTagsError, codeOf } from '../../../errors.ts';
import type { Sound } from '../sound.ts';
import { FileBytes, behindId3, textAt } from './file-bytes.ts';
import { decodeFlac } from './flac.ts';
import { decodeMp3 } from './mp3.ts';
import { decodeOgg } from './ogg.ts';
import { decodePcm } from './pcm.ts';
import { damaged } from './stream.ts';

/** Seconds. Less says nothing about music. */
const shortest = 1;

/**
 * Decodes a passage from the middle of a file. Only the passage and the head of the file are read.
 * @param seconds - the length of the passage. A shorter track is decoded whole.
 * @throws SpotiTagsError `track` for a file that cannot be read or decoded. The message has no path, because datasets that
 * keep it get published.
 */
export async function decodeMiddle(path: string, seconds: number): Promise<Sound> {
  try {
    const sound = await FileBytes.use(path, (file) => decode(file, extname(path), seconds));
    checkLength(sound);
    return sound;
  } catch (cause) {
    if (SpotiTagsError.isInstance(cause)) throw cause;
    const code = codeOf(cause);
    if (code === undefined || !/^E[A-Z]+$/u.test(code)) throw damaged();
    const text = code === 'ENOENT' ? 'The track does not exist.' : `The track cannot be read (${code}).`;
    throw new SpotiTagsError('track', text, { cause });
  }
}

async function decode(file: FileBytes, extension: string, seconds: number): Promise<Sound> {
  // What a file is, its first bytes say: names are often wrong.
  const bytes = await file.read(await behindId3(file), 12);
  const marker = textAt(bytes, 0, 4);
  const form = textAt(bytes, 8, 4);
  if (marker === 'fLaC') return decodeFlac(file, seconds);
  if (marker === 'OggS') return decodeOgg(file, seconds);
  if (marker === 'RIFF' && form === 'WAVE') return decodePcm(file, seconds);
  if (marker === 'FORM' && form.startsWith('AIF')) return decodePcm(file, seconds);
  if (/^\.mp[123]$/iu.test(extension) || isFrame(bytes)) return decodeMp3(file, seconds);
  throw new SpotiTagsError(
    'track',
    `The format ${extension || 'of the track'} is not decoded. MP3, FLAC, OGG, Opus, WAV and AIFF are.`,
  );
}

function isFrame([first = 0, second = 0]: Uint8Array): boolean {
  // AAC has layer 0.
  return first === 0xff && second >= 0xe0 && ((second >> 1) & 3) > 0;
}

function checkLength({ sampleRate, channels }: Sound): void {
  const [first] = channels;
  if (!first || sampleRate === 0 || first.length === 0) throw damaged();
  if (first.length >= shortest * sampleRate) return;
  throw new SpotiTagsError('track', `The track is too short: less than ${shortest} s of it can be decoded.`);
}
