/**
 * How fast music is measured: the meter in one thread and in all, beside the decoder alone and Meyda alone, on the same tracks.
 * Run: npx tsx bench/sound.ts [number of tracks], by default 20.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeterTagger } from '../src/sound/index.ts';
import { decodeMiddle } from '../src/sound/meter/decode/decode.ts';
import { loadMeyda } from '../src/sound/meter/meyda.ts';
import { mixToMono } from '../src/sound/meter/sound.ts';
import { flacSound } from '../test/sound/files.ts';
import { cadences, chords, clicks, sampleRate, whiteNoise } from '../test/sound/signals.ts';

const tracks = Number(process.argv[2] ?? 20);
/** Seconds that are measured of each. */
const measured = 30;
const root = await mkdtemp(join(tmpdir(), 'sound-'));
try {
  const parts = [chords(cadences['A minor'], 60), clicks(120, 60), whiteNoise(60, 0.05)];
  const left = parts[0]?.map((value, at) => value + (parts[1]?.[at] ?? 0) + (parts[2]?.[at] ?? 0));
  const channels = left ? [left, left.map((value) => value * 0.9)] : [];
  const bytes = flacSound({ sampleRate, channels });
  const paths = Array.from({ length: tracks }, (_, at) => join(root, `${at}.flac`));
  for (const path of paths) await writeFile(path, bytes);

  const report = async (what: string, threads: number, work: () => Promise<unknown>) => {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - start) / 1000;
    const core = (user + system) / 1e6;
    console.log(
      `${what.padEnd(28)} ${threads} thread(s): ${seconds.toFixed(2)} s, ${core.toFixed(2)} s of CPU; ` +
        `${((tracks * measured) / seconds).toFixed(0)} times real time, ${((tracks * measured) / core).toFixed(0)} per core`,
    );
  };
  const describe = async (threads: number) => {
    const meter = new MeterTagger({ threads });
    await Promise.all(paths.map((path) => meter.describe({ path })));
    await meter.close();
  };
  const eachInTurn = async (work: (path: string) => Promise<unknown>) => {
    for (const path of paths) await work(path);
  };
  const meyda = await loadMeyda();
  const sound = await decodeMiddle(paths[0] ?? '', measured);
  const mono = mixToMono(sound);

  console.log(`${tracks} tracks of a minute, FLAC, 44.1 kHz, stereo; ${measured} s of each`);
  await describe(1);
  await report('the meter', 1, () => describe(1));
  const all = availableParallelism();
  if (all > 1) await report('the meter', all, () => describe(all));
  await report('the decoder alone', 1, () => eachInTurn((path) => decodeMiddle(path, measured)));
  // The features that the meter takes from Meyda, of frames of the same size.
  await report('Meyda alone', 1, () =>
    eachInTurn(() => {
      meyda.bufferSize = 2048;
      meyda.sampleRate = sampleRate;
      for (let at = 0; at + 2048 <= mono.length; at += 1024)
        meyda.extract(['amplitudeSpectrum', 'spectralCentroid', 'rms'], mono.subarray(at, at + 2048));
      return Promise.resolve();
    }),
  );
} finally {
  await rm(root, { recursive: true });
}
