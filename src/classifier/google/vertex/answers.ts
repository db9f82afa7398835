import * as v from 'valibot';
import { SpotiTagsError } from '../../../errors.ts';
import { excerpt } from '../../../http/text.ts';
import type { Prediction } from '../../../model.ts';
import type { Estimate } from '../../regressor.ts';
import { type GivenScore, predictionOf } from '../predictions.ts';

const label = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

/** AutoML, by `gs://google-cloud-aiplatform/schema/predict/prediction/tabular_classification_1.0.0.yaml`. */
const autoMl = v.object({ classes: v.array(label), scores: v.array(v.number()) });

/** TensorFlow serves an instance's list by itself, or as the only one of a batch. */
const list = <Item extends v.GenericSchema>(item: Item) =>
  v.union([
    v.array(item),
    v.pipe(
      v.tuple([v.array(item)]),
      v.transform(([only]) => only),
    ),
  ]);
const labels = list(label);
const probabilities = list(v.number());

/** A column of `ML.PREDICT`. */
const pairs = v.array(v.object({ label, prob: v.number() }));

const anything = v.record(v.string(), v.unknown());

/**
 * Reads the answer for one instance, of either kind of model that can be deployed:
 *
 * - AutoML: `{ classes, scores }`.
 * - BigQuery ML, whose names come from the column of the label: `{ predicted_genre, genre_values, genre_probs }` where
 *   it is served, or the `predicted_genre_probs: [{ label, prob }]` of `ML.PREDICT`.
 *
 * @param endpoint - for the errors to name.
 * @throws SpotiTagsError `service` for any other answer, `invalid-input` for a genre that is not among `genres`.
 */
export function readPrediction(answer: unknown, genres: readonly string[], endpoint: string): Prediction {
  const fail = (reason: string) =>
    new SpotiTagsError('service', `${endpoint} answered what cannot be read: ${reason}.`);
  const given = scoresOf(answer);
  if (!given) {
    throw fail(
      'expected classes and scores as of an AutoML classifier, or the label’s values and probs as of BigQuery ML, got ' +
        excerpt(JSON.stringify(answer ?? null)),
    );
  }
  const stranger = given.find(([genre]) => !genres.includes(genre));
  if (stranger) {
    throw new SpotiTagsError(
      'invalid-input',
      `The model of ${endpoint} knows the genre ${JSON.stringify(stranger[0])}, which is not among the option genres. ` +
        'Pass the genres that it was trained on, or the endpoint of the model that was trained on these.',
    );
  }
  return predictionOf(given, genres, fail);
}

/** AutoML, by `gs://google-cloud-aiplatform/schema/predict/prediction/tabular_regression_1.0.0.yaml`. */
const regression = v.object({
  value: v.pipe(v.number(), v.finite()),
  lower_bound: v.pipe(v.number(), v.finite()),
  upper_bound: v.pipe(v.number(), v.finite()),
});

/** Reads the answer of an AutoML regressor for one instance. @throws SpotiTagsError `service` for any other answer. */
export function readEstimate(answer: unknown, endpoint: string): Estimate {
  const given = v.is(anything, answer) ? answer : {};
  const { lowerBound, upperBound } = given;
  // The service's documents have both spellings.
  const estimated = v.safeParse(
    regression,
    { lower_bound: lowerBound, upper_bound: upperBound, ...given },
    { abortEarly: true },
  );
  if (!estimated.success) {
    throw new SpotiTagsError(
      'service',
      `${endpoint} answered what cannot be read: expected a value, a lower_bound and an upper_bound as of an AutoML regressor, got ` +
        `${excerpt(JSON.stringify(answer ?? null))}. If the model says genres, ask it with VertexClassifier.`,
    );
  }
  const { value, lower_bound: low, upper_bound: high } = estimated.output;
  return { value, interval: [Math.min(low, value), Math.max(high, value)] };
}

function scoresOf(answer: unknown): GivenScore[] | undefined {
  const classified = v.safeParse(autoMl, answer, { abortEarly: true });
  if (classified.success) return zip(classified.output.classes, classified.output.scores);
  if (!v.is(anything, answer)) return undefined;
  const column = (suffix: string) => Object.entries(answer).find(([name]) => name.endsWith(suffix))?.[1];
  const [values, probs] = [column('_values'), column('_probs')];
  const served = v.safeParse(
    v.object({ values: labels, probs: probabilities }),
    { values, probs },
    { abortEarly: true },
  );
  if (served.success) return zip(served.output.values, served.output.probs);
  const row = v.safeParse(pairs, probs, { abortEarly: true });
  return row.success ? row.output.map(({ label: genre, prob }) => [genre, prob]) : undefined;
}

function zip(genres: readonly string[], scores: readonly number[]): GivenScore[] | undefined {
  if (genres.length !== scores.length) return undefined;
  return genres.map((genre, at) => [genre, scores[at] ?? 0]);
}
