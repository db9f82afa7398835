import assert from 'node:assert/strict';
import { type ArtistProfile, type Classifier, type Example, SpotiTagsError, type Trainer } from 'spotitags';
import type { Check } from './check.ts';

export interface ClassifierSubject {
  readonly trainer: () => Trainer;
  /** Examples of two genres or more that their tags tell apart. */
  readonly examples: readonly Example[];
  /** A profile of an artist that is not among the examples, and its genre. */
  readonly unseen: { readonly genre: string; readonly profile: ArtistProfile };
}

/** What every classifier that is trained on examples promises; see the `Trainer` and `Classifier` contracts. */
export function classifierChecks({ trainer, examples, unseen }: ClassifierSubject): Check[] {
  const trained = () => trainer().train(examples);
  const check = (name: string, use: (classifier: Classifier) => Promise<void>): Check => ({
    name,
    run: async () => use(await trained()),
  });
  const rejects = (promise: Promise<unknown>) =>
    assert.rejects(promise, (error) => SpotiTagsError.isInstance(error, 'invalid-input'));

  return [
    check('names its genres in the order of their code points', (classifier) => {
      assert.deepEqual(classifier.genres, [...new Set(examples.map(({ genre }) => genre))].sort());
      return Promise.resolve();
    }),
    check('says the genre of an artist it has not seen', async (classifier) => {
      const [prediction] = await classifier.classify([unseen.profile]);
      assert.equal(prediction?.genre, unseen.genre);
    }),
    check('gives every genre a probability, likeliest first, that sum to one', async (classifier) => {
      const profiles = examples.map(({ profile }) => profile);
      for (const { genre, scores } of await classifier.classify(profiles)) {
        assert.deepEqual(scores.map((score) => score.genre).sort(), classifier.genres);
        const chances = scores.map(({ probability }) => probability);
        assert.ok(chances.every((p) => p >= 0 && p <= 1));
        assert.ok(Math.abs(chances.reduce((sum, p) => sum + p, 0) - 1) < 1e-9);
        assert.deepEqual(
          chances,
          [...chances].sort((a, b) => b - a),
        );
        assert.equal(genre, scores[0]?.genre);
      }
    }),
    check('answers profiles in their order, together as one by one', async (classifier) => {
      const profiles = [unseen.profile, ...examples.slice(0, 3).map(({ profile }) => profile)];
      const together = await classifier.classify(profiles);
      for (const [at, profile] of profiles.entries()) {
        assert.deepEqual(together[at], (await classifier.classify([profile]))[0]);
      }
      assert.deepEqual(await classifier.classify([]), []);
    }),
    check('cannot tell an artist without tags, and says so', async (classifier) => {
      const [prediction] = await classifier.classify([{ ...unseen.profile, albums: [], tags: [] }], {
        evidence: 3,
      });
      assert.equal(prediction?.genre, null);
      assert.deepEqual(prediction.evidence, []);
    }),
    check(
      'gives evidence when asked: what was seen, on albums of the artist, strongest first',
      async (classifier) => {
        const [without] = await classifier.classify([unseen.profile]);
        assert.equal(without?.evidence, undefined);
        const [prediction] = await classifier.classify([unseen.profile], { evidence: 2 });
        const evidence = prediction?.evidence ?? [];
        assert.ok(evidence.length >= 1 && evidence.length <= 2);
        const ids = new Set(unseen.profile.albums.map(({ id }) => id));
        for (const { contribution, albums } of evidence) {
          assert.ok(contribution > 0 && Number.isFinite(contribution));
          assert.ok(albums.length > 0 && albums.every((id) => ids.has(id)));
        }
        const contributions = evidence.map(({ contribution }) => contribution);
        assert.deepEqual(
          contributions,
          [...contributions].sort((a, b) => b - a),
        );
      },
    ),
    check('refuses a profile of another tagger, and names both', async (classifier) => {
      const other = { ...unseen.profile, tagger: 'other@9' };
      await assert.rejects(
        classifier.classify([other]),
        (error) =>
          SpotiTagsError.isInstance(error, 'invalid-input') &&
          error.message.includes('other@9') &&
          error.message.includes(unseen.profile.tagger),
      );
    }),
    check('rejects with the reason of a signal that is aborted already', async (classifier) => {
      const reason = new Error('stop');
      await assert.rejects(
        classifier.classify([unseen.profile], { signal: AbortSignal.abort(reason) }),
        reason,
      );
      await assert.rejects(trainer().train(examples, { signal: AbortSignal.abort(reason) }), reason);
    }),
    {
      name: 'refuses to train on nothing, and on examples of several taggers',
      run: async () => {
        await rejects(trainer().train([]));
        const [first] = examples;
        assert.ok(first);
        const other = { ...first, profile: { ...first.profile, tagger: 'other@9' } };
        await rejects(trainer().train([...examples, other]));
      },
    },
  ];
}
