import * as v from 'valibot';
import { type LinearFit, scoreRows } from '../fitting/scores.ts';
import type { FittedModel, ModelShape } from './local-model.ts';

/** A linear model: the score of a genre is its bias plus the sum of features times weights. */
export function linearModel(fit: LinearFit): FittedModel {
  const { weights, bias } = fit;
  const genres = bias.length;
  return {
    score: (rows) => scoreRows(rows, fit),
    explain: ({ starts, ends, columns, values }, row, genre, rivals) => {
      const [start, end] = [starts[row] ?? 0, ends[row] ?? 0];
      return Float64Array.from({ length: end - start }, (_, entry) => {
        const at = (columns[start + entry] ?? 0) * genres;
        const elsewhere = rivals.reduce((sum, q, rival) => sum + q * (weights[at + rival] ?? 0), 0);
        return (values[start + entry] ?? 0) * ((weights[at + genre] ?? 0) - elsewhere);
      });
    },
    toJSON: () => ({
      bias: [...bias],
      weights: Array.from({ length: weights.length / genres }, (_, column) => [
        ...weights.subarray(column * genres, (column + 1) * genres),
      ]),
    }),
  };
}

const finite = v.pipe(v.number(), v.finite());

/** The bias of each genre, and for each column the weight of each genre. */
export function linearParameters({ genres, columns }: ModelShape): v.GenericSchema<unknown, FittedModel> {
  const byGenre = v.pipe(v.array(finite), v.length(genres));
  return v.pipe(
    v.object({ bias: byGenre, weights: v.pipe(v.array(byGenre), v.length(columns)) }),
    v.transform(({ bias, weights }) =>
      linearModel({ bias: Float64Array.from(bias), weights: Float64Array.from(weights.flat()) }),
    ),
  );
}
