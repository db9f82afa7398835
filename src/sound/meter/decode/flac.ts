import { importOptional } from '../../../util/optional-package.ts';
import type { Sound } from '../sound.ts';
import { type FileBytes, behindId3, textAt, viewOf } from './file-bytes.ts';
import { damaged, decodePassage, middleOf } from './stream.ts';

/** The marker, the header of a block, and the block STREAMINFO, which always comes first. */
const headBytes = 4 + 4 + 34;

export async function loadFlac() {
  const name = '@wasm-audio-decoders/flac';
  return importOptional('The sound of FLAC', name, () => import('@wasm-audio-decoders/flac'));
}

/**
 * Decodes the middle of a FLAC file: STREAMINFO, then the bytes at the same share of the file as the passage has of the
 * duration. The decoder finds the next frame by itself.
 */
export async function decodeFlac(file: FileBytes, seconds: number): Promise<Sound> {
  const { FLACDecoder } = await loadFlac();
  const begin = await behindId3(file);
  const head = await file.read(begin, headBytes);
  if (head.length < headBytes || textAt(head, 0, 4) !== 'fLaC' || ((head[4] ?? 0) & 127) !== 0)
    throw damaged();
  const start = await firstFrame(file, begin + 4);
  const view = viewOf(head);
  // 20 bits of rate, 3 of channels, 5 of depth, 36 of the number of samples.
  const sampleRate = view.getUint32(18) >>> 12;
  const samples = (view.getUint8(21) & 15) * 2 ** 32 + view.getUint32(22);
  if (sampleRate === 0) throw damaged();
  const duration = samples / sampleRate;
  const share = duration > 0 ? middleOf(duration, seconds) / duration : 0;
  // STREAMINFO becomes the only block.
  head[4] = 0x80;
  const decoder = new FLACDecoder();
  try {
    return await decodePassage(file, decoder, {
      head,
      start: Math.floor(start + share * (file.size - start)),
      end: file.size,
      skip: 0,
      seconds,
    });
  } finally {
    decoder.free();
  }
}

/** The position behind the blocks of metadata, of which pictures may be large. */
async function firstFrame(file: FileBytes, firstBlock: number): Promise<number> {
  let at = firstBlock;
  for (;;) {
    const block = await file.read(at, 4);
    if (block.length < 4) throw damaged();
    const length = viewOf(block).getUint32(0) & 0xffffff;
    at += 4 + length;
    if (((block[0] ?? 0) & 0x80) > 0) return at;
  }
}
