import fc from '../fast-check.ts';
import { describe, expect, it } from 'vitest';
import { broadTags, SpotiTagsError, tagFilter } from 'spotitags';
import { canonicalName } from '../../src/tags/names.ts';
import { splitNamespace } from '../../src/tags/namespace.ts';
import { tags } from '../examples.ts';

const names = (filter: ReturnType<typeof tagFilter>, confidences: Record<string, number>) =>
  filter.apply(tags(confidences)).map(({ name }) => name);

describe('tagFilter', () => {
  it('drops tags too broad for covers, however they are spelt', () => {
    expect(names(tagFilter(), { Art: 0.9, posters: 0.9, 'Graphic  Design': 0.9, skull: 0.8 })).toEqual([
      'skull',
    ]);
  });

  it('counts case, white space and plural as one tag, at its highest confidence', () => {
    const filtered = tagFilter().apply([
      { name: 'Skulls', confidence: 0.4 },
      { name: ' skull', confidence: 0.7 },
      { name: 'SKULL', confidence: 0.6 },
      { name: 'electric   Guitars', confidence: 0.5 },
    ]);
    expect(filtered).toEqual([
      { name: 'skull', confidence: 0.7 },
      { name: 'electric guitar', confidence: 0.5 },
    ]);
  });

  it('keeps plurals that are words of their own', () => {
    expect(canonicalName('Sunglasses')).toBe('sunglasses');
    expect(canonicalName('people')).toBe('people');
    for (const name of ['canvas', 'chaos', 'venus', 'oasis', 'politics'])
      expect(canonicalName(name)).toBe(name);
    for (const name of [
      'triceratops',
      'great pyrenees',
      'blues',
      'binoculars',
      'rhinoceros',
      'specimen',
      'supernova',
    ])
      expect(canonicalName(name)).toBe(name);
    expect(canonicalName('Cameras')).toBe('camera');
    expect(canonicalName('logos')).toBe('logo');
  });

  it('finds the singular of words that only look regular', () => {
    const singulars = {
      lenses: 'lens',
      canvases: 'canvas',
      mustaches: 'mustache',
      prairies: 'prairie',
      women: 'woman',
    };
    for (const [plural, singular] of Object.entries(singulars)) expect(canonicalName(plural)).toBe(singular);
  });

  it('keeps phrases in their own number', () => {
    expect(canonicalName('Few colours')).toBe('few colours');
    expect(canonicalName('detail up to  the edges')).toBe('detail up to the edges');
    expect(canonicalName('Wolves')).toBe('wolf');
  });

  it('spells a name once and for all', () => {
    expect(canonicalName('clip: Letter S')).toBe('clip: letter s');
    expect(canonicalName('S')).toBe('s');
    expect(canonicalName('clip: s')).toBe('clip: s');
    expect(canonicalName('Womens')).toBe('woman');
    const odd = ['a', 's', 'es', 'ova', 'men', ' ', '\u00a0', ':', ': ', '：', '´', 'İ', 'ſ', 'ß', '3'];
    const name = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...odd), maxLength: 10 }));
    fc.assert(
      fc.property(name, (given) => {
        expect(canonicalName(canonicalName(given))).toBe(canonicalName(given));
      }),
      { numRuns: 1000 },
    );
  });

  it('drops what the tagger was not sure of', () => {
    expect(names(tagFilter({ minConfidence: 0.5 }), { fog: 0.49, skull: 0.5 })).toEqual(['skull']);
  });

  it('renames aliases before stop tags are dropped', () => {
    const filter = tagFilter({
      stopTags: ['music'],
      aliases: [
        ['Concerts', 'music'],
        ['cranium', 'skull'],
      ],
    });
    expect(names(filter, { concert: 0.9, cranium: 0.8 })).toEqual(['skull']);
  });

  it('knows the words of several taggers together as it knows those of one', () => {
    const filter = tagFilter({
      stopTags: ['music'],
      aliases: [
        ['concert', 'music'],
        ['cranium', 'skull'],
        ['onnx: web site', 'screen'],
      ],
    });
    const said = {
      'palette: Music': 0.9,
      'onnx: Concerts': 0.9,
      'onnx: Craniums': 0.8,
      'onnx: Web sites': 0.7,
    };
    expect(names(filter, said)).toEqual(['onnx: skull', 'screen']);
    expect(names(tagFilter(), { 'clip: Art': 1, 'clip: electric\t Guitars': 1 })).toEqual([
      'clip: electric guitar',
    ]);
    for (const name of ['no colon here', ': x', 'two words: x', 'ns: '])
      expect(splitNamespace(name)).toEqual(['', name]);
    expect(splitNamespace('a: b: c')).toEqual(['a: ', 'b: c']);
  });

  it('takes a tag called __proto__ or constructor as any other', () => {
    const filtered = tagFilter().apply([
      { name: '__proto__', confidence: 0.5 },
      { name: 'constructor', confidence: 0.4 },
    ]);
    expect(filtered.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
  });

  it('has an id that its answers depend on, and nothing else', () => {
    expect(tagFilter().id).toBe(tagFilter({ stopTags: [...broadTags].reverse() }).id);
    const others = [{ minConfidence: 0.1 }, { stopTags: ['a'] }, { aliases: [['a', 'b']] as const }];
    const ids = [tagFilter().id, ...others.map((options) => tagFilter(options).id)];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refuses a confidence outside 0..1', () => {
    for (const minConfidence of [-0.1, 1.1, Number.NaN]) {
      expect(() => tagFilter({ minConfidence })).toThrow(SpotiTagsError);
    }
  });

  it('gives each name once, and changes nothing when applied again', () => {
    const tag = fc.record({ name: fc.string(), confidence: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(tag), (raw) => {
        const filtered = tagFilter().apply(raw);
        expect(new Set(filtered.map(({ name }) => name)).size).toBe(filtered.length);
        expect(tagFilter({ stopTags: [] }).apply(filtered).length).toBeLessThanOrEqual(filtered.length);
      }),
    );
  });
});
