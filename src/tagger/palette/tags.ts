import type { Tag } from '../../model.ts';
import type { Measures } from './measures/measures.ts';
import { colourWords } from './vocabulary/colour-words.ts';
import { compositionWords } from './vocabulary/composition-words.ts';
import { letteringWords } from './vocabulary/lettering-words.ts';
import { lightWords } from './vocabulary/light-words.ts';
import { textureWords } from './vocabulary/texture-words.ts';
import type { Word } from './vocabulary/word.ts';

/** Everything the palette can say, in a fixed order. */
export const VOCABULARY: readonly Word[] = [
  ...colourWords,
  ...lightWords,
  ...textureWords,
  ...compositionWords,
  ...letteringWords,
];

/** A tag below this confidence is not said. */
export const LEAST_CONFIDENCE = 0.05;

/** What fits the picture, surest first, ties in the order of the vocabulary. */
export function tagsOf(measures: Measures): Tag[] {
  return VOCABULARY.map(({ name, confidence }) => ({
    name,
    confidence: Math.round(confidence(measures) * 1000) / 1000,
  }))
    .filter(({ confidence }) => confidence >= LEAST_CONFIDENCE)
    .sort((left, right) => right.confidence - left.confidence);
}
