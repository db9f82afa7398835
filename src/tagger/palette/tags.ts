import type { Tag } from '../../model.ts';
import { canonicalName } from '../../tags/names.ts';
import type { Measures } from './measures/measures.ts';
import { colorWords } from './vocabulary/color-words.ts';
import { compositionWords } from './vocabulary/composition-words.ts';
import { CONTRADICTIONS } from './vocabulary/contradictions.ts';
import { letteringWords } from './vocabulary/lettering-words.ts';
import { lightWords } from './vocabulary/light-words.ts';
import { moodWords } from './vocabulary/mood-words.ts';
import { styleWords } from './vocabulary/style-words.ts';
import { textureWords } from './vocabulary/texture-words.ts';
import type { Aspect, Word, WordGroup } from './vocabulary/word.ts';

const GROUPS: readonly WordGroup[] = [
  ...moodWords,
  ...styleWords,
  ...colorWords,
  ...lightWords,
  ...textureWords,
  ...compositionWords,
  ...letteringWords,
];

/** Everything the palette can say, in a fixed order. */
export const VOCABULARY: readonly Word[] = GROUPS.flatMap(({ words }) => words);

/** For some words, the places in the vocabulary of the words that contradict them. */
const OPPONENTS: readonly (readonly number[])[] = opponents();

function opponents(): number[][] {
  const places = new Map(VOCABULARY.map(({ name }, place) => [name, place]));
  const placesOf = (names: readonly string[]) => names.flatMap((name) => places.get(name) ?? []);
  const found: number[][] = VOCABULARY.map(() => []);
  for (const [left, right] of CONTRADICTIONS) {
    for (const one of placesOf(left)) {
      for (const other of placesOf(right)) {
        if (one === other) continue;
        found[one]?.push(other);
        found[other]?.push(one);
      }
    }
  }
  return found;
}

/** What a word is about, by its name in profiles. */
export const ASPECTS: ReadonlyMap<string, Aspect> = new Map(
  VOCABULARY.map(({ name, aspect }) => [canonicalName(name), aspect]),
);

/** A tag below this confidence is not said. */
const LEAST_CONFIDENCE = 0.05;

/** How well each word fits; used again for the next picture. */
const fits = new Float64Array(VOCABULARY.length);

/** What fits the picture, surest first, ties in the order of the vocabulary. */
export function tagsOf(measures: Measures): Tag[] {
  let first = 0;
  for (const group of GROUPS) {
    group.fit(measures, fits, first);
    first += group.words.length;
  }
  const tags: Tag[] = [];
  for (const [place, { name }] of VOCABULARY.entries()) {
    const fit = fits[place] ?? 0;
    if (fit < LEAST_CONFIDENCE) continue;
    // Of two words that contradict each other, the one that fits better is said, by as much as it fits better.
    let against = 0;
    for (const other of OPPONENTS[place] ?? []) against = Math.max(against, fits[other] ?? 0);
    const confidence = Math.round((fit - against) * 1000) / 1000;
    if (confidence >= LEAST_CONFIDENCE) tags.push({ name, confidence });
  }
  return tags.sort((left, right) => right.confidence - left.confidence);
}
