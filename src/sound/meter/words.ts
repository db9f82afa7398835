import type { Tag } from '../../model.ts';
import type { Measures } from './measures/measures.ts';

/** What a tag of the meter is about. */
export type SoundAspect =
  'tempo' | 'beat' | 'loudness' | 'dynamics' | 'brightness' | 'noise' | 'bass' | 'attack' | 'mode' | 'key';

/** Words for one quantity, from little to much, with the value that each fits best; `null` for what goes without saying. */
type Ladder = readonly (readonly [name: string | null, middle: number])[];

const ladders = {
  /** Beats per minute. */
  tempo: [
    ['very slow', 50],
    ['slow', 72],
    ['medium tempo', 105],
    ['fast', 145],
    ['very fast', 190],
  ],
  /** Autocorrelation of the onsets after four to eight beats. */
  beat: [
    ['no steady beat', 0.06],
    [null, 0.14],
    ['steady beat', 0.3],
    ['mechanical beat', 0.7],
  ],
  /** LUFS. Streaming services play at about -14. */
  loudness: [
    ['very quiet', -32],
    ['quiet', -23],
    [null, -15],
    ['loud', -10],
    ['very loud', -6],
  ],
  /** LU of loudness range. */
  dynamics: [
    ['even loudness', 1],
    [null, 4],
    ['dynamic', 9],
    ['very dynamic', 16],
  ],
  /** Hz of the spectral centroid. */
  brightness: [
    ['very dark sound', 700],
    ['dark sound', 1400],
    [null, 2600],
    ['bright sound', 4600],
    ['very bright sound', 7500],
  ],
  /** Spectral flatness. */
  noise: [
    ['clean tones', 0.08],
    [null, 0.25],
    ['noisy', 0.45],
    ['very noisy', 0.7],
  ],
  /** The share of power below 150 Hz. */
  bass: [
    ['no bass', 0.01],
    ['little bass', 0.07],
    [null, 0.25],
    ['bass-heavy', 0.55],
    ['very bass-heavy', 0.85],
  ],
  /** The share of the amplitudes in hits. */
  attack: [
    ['sustained', 0.05],
    [null, 0.14],
    ['percussive', 0.32],
    ['very percussive', 0.65],
  ],
} as const satisfies Partial<Record<SoundAspect, Ladder>>;

/** Quantities that are heard by their ratio. */
const isHeardByRatio: ReadonlySet<string> = new Set([
  'tempo',
  'brightness',
  'bass',
  'noise',
  'attack',
  'beat',
]);
const modes = { major: 'major key', minor: 'minor key' } as const;
const notes = [
  'C',
  'C sharp',
  'D',
  'E flat',
  'E',
  'F',
  'F sharp',
  'G',
  'A flat',
  'A',
  'B flat',
  'B',
] as const;
/** A tag below this confidence is not said. */
const leastConfidence = 0.1;

/** What every word is about. */
export const soundAspects: ReadonlyMap<string, SoundAspect> = new Map([
  ...Object.entries(ladders).flatMap(([aspect, ladder]) =>
    ladder.flatMap(([name]) => (name === null ? [] : [[name, aspect as SoundAspect] as const])),
  ),
  ...Object.values(modes).map((name) => [name, 'mode'] as const),
  ...notes.flatMap((note) => [`in ${note} major`, `in ${note} minor`].map((name) => [name, 'key'] as const)),
]);

/** At most one word of each aspect, surest first. */
export function soundTags({ loudness, beat, timbre, key, seconds }: Measures): Tag[] {
  // Nothing can be heard, so nothing else is true.
  if (loudness.integrated <= -70) return [{ name: 'silence', confidence: 1 }];
  const isBeat = ramp(beat.strength, 0.08, 0.25) * ramp(beat.steadiness, 0.06, 0.2);
  // Noise has a key by chance, and one note or two are in many keys.
  const isTonal = ramp(key.fit, 0.45, 0.75) * ramp(-timbre.noisiness, -0.65, -0.45) * ramp(key.notes, 2, 3.5);
  // A second of music has neither a beat nor a range of loudness.
  const isLong = ramp(seconds, 2, 5);
  const tags = [
    on('tempo', beat.tempo, isBeat * isLong),
    on('beat', beat.steadiness, isLong),
    on('loudness', loudness.integrated),
    on('dynamics', loudness.range, isLong),
    on('brightness', timbre.brightness),
    on('noise', timbre.noisiness),
    on('bass', timbre.bass),
    on('attack', timbre.percussiveness),
    { name: modes[key.mode], confidence: isTonal * ramp(key.modeLead, 0, 0.12) },
    { name: `in ${notes[key.tonic] ?? ''} ${key.mode}`, confidence: isTonal * ramp(key.lead, 0, 0.12) },
  ];
  return tags
    .filter((tag) => tag !== undefined)
    .map(({ name, confidence }) => ({ name, confidence: Math.round(confidence * 1000) / 1000 }))
    .filter(({ confidence }) => confidence >= leastConfidence)
    .sort((a, b) => b.confidence - a.confidence);
}

/**
 * The word of a ladder that fits best: with a confidence of 1 at its own value and beyond the ends, and of one half half-way to
 * a neighbor.
 * @param certainty - how sure the measurement is.
 */
function on(aspect: keyof typeof ladders, value: number, certainty = 1): Tag | undefined {
  const scale = isHeardByRatio.has(aspect) ? (x: number) => Math.log(Math.max(x, 1e-6)) : (x: number) => x;
  const ladder: Ladder = ladders[aspect];
  const middles = ladder.map(([, middle]) => scale(middle));
  const place = scale(value);
  const distances = middles.map((middle) => Math.abs(place - middle));
  const nearest = distances.indexOf(Math.min(...distances));
  const [name = null] = ladder[nearest] ?? [];
  if (name === null) return undefined;
  const own = middles[nearest] ?? 0;
  const neighbor = middles[nearest + (place < own ? -1 : 1)];
  const fit = neighbor === undefined ? 1 : 1 - Math.abs((place - own) / (neighbor - own));
  return { name, confidence: fit * certainty };
}

/** 0 up to `from`, 1 from `to` on, straight between. */
function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
