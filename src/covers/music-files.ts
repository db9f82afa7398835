import { extname } from 'node:path';

const extensions = new Set(
  (
    '.aac .aif .aiff .alac .ape .cue .dff .dsf .flac .m4a .m4b .mka .mp2 .mp3 .mp4 .mpc .oga .ogg .opus .ra .shn .tak ' +
    '.tta .wav .wma .wv'
  ).split(' '),
);

/** Whether a file has the extension of a music file. */
export function isMusicFile(name: string): boolean {
  return extensions.has(extname(name).toLowerCase());
}
