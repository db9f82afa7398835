import { SpotiTagsError } from '../../errors.ts';
import {
  type Feature,
  albumDecades,
  allTags,
  distinctTags,
  keyTags,
  titleWords,
  topTags,
} from './features.ts';

const plain = new Map([
  ['tags', allTags],
  ['titles', titleWords],
  ['decades', albumDecades],
]);
const counted = new Map([
  ['top', topTags],
  ['distinct', (n: number) => distinctTags(n)],
  ['key', keyTags],
]);

/** What {@link parseFeatures} understands, for help and errors. */
export const featureGrammar = 'tags, top:N, distinct:N or key:N; titles; decades';

/**
 * Features by their names, such as `top:50,titles`.
 * @throws SpotiTagsError `invalid-input` for a name that does not exist.
 */
export function parseFeatures(text: string): Feature[] {
  return text.split(',').map((part) => {
    const [, name = '', n] = /^\s*([a-z]+)(?::(\d{1,9}))?\s*$/u.exec(part) ?? [];
    const feature = n === undefined ? plain.get(name)?.() : counted.get(name)?.(Number(n));
    if (feature) return feature;
    throw new SpotiTagsError(
      'invalid-input',
      `There is no feature ${JSON.stringify(part.trim())}. Features are ${featureGrammar}; join them by commas: top:50,titles.`,
    );
  });
}

/** The names of features, as {@link parseFeatures} reads them. */
export function featureNames(features: readonly Feature[]): string {
  return features.map(nameOf).join(',');
}

function nameOf(feature: Feature): string {
  if (feature.kind !== 'tag') return `${feature.kind}s`;
  return feature.take === 'all' ? 'tags' : `${feature.take}:${feature.n}`;
}
