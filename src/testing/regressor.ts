import {
  type ArtistProfile,
  type Estimate,
  type NumberExample,
  type RegressionTrainer,
  type Regressor,
  SpotiTagsError,
} from 'spotitags';
import { equals, holds, rejects, rejectsIfAborted, shown } from './assert.ts';
import { type Check, CheckList, type Supports } from './check.ts';
import { type OnModel, onModel, trainingChecks } from './training.ts';

type RegressorFeature = 'training' | 'evidence' | 'oneTagger';
type Regressors = CheckList<RegressionTrainer | Regressor, RegressorFeature>;

/** The regressor that {@link regressorChecks} tests. */
export interface RegressorSubject {
  /** Makes a trainer, which the checks train on `examples`, or a regressor that learned from them. */
  readonly create: () => RegressionTrainer | Regressor | Promise<RegressionTrainer | Regressor>;
  /** Examples of two numbers or more that their tags tell. */
  readonly examples: readonly NumberExample[];
  /** Profiles of artists that are not among the examples: one of a low number, and one of a high number. */
  readonly unseen: { readonly low: ArtistProfile; readonly high: ArtistProfile };
  /** What the regressor does not do, with the reason. */
  readonly supports?: Supports<RegressorFeature>;
}

/** The rules of the `RegressionTrainer` and `Regressor` contracts. */
export function regressorChecks(subject: RegressorSubject): Check[] {
  const list: Regressors = new CheckList<RegressionTrainer | Regressor, RegressorFeature>(
    subject.create,
    subject.supports,
  );
  const onRegressor: OnRegressor = onModel(subject.examples);
  estimateChecks(list, onRegressor, subject);
  evidenceChecks(list, onRegressor, subject);
  numberChecks(list, subject);
  return list.checks;
}

type OnRegressor = OnModel<RegressionTrainer | Regressor, Regressor>;

function estimateChecks(list: Regressors, onRegressor: OnRegressor, subject: RegressorSubject): void {
  const { low, high } = subject.unseen;

  list.rule(
    'closes, also twice',
    onRegressor(async (regressor) => {
      await regressor.close?.();
      await regressor.close?.();
    }),
  );
  list.rule(
    'has a `coverage` between 0 and 1',
    onRegressor(({ coverage }) => {
      holds(coverage > 0 && coverage < 1, `\`coverage\` must lie between 0 and 1. Got ${coverage}.`);
    }),
  );
  list.rule(
    'estimates a higher number for the artist of the higher one',
    onRegressor(async (regressor) => {
      const [ofLow, ofHigh] = await regressor.estimate([low, high]);
      holds(
        (ofLow?.value ?? NaN) < (ofHigh?.value ?? NaN),
        `The \`value\` of \`unseen.low\` must be below that of \`unseen.high\`. Got ${shown([ofLow, ofHigh])}.`,
      );
    }),
  );
  list.rule(
    'gives finite numbers, each in its interval, also to a profile without tags',
    onRegressor(async (regressor) => {
      const bare = { ...low, albums: [], tags: [] };
      const estimates = await regressor.estimate([low, bare, high]);
      equals(estimates.length, 3, '`estimate` must give one estimate per profile.');
      for (const estimate of estimates) checkNumbers(estimate);
    }),
  );
  list.rule(
    'says the `reason` if a profile has no tags',
    onRegressor(async (regressor) => {
      const [estimate] = await regressor.estimate([{ ...low, albums: [], tags: [] }]);
      holds(
        estimate?.reason !== undefined && estimate.reason !== '',
        `A profile without tags must get a \`reason\`. Got ${shown(estimate)}.`,
      );
    }),
  );
  list.rule(
    'answers a profile alike among others and alone, in the order of the profiles',
    onRegressor(async (regressor) => {
      const profiles = [high, low, ...subject.examples.slice(0, 3).map(({ profile }) => profile)];
      const together = await regressor.estimate(profiles);
      for (const [at, profile] of profiles.entries()) {
        const [alone] = await regressor.estimate([profile]);
        equals(together[at], alone, `Estimate ${at} among others must be what profile ${at} gets alone.`);
      }
      equals(await regressor.estimate([]), [], '`estimate([])` must resolve to an empty array.');
    }),
  );
  list.ruleOf(
    'oneTagger',
    'refuses a profile of another tagger, and names both',
    onRegressor((regressor) =>
      rejects(
        () => regressor.estimate([{ ...low, tagger: 'other@9' }]),
        '`estimate` must reject with the code `invalid-input`, and name both taggers, for a profile of another tagger.',
        (error) =>
          SpotiTagsError.isInstance(error, 'invalid-input') &&
          error.message.includes('other@9') &&
          error.message.includes(low.tagger),
      ),
    ),
  );
  list.rule(
    '`estimate` rejects with the reason of a signal that is aborted already',
    onRegressor((regressor) =>
      rejectsIfAborted((signal) => regressor.estimate([low], { signal }), 'estimate'),
    ),
  );
}

function evidenceChecks(list: Regressors, onRegressor: OnRegressor, { unseen }: RegressorSubject): void {
  list.rule(
    'gives `evidence` only if it is asked for, and then always',
    onRegressor(async (regressor) => {
      const [without] = await regressor.estimate([unseen.low]);
      equals(without?.evidence, undefined, '`evidence` must be absent if the option is.');
      const [estimate] = await regressor.estimate([unseen.low], { evidence: 2 });
      holds(
        estimate?.evidence !== undefined,
        '`evidence` must be there if the option is, if only as an empty array.',
      );
    }),
  );
  list.ruleOf(
    'evidence',
    'gives at most `evidence` pieces, what moved the number most first',
    onRegressor(async (regressor) => {
      const [estimate] = await regressor.estimate([unseen.low], { evidence: 2 });
      const evidence = estimate?.evidence ?? [];
      holds(
        evidence.length >= 1 && evidence.length <= 2,
        `There must be evidence, but not more than asked for. Got ${evidence.length} pieces.`,
      );
      const strengths = evidence.map(({ contribution, edition }) =>
        edition ? -1 / Math.abs(contribution) : Math.abs(contribution),
      );
      equals(
        strengths,
        strengths.toSorted((a, b) => b - a),
        'Evidence must be sorted, strongest first, words of an edition last.',
      );
    }),
  );
}

function numberChecks(list: Regressors, { examples }: RegressorSubject): void {
  const refuses = trainingChecks<NumberExample, Regressor>(list, examples);
  const equal = examples.map((example) => ({ ...example, target: 1 }));
  list.ruleOf('training', 'refuses to train on numbers that are all equal', refuses(equal, 'equal numbers'));
  const notFinite = examples.map((example, at) => (at === 0 ? { ...example, target: NaN } : example));
  list.ruleOf('training', 'refuses to train on a number that is not finite', refuses(notFinite, 'NaN'));
}

function checkNumbers({ value, interval }: Estimate): void {
  const [low, high] = interval;
  holds(
    [value, low, high].every(Number.isFinite) && low <= value && value <= high,
    `The \`value\` must be finite, and lie in its \`interval\`. Got ${shown({ value, interval })}.`,
  );
}
