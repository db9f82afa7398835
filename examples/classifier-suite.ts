/**
 * A classifier of your own, checked against the rules that every classifier keeps. Runs without a test runner.
 * Run it with `npx tsx examples/classifier-suite.ts`.
 */
import {
  type ArtistProfile,
  type Classifier,
  type ClassifyOptions,
  type Prediction,
  SpotiTagsError,
} from 'spotitags';
import { classifierChecks } from 'spotitags/testing';

/** The typical tags of each genre. */
const signs = new Map([
  ['doom metal', ['skull', 'fog']],
  ['k-pop', ['smile', 'pastel']],
]);

/** Counts the typical tags of each genre. */
class SignClassifier implements Classifier {
  readonly genres = [...signs.keys()].sort();

  async classify(
    profiles: readonly ArtistProfile[],
    options: ClassifyOptions = {},
  ): Promise<readonly Prediction[]> {
    options.signal?.throwIfAborted();
    const predictions = profiles.map((profile) => this.#predict(profile));
    return Promise.resolve(
      options.evidence === undefined ? predictions : predictions.map((one) => ({ ...one, evidence: [] })),
    );
  }

  #predict({ tagger, tags }: ArtistProfile): Prediction {
    if (tagger !== 'words@1') {
      const text = `The classifier knows tags of words@1, but the profile has tags of ${tagger}. Tag it with words@1.`;
      throw new SpotiTagsError('invalid-input', text);
    }
    // One is added for each genre, so that no probability is 0.
    const counts = this.genres.map(
      (genre) => 1 + tags.filter(({ name }) => signs.get(genre)?.includes(name)).length,
    );
    const sum = counts.reduce((total, count) => total + count, 0);
    const scores = this.genres
      .map((genre, at) => ({ genre, probability: (counts[at] ?? 0) / sum }))
      .sort((a, b) => b.probability - a.probability);
    return { genre: tags.length === 0 ? null : (scores[0]?.genre ?? null), scores, calibrated: false };
  }
}

/** A profile of one cover with these tags. */
function profileOf(name: string, ...names: readonly string[]): ArtistProfile {
  const tags = names.map((tag) => ({ name: tag, confidence: 1 }));
  const albums = [{ id: `${name}/1`, title: 'First', cover: { status: 'tagged' as const, tags } }];
  const weights = names.map((tag) => ({ name: tag, weight: 1, covers: 1 }));
  return { artist: { catalog: 'mine', id: name, name }, tagger: 'words@1', albums, tags: weights };
}

const checks = classifierChecks({
  create: () => new SignClassifier(),
  examples: [
    { genre: 'doom metal', profile: profileOf('Sleep', 'skull', 'fog') },
    { genre: 'k-pop', profile: profileOf('Twice', 'smile', 'pastel') },
  ],
  unseen: { genre: 'doom metal', profile: profileOf('Om', 'skull') },
  supports: {
    training: { no: 'Its signs are fixed.' },
    evidence: { no: 'It only counts.' },
  },
});
for (const { name, skip, run } of checks) {
  if (skip === undefined) await run();
  console.log(skip === undefined ? `✓ ${name}` : `– ${name}: ${skip}`);
}
