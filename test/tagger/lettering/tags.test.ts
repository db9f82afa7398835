import fc from '../../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { TAGS, tagsOf } from '../../../src/tagger/lettering/tags.ts';

const line = (letters: number, top: number, height = 0.08, confidence = 0.95) => ({
  box: { left: 0.1, top, width: 0.8, height },
  letters,
  confidence,
});
const said = (...lines: Parameters<typeof tagsOf>[0]) =>
  Object.fromEntries(tagsOf(lines).map(({ name, confidence }) => [name, confidence]));

describe('tags for lettering', () => {
  it('say that there is none, also if nothing can be read', () => {
    expect(said()).toEqual({ 'no text': 1 });
    expect(said(line(3, 0.1, 0.2, 0.35))).toEqual({ 'no text': 1 });
  });

  it('say how many letters there are', () => {
    expect(said(line(20, 0.4))).toMatchObject({ 'little text': 1 });
    expect(said(line(60, 0.1), line(60, 0.4))).toMatchObject({ 'much text': 1 });
    expect(Object.keys(said(line(45, 0.4)))).not.toEqual(expect.arrayContaining(['little text']));
  });

  it('say how high the largest line is', () => {
    expect(said(line(10, 0.1, 0.25), line(10, 0.5, 0.03))).toMatchObject({ 'large lettering': 1 });
    expect(said(line(10, 0.1, 0.03))).toMatchObject({ 'small lettering': 1 });
    expect(Object.keys(said(line(10, 0.1)))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/lettering$/u)]),
    );
  });

  it('say in which third most of the lettering is', () => {
    expect(said(line(10, 0.1))).toMatchObject({ 'text at the top': 1 });
    expect(said(line(10, 0.46))).toMatchObject({ 'text in the middle': 1 });
    expect(said(line(10, 0.9))).toMatchObject({ 'text at the bottom': 1 });
    expect(said(line(10, 0.1), line(10, 0.9))).toMatchObject({
      'text at the top': 0.5,
      'text at the bottom': 0.5,
    });
    expect(said(line(10, 0.1), line(10, 0.9, 0.2, 0.3))).not.toHaveProperty('text at the bottom');
  });

  it('never contradict each other, whatever the lines', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    const lines = fc.array(
      fc.record({ letters: fc.nat(200), confidence: part, top: part, left: part, width: part, height: part }),
      { maxLength: 32 },
    );
    fc.assert(
      fc.property(lines, (all) => {
        const tags = tagsOf(all.map(({ letters, confidence, ...box }) => ({ letters, confidence, box })));
        const names = tags.map(({ name }) => name);
        for (const group of [
          ['no text', 'little text', 'much text'],
          ['large lettering', 'small lettering'],
        ])
          expect(names.filter((name) => group.includes(name)).length).toBeLessThanOrEqual(1);
        if (names.includes('no text') && names.length > 1)
          expect(tags.find(({ name }) => name === 'no text')?.confidence).toBeLessThan(1);
        for (const { name, confidence } of tags) {
          expect(TAGS.has(name)).toBe(true);
          expect(confidence >= 0 && confidence <= 1, `${name} ${confidence}`).toBe(true);
        }
      }),
    );
  });
});
