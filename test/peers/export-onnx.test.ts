import { InferenceSession, Tensor } from 'onnxruntime-node';
import { albumDecades, type ArtistProfile, type LocalClassifier, logisticRegression } from 'spotitags';
import { exportModel } from 'spotitags/export';
import { describe, expect, it } from 'vitest';
import { asked, expected, largestGap, trained, trainers } from '../classifier/export/trained.ts';

/** The types of this project know tensors of numbers alone. */
function tensor(...of: readonly [type: string, data: ArrayLike<unknown>, dims: readonly number[]]): Tensor {
  return Reflect.construct(Tensor, of) as Tensor;
}

async function answers(classifier: LocalClassifier, profiles: readonly ArtistProfile[]) {
  const session = await InferenceSession.create(exportModel(classifier, { format: 'onnx' }), {
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  try {
    const lists = profiles.map((profile) => classifier.featureRows([profile]));
    const longest = Math.max(...lists.map((rows) => rows.length));
    const padded = lists.flatMap((rows) => Array.from({ length: longest }, (_, at) => rows[at]));
    const shape = [profiles.length, longest];
    const { probabilities, genres } = await session.run(
      {
        features: tensor(
          'string',
          padded.map((row) => row?.feature ?? ''),
          shape,
        ),
        weights: tensor(
          'float32',
          Float32Array.from(padded, (row) => row?.weight ?? 0),
          shape,
        ),
      },
      ['probabilities', 'genres'],
    );
    const chances = Array.from(probabilities?.data as Float32Array);
    const size = classifier.genres.length;
    return {
      genres: Array.from(genres?.data as readonly string[]),
      probabilities: profiles.map((_, at) => chances.slice(at * size, (at + 1) * size)),
    };
  } finally {
    await session.release();
  }
}

describe.each(trainers)('an ONNX model by %s', (_, trainer) => {
  it.each([0, 0.5])('answers as classify does if sources are damped by %d', async (share) => {
    const classifier = await trained(trainer, { share });
    const { genres, probabilities } = await answers(classifier, asked);
    expect(genres).toEqual(classifier.genres);
    expect(largestGap(probabilities, await expected(classifier, asked))).toBeLessThan(1e-4);
  });
});

it('answers with the share of each genre if a model has no features', async () => {
  const classifier = await trained(logisticRegression({ features: [albumDecades()] }));
  const { probabilities } = await answers(classifier, asked);
  expect(classifier.toJSON().model.vocabulary).toEqual([]);
  expect(largestGap(probabilities, await expected(classifier, asked))).toBeLessThan(1e-4);
});
