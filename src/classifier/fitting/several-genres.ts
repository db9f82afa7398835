import type { SeveralGenres } from '../features/training-set.ts';

/** Rows of artists, of whom some may have several. */
interface Labeled {
  readonly labels: Int32Array;
  readonly several?: SeveralGenres;
}

/** The weights of the chosen rows, if rows have weights. */
export function weightsOf({ several }: Labeled, chosen: Uint32Array): { readonly weights?: Float64Array } {
  return several ? { weights: Float64Array.from(chosen, (at) => several.weights[at] ?? 0) } : {};
}

/** The chosen rows of it. */
export function selectSeveral(
  { several }: Labeled,
  chosen: Uint32Array,
): { readonly several?: SeveralGenres } {
  if (!several) return {};
  const artists = Int32Array.from(chosen, (at) => several.artists[at] ?? 0);
  return { several: { artists, weights: Float64Array.from(chosen, (at) => several.weights[at] ?? 0) } };
}

/** The sum of the weights of all rows: the number of artists, unless some rows of an artist are left out. */
export function totalWeight({ several, labels }: Labeled): number {
  return several ? several.weights.reduce((sum, weight) => sum + weight, 0) : labels.length;
}

/** Which part of a row's artist is in a genre: 1 or 0 for artists with one genre. */
export function sharesInGenres({ several, labels }: Labeled): (at: number, genre: number) => number {
  if (!several) return (at, genre) => (genre === labels[at] ? 1 : 0);
  const shares = new Map<number, Map<number, number>>();
  for (const [at, label] of labels.entries()) {
    const artist = several.artists[at] ?? 0;
    const ofArtist = shares.get(artist) ?? new Map<number, number>();
    shares.set(artist, ofArtist.set(label, several.weights[at] ?? 0));
  }
  return (at, genre) => shares.get(several.artists[at] ?? 0)?.get(genre) ?? 0;
}

/** Those of the rows whose artist has all rows among them: a model that has seen one of them has seen the artist. */
export function wholeArtists({ several }: Labeled, chosen: Uint32Array): Uint32Array {
  if (!several) return chosen;
  const rowsOf = (artists: Iterable<number>) => {
    const counts = new Map<number, number>();
    for (const artist of artists) counts.set(artist, (counts.get(artist) ?? 0) + 1);
    return counts;
  };
  const artistOf = (at: number) => several.artists[at] ?? 0;
  const all = rowsOf(several.artists);
  const some = rowsOf(Array.from(chosen, artistOf));
  return chosen.filter((at) => all.get(artistOf(at)) === some.get(artistOf(at)));
}
