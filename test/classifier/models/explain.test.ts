import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { localTrainer } from '../../../src/classifier/models/local-trainer.ts';
import { modelKinds } from '../../../src/classifier/models/model-kinds.ts';
import { separable } from '../../examples.ts';
import { dataOf } from '../rows.ts';

const contents = v.object({
  model: v.object({
    genres: v.array(v.string()),
    vocabulary: v.array(v.string()),
    parameters: v.unknown(),
  }),
});

// A new kind of model is held to this as soon as it is in the list.
describe.each(modelKinds)('$kind explains a prediction', ({ learner, parameters }) => {
  it('by entries that add up to the lead of a genre, less what does not depend on the row', async () => {
    const classifier = await localTrainer(learner({})).train(separable());
    const { model } = v.parse(contents, JSON.parse(JSON.stringify(classifier)));
    const shape = { genres: model.genres.length, columns: model.vocabulary.length };
    const fitted = v.parse(parameters(shape), model.parameters);
    // Values of several sizes in every column; the labels are not looked at.
    const matrix = [0.3, 0.7, 0.1].map((base, row) =>
      model.vocabulary.map((_, column) => ((column + row) % 3 === 0 ? 0 : base + 0.1 * (column % 4))),
    );
    const { rows } = dataOf(matrix, [0, 0, 0]);
    const scores = fitted.score(rows);
    for (let genre = 0; genre < shape.genres; genre += 1) {
      const rivals = new Float64Array(shape.genres).fill(1 / (shape.genres - 1));
      rivals[genre] = 0;
      const rests = matrix.map((_, row) => {
        const scoreOf = (at: number) => scores[row * shape.genres + at] ?? 0;
        const lead = scoreOf(genre) - rivals.reduce((sum, share, rival) => sum + share * scoreOf(rival), 0);
        return lead - fitted.explain(rows, row, genre, rivals).reduce((sum, part) => sum + part, 0);
      });
      for (const rest of rests) expect(rest).toBeCloseTo(rests[0] ?? Number.NaN, 9);
    }
  });
});
