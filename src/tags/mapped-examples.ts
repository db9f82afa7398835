import type { GenreExample } from '../model.ts';
import { type AnyIterable, checkIterable } from '../util/iterables.ts';
import { compareCodePoints } from '../util/order.ts';
import { genresOf } from './genres.ts';

/** What a genre map did to some examples. Every figure counts artists. */
export interface GenreSummary {
  /** Names that became another one, the most frequent first. */
  readonly merged: readonly { readonly name: string; readonly into: string; readonly artists: number }[];
  /** Names that the map does not know, the most frequent first, with up to three genres of the map that may be meant. */
  readonly unknown: readonly {
    readonly name: string;
    readonly artists: number;
    readonly suggestions: readonly string[];
  }[];
}

/** Examples of a list, with the names of a genre map. */
export interface MappedExamples extends Iterable<GenreExample> {
  summary(): GenreSummary;
}

/** Examples that are read one by one, with the names of a genre map. */
export interface MappedStream extends AsyncIterable<GenreExample> {
  summary(): GenreSummary;
}

/** What is needed of a genre map. */
interface Names {
  find(name: string): string | undefined;
  suggest(name: string): readonly string[];
}

/** See `GenreMap.apply`. */
export function mapExamples(
  examples: AnyIterable<GenreExample>,
  names: Names,
): MappedExamples | MappedStream {
  checkIterable(examples);
  const tally = new NameTally(names);
  const summary = () => tally.summary();
  if (Symbol.asyncIterator in examples) {
    return {
      summary,
      async *[Symbol.asyncIterator]() {
        tally.clear();
        for await (const example of examples) yield tally.rename(example);
      },
    };
  }
  return {
    summary,
    *[Symbol.iterator]() {
      tally.clear();
      for (const example of examples) yield tally.rename(example);
    },
  };
}

/** Renames genres, and counts what it renamed. */
export class NameTally {
  readonly #names: Names;
  readonly #counts = new Map<string, number>();

  constructor(names: Names) {
    this.#names = names;
  }

  clear(): void {
    this.#counts.clear();
  }

  /** The name of the map, or the name itself if the map does not know it. */
  nameOf(name: string, times = 1): string {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times);
    return this.#names.find(name) ?? name;
  }

  rename(example: GenreExample): GenreExample {
    const [first = '', ...others] = new Set(genresOf(example).map((name) => this.nameOf(name)));
    return example.genres ? { ...example, genres: [first, ...others] } : { ...example, genre: first };
  }

  summary(): GenreSummary {
    const counts = [...this.#counts].sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b));
    const known = counts.map(([name, artists]) => ({ name, artists, into: this.#names.find(name) }));
    return {
      merged: known.flatMap(({ name, artists, into }) =>
        into === undefined || into === name ? [] : { name, into, artists },
      ),
      unknown: known.flatMap(({ name, artists, into }) =>
        into === undefined ? { name, artists, suggestions: this.#names.suggest(name) } : [],
      ),
    };
  }
}
