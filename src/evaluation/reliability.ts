/** What was said of one artist. */
export interface Claim {
  /** Of the likeliest genre. */
  readonly probability: number;
  /** Whether the likeliest genre is the artist's. */
  readonly isRight: boolean;
  /** Whether it was also said: an abstention is not correct. */
  readonly isCorrect: boolean;
}

/** Artists whose likeliest genre has a probability in this range. */
export interface ReliabilityBin {
  /** From the first, and below the second; a probability of 1 is in the last bin. */
  readonly range: readonly [from: number, to: number];
  readonly artists: number;
  /** Mean probability of the likeliest genre. 0..1 */
  readonly meanProbability: number;
  /** How often the likeliest genre is right, also if it was not said. 0..1 */
  readonly accuracy: number;
}

/** How good predictions are of the artists with the surest ones. */
export interface CoverageEvaluation {
  /** The share of the artists that is looked at: those with the highest probabilities. */
  readonly coverage: 0.25 | 0.5 | 0.75 | 1;
  readonly artists: number;
  /** An abstention counts as wrong. Artists with equal probabilities at the border count by their mean. */
  readonly accuracy: number;
  /** The least probability among them: as `minProbability` of a trainer, it gives this coverage. */
  readonly minProbability: number;
}

/** Whether probabilities are as high as they should be. */
export interface CalibrationFigures {
  /**
   * Expected calibration error, 0..1: how far the probability of the likeliest genre is from how often it is right, in
   * ten bins of equal width, weighted by their artists (Guo et al. 2017). Abstentions count by their likeliest genre.
   */
  readonly calibrationError: number;
  /**
   * The calibration error of a perfectly calibrated model: what chance alone makes of these probabilities with as many
   * artists, on average. Only an error well above it tells against the probabilities.
   */
  readonly calibrationErrorByChance: number;
  /**
   * Mean probability of the likeliest genre less how often it is right, −1..1: above 0, the model claims too much; below 0,
   * too little. Abstentions count by their likeliest genre.
   */
  readonly overconfidence: number;
}

const bins = 10;
const coverages = [0.25, 0.5, 0.75, 1] as const;

/** In one order, so that sums do not depend on the order of the artists. */
export function surestFirst(claims: readonly Claim[]): Claim[] {
  return [...claims].sort((a, b) => b.probability - a.probability || Number(b.isRight) - Number(a.isRight));
}

export function calibrationFigures(claims: readonly Claim[]): CalibrationFigures {
  const binned = bin(claims);
  const errorOf = (gapOf: (bin: readonly Claim[]) => number) => sum(binned.map(gapOf)) / claims.length;
  return {
    calibrationError: errorOf((some) => Math.abs(gap(some))),
    calibrationErrorByChance: errorOf((some) => gapByChance(some.map(({ probability }) => probability))),
    overconfidence: gap(claims) / claims.length,
  };
}

/** Bins without artists are left out. */
export function reliabilityOf(claims: readonly Claim[]): ReliabilityBin[] {
  return bin(claims).flatMap((some, at) =>
    some.length === 0
      ? []
      : {
          range: [at / bins, (at + 1) / bins] as const,
          artists: some.length,
          meanProbability: mean(some.map(({ probability }) => probability)),
          accuracy: mean(some.map(({ isRight }) => Number(isRight))),
        },
  );
}

/** @param claims - the surest first. */
export function accuracyByCoverage(claims: readonly Claim[]): CoverageEvaluation[] {
  const correct = (some: readonly Claim[]) => some.filter(({ isCorrect }) => isCorrect).length;
  return coverages.map((coverage) => {
    const artists = Math.max(1, Math.round(coverage * claims.length));
    const minProbability = claims[artists - 1]?.probability ?? 0;
    // Which of several equal ones comes first is chance.
    const surer = claims.filter(({ probability }) => probability > minProbability);
    const equal = claims.filter(({ probability }) => probability === minProbability);
    const ofEqual = ((artists - surer.length) * correct(equal)) / equal.length;
    return { coverage, artists, accuracy: (correct(surer) + ofEqual) / artists, minProbability };
  });
}

function bin(claims: readonly Claim[]): Claim[][] {
  const binned = Array.from({ length: bins }, (): Claim[] => []);
  for (const claim of claims) binned[Math.min(bins - 1, Math.floor(claim.probability * bins))]?.push(claim);
  return binned;
}

/** How many more were right by the probabilities than in truth. */
function gap(claims: readonly Claim[]): number {
  return sum(claims.map(({ probability, isRight }) => probability - Number(isRight)));
}

/** Above this variance of the number that is right, it is as good as normal: the mean gap differs by less than 0.1 %. */
const exactVariance = 100;

/** The mean of the absolute {@link gap} if every probability is true. Not a simulation: it is exact up to rounding. */
function gapByChance(probabilities: readonly number[]): number {
  const variance = sum(probabilities.map((p) => p * (1 - p)));
  if (variance > exactVariance) return Math.sqrt((2 * variance) / Math.PI);
  // Counting what is rarer, right or wrong, keeps the distribution short.
  const isRare = sum(probabilities) <= probabilities.length / 2;
  const chances = isRare ? probabilities : probabilities.map((p) => 1 - p);
  const expected = sum(chances);
  const most = Math.min(chances.length, Math.ceil(expected + 12 * (Math.sqrt(variance) + 1)));
  const counts = new Float64Array(most + 1);
  counts[0] = 1;
  for (const chance of chances) {
    for (let count = most; count >= 0; count--) {
      counts[count] = (counts[count] ?? 0) * (1 - chance) + (counts[count - 1] ?? 0) * chance;
    }
  }
  return counts.reduce((total, chance, count) => total + chance * Math.abs(count - expected), 0);
}

export const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
export const mean = (values: readonly number[]) => sum(values) / values.length;
