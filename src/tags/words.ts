import type { TagWeight } from '../model.ts';

/**
 * Tags as one text, as Google Prediction took them: each as often as covers carry it, so that a service that counts words
 * sees what was on how many covers.
 */
export function tagsText(tags: readonly TagWeight[]): string {
  return tags
    .flatMap(({ name, weight, covers }) =>
      // A weight of 0 is a tag that is not there.
      weight > 0 ? new Array<string>(Math.max(1, covers)).fill(encodeTag(name)) : [],
    )
    .join(' ');
}

/** Spaces become `_`; a `_` that was there, and `%`, are escaped as in URLs. */
function encodeTag(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('_', '%5F').replace(/\s+/gu, '_');
}

/** The tag that a word of such a text stands for. */
export function decodeTag(word: string): string {
  return word.replaceAll('_', ' ').replaceAll('%5F', '_').replaceAll('%25', '%');
}
