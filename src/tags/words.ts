import { SpotiTagsError } from '../errors.ts';
import type { TagWeight } from '../model.ts';

/**
 * Tags as one text, in the form that Google Prediction accepted. Each tag is repeated once per cover that
 * carries it, so that a service that counts words also counts covers.
 */
export function tagsText(tags: readonly TagWeight[]): string {
  // A weight of 0 means that the tag is absent.
  const present = tags.filter(({ weight }) => weight > 0);
  const words = present.map(({ name, covers }) => ({ word: encodeTag(name), times: Math.max(1, covers) }));
  const length = words.reduce((sum, { word, times }) => sum + (word.length + 1) * times, 0);
  if (!(length <= longestText)) {
    throw new SpotiTagsError(
      'invalid-input',
      `The tags of one artist, each once per cover, would have ${length} characters. The limit is ${longestText}.`,
    );
  }
  return words.map(({ word, times }) => Array.from({ length: times }, () => word).join(' ')).join(' ');
}

/** Characters. An artist with 5,000 tags on 100 covers has a half of that. */
const longestText = 10_000_000;

/** Spaces become `_`. An existing `_` or `%` is escaped as in URLs. */
function encodeTag(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('_', '%5F').replace(/\s+/gu, '_');
}

/** The tag behind a word of such a text. */
export function decodeTag(word: string): string {
  return word.replaceAll('_', ' ').replaceAll('%5F', '_').replaceAll('%25', '%');
}
