import { createHash } from 'node:crypto';
import {
  allTags,
  type ArtistProfile,
  embedding,
  type Example,
  keyTags,
  type LocalClassifier,
  type LocalTrainer,
  loadClassifier,
  logisticRegression,
  type ModelContents,
  naiveBayes,
  nearestCentroid,
  type ProfileAlbum,
  sumTags,
  titleWords,
} from 'spotitags';
import { seededRandom } from '../../../src/util/random.ts';
import { packEmbedding } from '../../../src/tags/embedding.ts';
import { artist, keepAll, tags } from '../../examples.ts';

const features = [allTags(), titleWords(), embedding()];
const counted = [allTags(), titleWords()];

/** Every kind of model, and every transform. */
export const trainers: readonly (readonly [name: string, trainer: LocalTrainer])[] = [
  ['logistic regression', logisticRegression({ features })],
  ['naive Bayes', naiveBayes({ features: counted })],
  ['multinomial naive Bayes', naiveBayes({ features: counted, variant: 'multinomial' })],
  ['the nearest centroid', nearestCentroid({ features })],
  ['logistic regression on chosen tags', logisticRegression({ features: [keyTags(2)] })],
  ['logistic regression on presence', logisticRegression({ features, scale: 'presence', l2: false })],
  ['logistic regression on weights', logisticRegression({ features, scale: 'weight', idf: true })],
  ['the nearest centroid of square roots', nearestCentroid({ features, scale: 'sqrt', idf: true })],
];

/** Names with everything that SQL, patterns and variables of Spark know. */
const genres = ["rock 'n' roll\\", 'doom metal', '${k}-pop"; --'] as const;
const taggers = [
  { id: 'clip@1', namespace: 'clip: ' },
  { id: 'c++.(x)@1', namespace: 'c++.(x): ' },
] as const;
/** A tag that tells nothing: training leaves it out. */
export const everywhere = 'clip: every\\where';
const words = ['crypt', "raven's", 'candy', 'sugar', 'grave', 'love'];

interface Kept {
  readonly tags?: boolean;
  readonly titles?: boolean;
  readonly embedding?: boolean;
}

/** An artist of the genre with this number. Each genre prefers some names, and all of them occur in all genres. */
function made(seed: number, genre: number, albums: number, kept: Kept = {}): ArtistProfile {
  const random = seededRandom(seed);
  const { tags: hasTags = true, titles = true, embedding = true } = kept;
  const likes = (at: number) => random() < (at % genres.length === genre ? 0.7 : 0.3);
  const name = `Artist ${seed}`;
  const list = Array.from({ length: albums }, (_, at): ProfileAlbum => {
    const names = Array.from({ length: 9 }, (__, tag) => tag).filter(likes);
    const confidences = names.map((tag) => [
      `${taggers[tag % 2]?.namespace ?? ''}it's \\${tag}`,
      random() / 9,
    ]);
    return {
      id: `${seed}/${at}`,
      title: titles ? words.filter((__, word) => likes(word)).join(' ') : '',
      cover: {
        status: 'tagged',
        tags: hasTags
          ? tags({ [everywhere]: 1, ...(Object.fromEntries(confidences) as Record<string, number>) })
          : [],
        ...(embedding && {
          embedding: packEmbedding([0, 1, 2].map((axis) => random() - (likes(axis) ? 0.2 : 0.8))),
        }),
      },
    };
  });
  return {
    artist: artist(name),
    tagger: 'both',
    taggers,
    albums: list,
    tags: sumTags(list, { filter: keepAll }),
  };
}

const examples: readonly Example[] = Array.from({ length: 36 }, (_, at) => ({
  genre: genres[at % 3] ?? '',
  profile: made(at, at % 3, 1 + (at % 4)),
}));

/** Adds what no example has: tags of both taggers, of none of them and of a third one, and words. */
function withUnseen(profile: ArtistProfile): ArtistProfile {
  const albums = profile.albums.map((album, at): ProfileAlbum => {
    if (album.cover.status !== 'tagged') return album;
    const more = tags({
      'clip: new': 0.9,
      'c++.(x): new': 0.4,
      'c++x(x): new': 0.3,
      new: 0.7,
      "third: o'clock": 0.2,
    });
    return {
      ...album,
      title: `${album.title} unheard ${at === 0 ? 'zürich' : ''}`,
      cover: { ...album.cover, tags: [...album.cover.tags, ...more] },
    };
  });
  return { ...profile, albums };
}

/** Artists of every kind that a model has to tell about. */
export const asked: readonly ArtistProfile[] = [
  ...[0, 1, 2].map((genre) => made(100 + genre, genre, 3)),
  ...[0, 1, 2].map((genre) => withUnseen(made(200 + genre, genre, 2))),
  made(300, 0, 1, { tags: false }),
  made(301, 1, 1, { titles: false, embedding: false }),
  made(302, 2, 2, { tags: false, titles: false }),
  withUnseen(made(303, 0, 1, { tags: false, titles: false, embedding: false })),
];

/** A classifier of examples, changed afterwards. */
export async function trained(
  trainer: LocalTrainer,
  change: Partial<ModelContents> = {},
): Promise<LocalClassifier> {
  const file = (await trainer.train(examples)).toJSON();
  const model = { ...file.model, ...change };
  const sha256 = createHash('sha256').update(JSON.stringify(model)).digest('hex');
  return loadClassifier(JSON.stringify({ ...file, sha256, model }));
}

/** The probabilities of each genre, in the order of the model's genres. */
export async function expected(
  classifier: LocalClassifier,
  profiles: readonly ArtistProfile[],
): Promise<number[][]> {
  const predictions = await classifier.classify(profiles);
  return predictions.map(({ scores }) =>
    classifier.genres.map((genre) => scores.find((score) => score.genre === genre)?.probability ?? NaN),
  );
}

/** The largest difference between two tables of probabilities; NaN if one is missing. */
export function largestGap(
  actual: readonly (readonly number[])[],
  wanted: readonly (readonly number[])[],
): number {
  return Math.max(
    ...wanted.flatMap((row, at) =>
      row.map((chance, genre) => Math.abs(chance - (actual[at]?.[genre] ?? NaN))),
    ),
  );
}
