import { describe, expect, it } from 'vitest';
import { evidenceName, tagLabels } from '../../src/tags/tag-names.ts';

describe('the label of a tag', () => {
  const taggers = [
    { id: 'palette@2', namespace: 'palette: ' },
    { id: 'onnx@1', namespace: 'onnx: ' },
  ];

  it('is without its tagger, and the first of synonyms', () => {
    const label = tagLabels(taggers, ['palette: dark', 'onnx: sax, saxophone']);
    expect(label('palette: dark')).toBe('dark');
    expect(label('onnx: sax, saxophone')).toBe('sax');
  });

  it('keeps the tagger if two taggers have tags that would look the same', () => {
    const label = tagLabels(taggers, ['palette: castle', 'onnx: castle, fort', 'onnx: dark']);
    expect(['palette: castle', 'onnx: castle, fort', 'onnx: dark'].map(label)).toEqual([
      'palette: castle',
      'onnx: castle',
      'dark',
    ]);
  });

  it('keeps what only looks like a tagger', () => {
    expect(tagLabels(taggers, ['style: graphic'])('style: graphic')).toBe('style: graphic');
    expect(tagLabels(undefined, ['style: graphic'])('style: graphic')).toBe('style: graphic');
  });

  it('is what evidence of tags is called', () => {
    const label = tagLabels(taggers, ['palette: dark']);
    expect(evidenceName({ kind: 'tag', name: 'palette: dark' }, label)).toBe('dark');
    expect(evidenceName({ kind: 'title', name: 'live', edition: true }, label)).toBe(
      '“live” in titles, a word of editions',
    );
  });
});
