import type { SoundProvider } from '../provider.ts';
import { type MeterSettings, meterOptions } from './options.ts';

export const meterProvider: SoundProvider<MeterSettings> = {
  kind: 'sound',
  name: 'meter',
  exportName: 'MeterTagger',
  subpath: 'sound',
  summary: 'says in plain words what music sounds like: tempo, loudness, brightness, bass, key',
  needs: '`tinypool`, `meyda`, and decoders of the formats',
  packages: [
    { name: 'tinypool', load: () => import('tinypool') },
    { name: 'meyda', load: () => import('meyda') },
    { name: 'mpg123-decoder', load: () => import('mpg123-decoder') },
    { name: '@wasm-audio-decoders/flac', load: () => import('@wasm-audio-decoders/flac') },
    { name: '@wasm-audio-decoders/ogg-vorbis', load: () => import('@wasm-audio-decoders/ogg-vorbis') },
    { name: 'ogg-opus-decoder', load: () => import('ogg-opus-decoder') },
  ],
  options: meterOptions,
  open: async (options) => new (await import('../index.ts')).MeterTagger(options),
};
