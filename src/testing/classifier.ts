import {
  type ArtistProfile,
  type Classifier,
  type Example,
  type Prediction,
  SpotiTagsError,
  type Trainer,
} from 'spotitags';
import { equals, holds, rejects, rejectsIfAborted, shown } from './assert.ts';
import { type Check, CheckList, type Supports } from './check.ts';
import { type OnModel, onModel, trainingChecks } from './training.ts';

type ClassifierFeature = 'training' | 'evidence' | 'oneTagger';
type Classifiers = CheckList<Trainer | Classifier, ClassifierFeature>;

/** The classifier that {@link classifierChecks} tests. */
export interface ClassifierSubject {
  /** Makes a trainer, which the checks train on `examples`, or a classifier that knows their genres. */
  readonly create: () => Trainer | Classifier | Promise<Trainer | Classifier>;
  /** Examples of two genres or more that their tags tell apart. */
  readonly examples: readonly Example[];
  /** A profile of an artist that is not among the examples, and its genre. */
  readonly unseen: { readonly genre: string; readonly profile: ArtistProfile };
  /** What the classifier does not do, with the reason. */
  readonly supports?: Supports<ClassifierFeature>;
}

/** The rules of the `Trainer` and `Classifier` contracts. */
export function classifierChecks(subject: ClassifierSubject): Check[] {
  const list: Classifiers = new CheckList<Trainer | Classifier, ClassifierFeature>(
    subject.create,
    subject.supports,
  );
  const onClassifier: OnClassifier = onModel(subject.examples);
  predictionChecks(list, onClassifier, subject);
  trainingChecks<Example, Classifier>(list, subject.examples);
  return list.checks;
}

type OnClassifier = OnModel<Trainer | Classifier, Classifier>;

function predictionChecks(list: Classifiers, onClassifier: OnClassifier, subject: ClassifierSubject): void {
  const { examples, unseen } = subject;

  list.rule(
    'closes, also twice',
    onClassifier(async (classifier) => {
      await classifier.close?.();
      await classifier.close?.();
    }),
  );
  list.rule(
    'has `genres` in the order of their code points',
    onClassifier(({ genres }) => {
      const expected = [...new Set(examples.map(({ genre }) => genre))].sort();
      equals(genres, expected, '`genres` must be all genres, each once, in the order of their code points.');
    }),
  );
  list.rule(
    'predicts the genre of an artist that it has not seen',
    onClassifier(async (classifier) => {
      const [prediction] = await classifier.classify([unseen.profile]);
      equals(prediction?.genre, unseen.genre, 'The `genre` must be the likeliest one.');
    }),
  );
  list.rule(
    'gives each genre a probability; likeliest first, the sum is 1',
    onClassifier(async (classifier) => {
      const profiles = examples.map(({ profile }) => profile);
      for (const prediction of await classifier.classify(profiles))
        checkScores(prediction, classifier.genres);
    }),
  );
  list.rule(
    'answers a profile alike among others and alone, in the order of the profiles',
    onClassifier(async (classifier) => {
      const profiles = [unseen.profile, ...examples.slice(0, 3).map(({ profile }) => profile)];
      const together = await classifier.classify(profiles);
      equals(together.length, profiles.length, '`classify` must give one prediction per profile.');
      for (const [at, profile] of profiles.entries()) {
        const [alone] = await classifier.classify([profile]);
        equals(together[at], alone, `Prediction ${at} among others must be what profile ${at} gets alone.`);
      }
      equals(await classifier.classify([]), [], '`classify([])` must resolve to an empty array.');
    }),
  );
  list.rule(
    'gives `genre: null` and no evidence to a profile without tags',
    onClassifier(async (classifier) => {
      const bare = { ...unseen.profile, albums: [], tags: [] };
      const [prediction] = await classifier.classify([bare], { evidence: 3 });
      holds(
        prediction?.genre === null,
        `A profile without tags must get \`genre: null\`. Got ${shown(prediction)}.`,
      );
      equals(prediction.evidence, [], 'A profile without tags must get no evidence.');
    }),
  );
  list.rule(
    'gives `evidence` only if it is asked for, and then always',
    onClassifier(async (classifier) => {
      const [without] = await classifier.classify([unseen.profile]);
      equals(without?.evidence, undefined, '`evidence` must be absent if the option is.');
      const [prediction] = await classifier.classify([unseen.profile], { evidence: 2 });
      holds(
        prediction?.evidence !== undefined,
        '`evidence` must be there if the option is, if only as an empty array.',
      );
    }),
  );
  list.ruleOf(
    'evidence',
    'gives at most `evidence` pieces: what was seen on albums of the artist, strongest first',
    onClassifier(async (classifier) => {
      const [prediction] = await classifier.classify([unseen.profile], { evidence: 2 });
      checkEvidence(prediction, unseen.profile, 2);
    }),
  );
  list.ruleOf(
    'oneTagger',
    'refuses a profile of another tagger, and names both',
    onClassifier(async (classifier) => {
      const other = { ...unseen.profile, tagger: 'other@9' };
      await rejects(
        () => classifier.classify([other]),
        '`classify` must reject with the code `invalid-input`, and name both taggers, for a profile of another tagger.',
        (error) =>
          SpotiTagsError.isInstance(error, 'invalid-input') &&
          error.message.includes('other@9') &&
          error.message.includes(unseen.profile.tagger),
      );
    }),
  );
  list.rule(
    '`classify` rejects with the reason of a signal that is aborted already',
    onClassifier((classifier) =>
      rejectsIfAborted((signal) => classifier.classify([unseen.profile], { signal }), 'classify'),
    ),
  );
}

function checkScores({ genre, scores }: Prediction, genres: readonly string[]): void {
  const named = scores.map((score) => score.genre);
  equals(named.sort(), genres, 'The `scores` must name each of the `genres` once.');
  const chances = scores.map(({ probability }) => probability);
  holds(
    chances.every((chance) => chance >= 0 && chance <= 1),
    `A probability must lie in 0..1. Got ${shown(chances)}.`,
  );
  const sum = chances.reduce((total, chance) => total + chance, 0);
  holds(Math.abs(sum - 1) < 1e-9, `The probabilities must sum to 1. Got ${sum}.`);
  equals(
    chances,
    chances.toSorted((a, b) => b - a),
    'The `scores` must be sorted, likeliest first.',
  );
  equals(genre, scores[0]?.genre, 'The `genre` must be the first of the `scores`.');
}

function checkEvidence(prediction: Prediction | undefined, { albums }: ArtistProfile, most: number): void {
  const evidence = prediction?.evidence ?? [];
  holds(
    evidence.length >= 1 && evidence.length <= most,
    `There must be evidence, but not more than asked for. Got ${evidence.length} pieces.`,
  );
  const ids = new Set(albums.map(({ id }) => id));
  for (const piece of evidence) {
    holds(
      piece.contribution > 0 && Number.isFinite(piece.contribution),
      `A \`contribution\` must be a number above 0. Got ${shown(piece)}.`,
    );
    holds(
      piece.albums.length > 0 && piece.albums.every((id) => ids.has(id)),
      `Evidence must name albums of the profile. Got ${shown(piece)}.`,
    );
  }
  const contributions = evidence.map(({ contribution, edition }) =>
    edition ? -1 / contribution : contribution,
  );
  equals(
    contributions,
    contributions.toSorted((a, b) => b - a),
    'Evidence must be sorted, strongest first, words of an edition last.',
  );
}
