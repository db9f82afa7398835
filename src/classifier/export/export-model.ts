import { SpotiTagsError } from '../../errors.ts';
import type { LocalClassifier } from '../models/local-classifier.ts';
import { linearModel } from './linear-model.ts';
import { onnxModel } from './onnx-model.ts';
import type { OnnxExportOptions, SqlExportOptions } from './options.ts';
import { sqlQuery } from './sql-query.ts';

/**
 * A local model for programs without this package. It answers the probabilities of `classify`: sources, their damping, the
 * temperature and the prior are part of it. What `minProbability` says is not.
 *
 * `onnx`: a file for ONNX Runtime (operator set 20). Inputs are `features`, names of type string, and `weights`, of type
 * float32, both of the shape [artists, features]; a shorter list of features ends in empty names. Outputs are
 * `probabilities`, of the shape [artists, genres], and `genres`, their names.
 *
 * `sql`: a query with the columns `artist`, `genre` and `probability`. Weights of equal features of an artist are added.
 *
 * Both read features as `classifier.featureRows` writes them. Features that training has not seen count as in `classify`.
 *
 * @example writeFileSync('model.onnx', exportModel(classifier, { format: 'onnx' }));
 * @throws SpotiTagsError `invalid-input` if `table` is not the name of a table, for a name that SQL cannot write,
 * and for more than 1000 genres in SQL.
 */
export function exportModel(classifier: LocalClassifier, options: OnnxExportOptions): Uint8Array;
export function exportModel(classifier: LocalClassifier, options: SqlExportOptions): string;
export function exportModel(
  classifier: LocalClassifier,
  options: OnnxExportOptions | SqlExportOptions,
): Uint8Array | string {
  checkChoice('format', options.format, ['onnx', 'sql']);
  const model = linearModel(classifier.toJSON().model);
  if (options.format === 'onnx') return onnxModel(model);
  checkChoice('dialect', options.dialect ?? 'standard', ['standard', 'bigquery']);
  return sqlQuery(model, options);
}

/** For plain JavaScript. */
function checkChoice(option: string, given: string, choices: readonly string[]): void {
  if (choices.includes(given)) return;
  throw new SpotiTagsError(
    'invalid-input',
    `${option} must be ${choices.join(' or ')}, got ${JSON.stringify(given)}.`,
  );
}
