import type { GenreMap } from '../tags/genre-map.ts';
import { compareCodePoints } from '../util/order.ts';
import type { LabeledPrediction } from './labeled-prediction.ts';

/** Mistakes among siblings, apart from the rest. Artists for whom nothing was said are in none of them. */
export interface SiblingConfusion {
  /** Artists whose said genre is not one of theirs. */
  readonly mistakes: number;
  /** Those for whom a genre with the same parent was said: death metal for doom metal. */
  readonly amongSiblings: number;
  /** Those for whom a genre above or below theirs was said: metal for doom metal. */
  readonly aboveOrBelow: number;
  /** For each parent with mistakes among its children, how often each was said for each. */
  readonly groups: readonly {
    readonly parent: string;
    /** In the order of their code points. */
    readonly genres: readonly string[];
    /** `counts[true genre][said genre]`, by index into `genres`. */
    readonly counts: readonly (readonly number[])[];
  }[];
  /** All other mistakes, the most frequent first. */
  readonly others: readonly { readonly genre: string; readonly said: string; readonly artists: number }[];
}

/** A true genre, and what was said. */
interface Pair {
  readonly genre: string;
  readonly said: string;
  artists: number;
}

export function confuseSiblings(predictions: readonly LabeledPrediction[], map: GenreMap): SiblingConfusion {
  const pairs = pairsIn(predictions);
  const parentOf = (genre: string) => map.pathOf(genre).at(-2);
  const areSiblings = ({ genre, said }: Pair) => {
    const parent = parentOf(genre);
    return parent !== undefined && parent === parentOf(said);
  };
  const isInLine = ({ genre, said }: Pair) =>
    map.pathOf(genre).includes(map.find(said) ?? said) || map.pathOf(said).includes(map.find(genre) ?? genre);
  const mistakes = pairs.filter(({ genre, said }) => genre !== said);
  const among = mistakes.filter(areSiblings);
  const inLine = mistakes.filter((pair) => !areSiblings(pair) && isInLine(pair));
  const parents = [...new Set(among.flatMap(({ genre }) => parentOf(genre) ?? []))].sort(compareCodePoints);
  return {
    mistakes: countOf(mistakes),
    amongSiblings: countOf(among),
    aboveOrBelow: countOf(inLine),
    groups: parents.map((parent) => {
      const own = pairs.filter(({ genre, said }) => parentOf(genre) === parent && parentOf(said) === parent);
      const genres = [...new Set(own.flatMap(({ genre, said }) => [genre, said]))].sort(compareCodePoints);
      const count = (genre: string, said: string) =>
        countOf(own.filter((pair) => pair.genre === genre && pair.said === said));
      return { parent, genres, counts: genres.map((genre) => genres.map((said) => count(genre, said))) };
    }),
    others: mistakes
      .filter((pair) => !areSiblings(pair) && !isInLine(pair))
      .sort((a, b) => b.artists - a.artists || compareCodePoints(a.genre + a.said, b.genre + b.said)),
  };
}

function pairsIn(predictions: readonly LabeledPrediction[]): readonly Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { genre, prediction } of predictions) {
    if (prediction.genre === null) continue;
    const key = JSON.stringify([genre, prediction.genre]);
    const pair = pairs.get(key) ?? { genre, said: prediction.genre, artists: 0 };
    pair.artists += 1;
    pairs.set(key, pair);
  }
  return [...pairs.values()];
}

function countOf(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { artists }) => sum + artists, 0);
}
