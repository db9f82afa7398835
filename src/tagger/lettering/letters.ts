import type { CoverWord } from '../../model.ts';

/** A character that the recognizer read. */
export interface Letter {
  readonly text: string;
  readonly confidence: number;
}

/**
 * The letters of a line. At each step along the line, the recognizer gives a probability to each character, and to "none",
 * which is the first. The likeliest counts, and a character that is the same as at the step before is the same letter
 * (greedy decoding of CTC).
 * @param scores - one row per step.
 * @param characters - those after "none".
 */
export function lettersOf(scores: Float32Array, characters: readonly string[]): Letter[] {
  const count = characters.length + 1;
  const letters: Letter[] = [];
  let before = 0;
  for (let start = 0; start < scores.length; start += count) {
    let best = 0;
    for (let at = 1; at < count; at++) if ((scores[start + at] ?? 0) > (scores[start + best] ?? 0)) best = at;
    if (best !== 0 && best !== before)
      letters.push({ text: characters[best - 1] ?? '', confidence: scores[start + best] ?? 0 });
    before = best;
  }
  return letters;
}

/** Words that are less sure are mostly ornaments that look like letters. */
const leastConfidence = 0.6;

/** The words of lines: each once, with the highest confidence, in the order of the lines. */
export function wordsOf(lines: readonly (readonly Letter[])[]): CoverWord[] {
  const words = new Map<string, number>();
  for (const letters of lines.flatMap(splitLine)) {
    const text = letters
      .map((letter) => letter.text)
      .join('')
      .normalize('NFKC')
      .toLowerCase();
    const confidence = Math.round(meanConfidence(letters) * 1000) / 1000;
    // Single letters are mostly lines and borders.
    if (confidence < leastConfidence || Array.from(text).length < 2) continue;
    words.set(text, Math.max(confidence, words.get(text) ?? 0));
  }
  return Array.from(words, ([text, confidence]) => ({ text, confidence }));
}

/** 0 for no letters. */
export function meanConfidence(letters: readonly Letter[]): number {
  return letters.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, letters.length);
}

/** The letters of each word. Words end at everything but letters, digits, and an apostrophe between letters. */
function splitLine(line: readonly Letter[]): Letter[][] {
  const words: Letter[][] = [[]];
  for (const [at, letter] of line.entries()) {
    const [before, after] = [line[at - 1]?.text ?? '', line[at + 1]?.text ?? ''];
    const isInside = /['’]/u.test(letter.text) && isLetter(before) && isLetter(after);
    if (!isInside && !/[\p{L}\p{M}\p{N}]/u.test(letter.text)) words.push([]);
    // The recognizer loses many spaces: "BobMarley".
    else if (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(letter.text)) words.push([letter]);
    else words.at(-1)?.push(isInside ? { ...letter, text: "'" } : letter);
  }
  return words.filter((word) => word.length > 0);
}

function isLetter(text: string): boolean {
  return /\p{L}/u.test(text);
}
