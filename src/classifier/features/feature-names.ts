import { SpotiTagsError } from '../../errors.ts';
import {
  type Feature,
  albumDecades,
  allTags,
  distinctTags,
  embedding,
  keyTags,
  lettering,
  soundTags,
  titleWords,
  topTags,
} from './features.ts';

const plain = new Map([
  ['tags', allTags],
  ['titles', titleWords],
  ['lettering', lettering],
  ['embedding', embedding],
  ['sound', soundTags],
  ['decades', albumDecades],
]);
const counted = new Map([
  ['top', topTags],
  ['distinct', (n: number) => distinctTags(n)],
  ['key', keyTags],
]);

/** What {@link parseFeatures} understands, for help and errors. */
export const featureGrammar =
  'tags, top:N, distinct:N or key:N; titles; lettering; embedding; sound; decades';

const largest = 999_999_999;

/**
 * Features by their names, such as `top:50,titles`.
 * @throws SpotiTagsError `invalid-input` for a name that does not exist, a number out of range, or two features of a kind.
 */
export function parseFeatures(text: string): Feature[] {
  const features = text.split(',').map((part) => parseFeature(part.trim()));
  if (new Set(features.map(({ kind }) => kind)).size === features.length) return features;
  throw new SpotiTagsError(
    'invalid-input',
    'Type at most one of tags, top:N, distinct:N and key:N, and titles, lettering, embedding, sound and decades once each.',
  );
}

function parseFeature(text: string): Feature {
  const [, name = '', n] = /^([a-z]+)(?::(\d+))?$/u.exec(text) ?? [];
  if (Number(n) > largest) {
    throw new SpotiTagsError('invalid-input', `The number of ${text} is out of range: at most ${largest}.`);
  }
  const feature = n === undefined ? plain.get(name)?.() : counted.get(name)?.(Number(n));
  if (feature) return feature;
  throw new SpotiTagsError(
    'invalid-input',
    `There is no feature ${JSON.stringify(text)}. Features are ${featureGrammar}; join them by commas: top:50,titles.`,
  );
}

/** The names of features, as {@link parseFeatures} reads them. */
export function featureNames(features: readonly Feature[]): string {
  return features.map(nameOf).join(',');
}

function nameOf(feature: Feature): string {
  if (feature.kind === 'title' || feature.kind === 'decade') return `${feature.kind}s`;
  if (feature.kind !== 'tag') return feature.kind;
  return feature.take === 'all' ? 'tags' : `${feature.take}:${feature.n}`;
}
