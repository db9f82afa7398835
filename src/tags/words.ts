import type { TagWeight } from '../model.ts';

/**
 * Tags as one text, in the form that Google Prediction accepted. Each tag is repeated once per cover that
 * carries it, so that a service that counts words also counts covers.
 */
export function tagsText(tags: readonly TagWeight[]): string {
  return tags
    .flatMap(({ name, weight, covers }) =>
      // A weight of 0 means that the tag is absent.
      weight > 0 ? new Array<string>(Math.max(1, covers)).fill(encodeTag(name)) : [],
    )
    .join(' ');
}

/** Spaces become `_`. An existing `_` or `%` is escaped as in URLs. */
function encodeTag(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('_', '%5F').replace(/\s+/gu, '_');
}

/** The tag behind a word of such a text. */
export function decodeTag(word: string): string {
  return word.replaceAll('_', ' ').replaceAll('%5F', '_').replaceAll('%25', '%');
}
