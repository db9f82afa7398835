import { logisticRegression } from '../../classifier/models/logistic-regression.ts';
import { assignFolds } from '../../evaluation/folds.ts';
import type { Classifier } from '../../classifier/classifier.ts';
import type { ArtistProfile, Evidence, Example } from '../../model.ts';
import { aggregateGenres } from '../../tags/aggregate.ts';

/** An artist that the model has not seen, and what it says. */
export interface Unseen {
  readonly artist: string;
  /** Absent if it is not known, or not one of the model's genres. */
  readonly genre?: string;
  readonly said: string | null;
  readonly probability: number;
  readonly evidence: readonly (Evidence & { readonly titles: readonly string[] })[];
}

/** What was learned of some artists, and how it does for the others. */
export interface Learned {
  readonly artists: number;
  readonly training: number;
  readonly genres: readonly { readonly genre: string; readonly tags: readonly string[] }[];
  readonly unseen: readonly Unseen[];
}

const namedTags = 5;
const shownEvidence = 3;

/** Compares the genres of most artists, trains on them, and asks about the others: every fifth of each genre. */
export async function learn(examples: readonly Example[], signal: AbortSignal): Promise<Learned> {
  const folds = assignFolds(examples, { folds: 5 });
  const training = examples.filter((_, at) => folds[at] !== 0);
  const others = examples.filter((_, at) => folds[at] === 0);
  const tags = aggregateGenres(training);
  const classifier = await logisticRegression().train(training, { signal });
  return {
    artists: examples.length,
    training: training.length,
    genres: tags.genres.map((genre) => ({
      genre,
      tags: tags.relevant(genre, namedTags).map(({ name }) => name),
    })),
    unseen: await ask(classifier, others, signal),
  };
}

/** What a model says of artists. */
export async function ask(
  classifier: Classifier,
  examples: readonly { readonly genre?: string; readonly profile: ArtistProfile }[],
  signal: AbortSignal,
): Promise<Unseen[]> {
  const predictions = await classifier.classify(
    examples.map(({ profile }) => profile),
    { evidence: shownEvidence, signal },
  );
  return examples.map(({ genre, profile }, at) => {
    const { genre: said = null, scores = [], evidence = [] } = predictions[at] ?? {};
    const titleOf = (id: string) => profile.albums.find((album) => album.id === id)?.title ?? '';
    return {
      artist: profile.artist.name,
      ...(genre !== undefined && { genre }),
      said,
      probability: scores[0]?.probability ?? 0,
      evidence: evidence.map((piece) => ({ ...piece, titles: piece.albums.map(titleOf) })),
    };
  });
}
