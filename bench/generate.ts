/** Generated artists for the benchmarks. The same seed gives the same artists. */
import type { Example, TagWeight } from '../src/model.ts';
import { seededRandom } from '../src/util/random.ts';

export interface WorldSize {
  readonly artists: number;
  readonly genres: number;
  readonly vocabulary: number;
}

export const sizes = {
  small: { artists: 317, genres: 3, vocabulary: 1000 },
  medium: { artists: 2000, genres: 10, vocabulary: 2000 },
  large: { artists: 50_000, genres: 20, vocabulary: 5000 },
} satisfies Record<string, WorldSize>;

const scenesPerGenre = 4;
const tagsPerScene = 60;
const ownTags = 12;
const draws = 165;
const labelNoise = 0.05;

/**
 * Tags come from three sources: tags of all covers (Zipf's law), the artist's scene (a set of tags that occur
 * together; a third of them also belong to the scene of another genre), and a few tags of the artist. One
 * label in twenty is wrong.
 */
export function* generate({ artists, genres, vocabulary }: WorldSize, seed = 1): Generator<Example, void> {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const commonTag = zipf(vocabulary, random);
  const scenes: number[][] = [];
  for (let scene = 0; scene < genres * scenesPerGenre; scene++) {
    const borrowed = scenes[below(Math.max(1, scenes.length))] ?? [];
    scenes.push(
      Array.from(
        { length: tagsPerScene },
        (_, at) => (at % 3 === 0 ? borrowed[at] : undefined) ?? below(vocabulary),
      ),
    );
  }
  for (let artist = 0; artist < artists; artist++) {
    const genre = below(genres);
    const scene = scenes[genre * scenesPerGenre + below(scenesPerGenre)] ?? [];
    const own = Array.from({ length: ownTags }, () => below(vocabulary));
    const sceneShare = 0.03 + 0.22 * random();
    const weights = new Map<number, { weight: number; covers: number }>();
    for (let draw = 0; draw < draws; draw++) {
      const source = random();
      const tag =
        source < sceneShare
          ? (scene[below(scene.length)] ?? 0)
          : source < sceneShare + 0.15
            ? (own[below(own.length)] ?? 0)
            : commonTag();
      const sum = weights.get(tag);
      const confidence = 0.5 + 0.5 * random();
      if (sum) {
        sum.weight += confidence;
        sum.covers += 1;
      } else weights.set(tag, { weight: confidence, covers: 1 });
    }
    const label = random() < labelNoise ? below(genres) : genre;
    yield toExample(artist, label, weights);
  }
}

function toExample(
  artist: number,
  label: number,
  sums: Map<number, { weight: number; covers: number }>,
): Example {
  const tags: TagWeight[] = Array.from(sums, ([tag, sum]) => ({ name: `tag ${tag}`, ...sum }));
  return {
    genre: `genre ${label}`,
    profile: {
      artist: { catalog: 'bench', id: String(artist), name: `Artist ${artist}` },
      tagger: 'bench@1',
      albums: [],
      tags: tags.sort((a, b) => b.weight - a.weight),
    },
  };
}

/** Draws numbers below `limit`, the k-th with a chance of 1 / (k + 20). */
function zipf(limit: number, random: () => number): () => number {
  const sums = new Float64Array(limit);
  let sum = 0;
  for (let at = 0; at < limit; at++) sums[at] = sum += 1 / (at + 20);
  return () => {
    const drawn = random() * sum;
    let [low, high] = [0, limit - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < drawn) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
