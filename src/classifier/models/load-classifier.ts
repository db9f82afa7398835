import type { TagFilter } from '../../tags/filter.ts';
import { type LocalClassifier, localClassifier } from './local-classifier.ts';
import { unpackModel } from './model-file.ts';
import { kindNames } from './model-kind.ts';

/**
 * Reads a model back from its JSON text: `loadClassifier(await readFile('model.json', 'utf8'))`.
 *
 * @param options.filter - the filter that the model was trained with, if it is a filter of your own: its `id` must be
 * the same.
 * @throws SpotiTagsError `invalid-input` for text that is not a model, was cut or changed, is of a version or kind that
 * this release does not know, or was trained with another filter.
 */
export function loadClassifier(
  json: string,
  { filter }: { readonly filter?: TagFilter } = {},
): LocalClassifier {
  return localClassifier(unpackModel(json, kindNames, filter));
}
