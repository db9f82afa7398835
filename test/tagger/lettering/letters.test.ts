import { describe, expect, it } from 'vitest';
import { lettersOf, meanConfidence, wordsOf } from '../../../src/tagger/lettering/letters.ts';

/** The letters of a text, all of one confidence. */
const line = (text: string, confidence = 0.9) => Array.from(text, (letter) => ({ text: letter, confidence }));
const texts = (...lines: string[]) => wordsOf(lines.map((text) => line(text))).map(({ text }) => text);

describe('letters of a line', () => {
  const characters = ['a', 'b', ' '];
  /** Rows of scores in which the character is the likeliest; `-` is none. */
  const rows = (steps: string) =>
    Float32Array.from(
      Array.from(steps).flatMap((step) => ['-', ...characters].map((one) => (one === step ? 0.7 : 0.1))),
    );
  const read = (steps: string) =>
    lettersOf(rows(steps), characters)
      .map(({ text }) => text)
      .join('');

  it('are the likeliest characters, each once for as many steps as it takes', () => {
    expect(read('--aaab-')).toBe('ab');
    expect(read('a-a')).toBe('aa');
    expect(read('a bb')).toBe('a b');
    expect(read('----')).toBe('');
    expect(lettersOf(rows('a'), characters)[0]?.confidence).toBeCloseTo(0.7);
  });

  it('have a mean confidence, 0 if there are none', () => {
    expect(meanConfidence([...line('ab', 0.6), ...line('c', 0.9)])).toBeCloseTo(0.7);
    expect(meanConfidence([])).toBe(0);
  });
});

describe('words', () => {
  it('are folded, and split at everything but letters and digits', () => {
    expect(texts('Deutsche Grammophon', 'Bach,Mozart&more', 'Vol. 12')).toEqual([
      ...['deutsche', 'grammophon', 'bach', 'mozart', 'more', 'vol', '12'],
    ]);
    expect(texts('ＡＢＣ ﬁn')).toEqual(['abc', 'fin']);
    expect(texts('爵士 音乐')).toEqual(['爵士', '音乐']);
  });

  it('are split where a small letter comes before a large one, because many spaces are lost', () => {
    expect(texts('BobMarley', 'BLUES', 'Blues')).toEqual(['bob', 'marley', 'blues']);
  });

  it('keep an apostrophe between letters', () => {
    expect(texts('Don’t', "l'amour", "Workin' Man")).toEqual(["don't", "l'amour", 'workin', 'man']);
  });

  it('have two letters or more, of which the reader is sure', () => {
    expect(wordsOf([line('a I U2'), line('ornament', 0.59), line('')])).toEqual([
      { text: 'u2', confidence: 0.9 },
    ]);
    const mixed = [...line('ab', 0.5), ...line(' ', 0.9), ...line('cd', 0.98765)];
    expect(wordsOf([mixed])).toEqual([{ text: 'cd', confidence: 0.988 }]);
  });

  it('occur once, with the highest confidence', () => {
    expect(wordsOf([line('Naxos', 0.7), line('Opera', 0.8), line('NAXOS', 0.95)])).toEqual([
      { text: 'naxos', confidence: 0.95 },
      { text: 'opera', confidence: 0.8 },
    ]);
  });
});
