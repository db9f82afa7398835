/** The key that the notes of a sound fit best. */
export interface Key {
  /** 0 for C to 11 for B. */
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
  /** Correlation of the notes with the profile of the key. -1..1 */
  readonly fit: number;
  /** By how much it fits better than any other key. */
  readonly lead: number;
  /** By how much it fits better than any key of the other mode. */
  readonly modeLead: number;
  /** How many notes there are, counted by how much there is of each: (Σ c)² / Σ c². 1..12, 0 for silence. */
  readonly notes: number;
}

/** How well each note fits a key, from its tonic on: ratings of listeners (Krumhansl and Kessler 1982). */
const profiles = {
  major: [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
  minor: [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
} as const;

/**
 * The key by the algorithm of Krumhansl and Schmuckler (C. Krumhansl, Cognitive Foundations of Musical Pitch, 1990): the
 * profile, turned to one of twelve tonics, that correlates best with how much there is of each note.
 * @param chroma - how much there is of each note, from C on.
 */
export function findKey(chroma: readonly number[]): Key {
  const keys = (['major', 'minor'] as const).flatMap((mode) =>
    Array.from({ length: 12 }, (_, tonic) => {
      const turned = chroma.map((_, note) => chroma[(note + tonic) % 12] ?? 0);
      return { tonic, mode, fit: correlation(turned, profiles[mode]) };
    }),
  );
  keys.sort((a, b) => b.fit - a.fit);
  const [best = { tonic: 0, mode: 'major', fit: 0 }, second] = keys;
  const other = keys.find(({ mode }) => mode !== best.mode);
  const lead = best.fit - (second?.fit ?? 0);
  return { ...best, lead, modeLead: best.fit - (other?.fit ?? 0), notes: notesOf(chroma) };
}

/** Pearson's correlation. 0 if one list is flat. */
function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  let [both, ofX, ofY] = [0, 0, 0];
  for (const [at, value] of xs.entries()) {
    const other = (ys[at] ?? 0) - y;
    both += (value - x) * other;
    ofX += (value - x) ** 2;
    ofY += other ** 2;
  }
  const spread = Math.sqrt(ofX * ofY);
  return spread > 0 ? both / spread : 0;
}

function notesOf(chroma: readonly number[]): number {
  const sum = chroma.reduce((all, value) => all + value, 0);
  const squares = chroma.reduce((all, value) => all + value ** 2, 0);
  return squares > 0 ? sum ** 2 / squares : 0;
}
