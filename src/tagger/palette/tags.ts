import type { Tag } from '../../model.ts';
import type { Measures } from './measures/measures.ts';
import { rising } from './ramps.ts';
import { colorWords } from './vocabulary/color-words.ts';
import { compositionWords } from './vocabulary/composition-words.ts';
import { impressionWords } from './vocabulary/impression-words.ts';
import { letteringWords } from './vocabulary/lettering-words.ts';
import { lightWords } from './vocabulary/light-words.ts';
import { textureWords } from './vocabulary/texture-words.ts';
import { toneWords } from './vocabulary/tone-words.ts';
import type { Word } from './vocabulary/word.ts';

/** Everything the palette can say, in a fixed order. */
export const VOCABULARY: readonly Word[] = [
  ...colorWords,
  ...lightWords,
  ...textureWords,
  ...compositionWords,
  ...letteringWords,
  ...toneWords,
  ...impressionWords,
];

/** A word that fits by less than a third is not said; one that fits by two thirds is sure. */
const DOUBTFUL = 1 / 3;
const SURE = 2 / 3;

/** A tag below this confidence is not said. */
const LEAST_CONFIDENCE = 0.05;

/** What fits the picture, surest first, ties in the order of the vocabulary. */
export function tagsOf(measures: Measures): Tag[] {
  const tags: Tag[] = [];
  for (const { name, fit } of VOCABULARY) {
    const confidence = Math.round(rising(fit(measures), DOUBTFUL, SURE) * 1000) / 1000;
    if (confidence >= LEAST_CONFIDENCE) tags.push({ name, confidence });
  }
  return tags.sort((left, right) => right.confidence - left.confidence);
}
