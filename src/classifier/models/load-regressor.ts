import type { TagFilter } from '../../tags/filter.ts';
import { type LocalRegressor, localRegressor } from './local-regressor.ts';
import { unpackRegressor } from './regressor-file.ts';

/**
 * Reads a regressor back from its JSON text: `loadRegressor(await readFile('years.json', 'utf8'))`.
 *
 * @param options.filter - the filter that it was trained with, if it is a filter of your own: its `id` must be the same.
 * @throws SpotiTagsError `invalid-input` for text that is not a regressor, such as the model of a classifier, for one that was
 * cut or changed or is of a version that this release does not know, or that was trained with another filter.
 */
export function loadRegressor(
  json: string,
  { filter }: { readonly filter?: TagFilter } = {},
): LocalRegressor {
  return localRegressor(unpackRegressor(json, filter));
}
