import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decade, distinctTags, keyTags, titleWords, topTags, writeCsv } from 'spotitags';
import { describe, expect, it } from 'vitest';
import {
  type InstanceOptions,
  instanceSettings,
  tagsText,
} from '../../../src/classifier/vertex/instances.ts';
import { keepAll, profile } from '../../examples.ts';
import { folderOf } from '../../files.ts';

const odd = profile('A', [{ 'black cat': 0.9, 'a_b 100%': 0.5, ünï: 0.4 }, { 'black cat': 0.7 }]);
const textOf = (known: typeof odd, options: InstanceOptions = {}) =>
  tagsText(known, instanceSettings({ filter: keepAll, ...options }));

describe('an artist as words', () => {
  it('has the words of writeCsv', async () => {
    const path = join(await folderOf({}), 'examples.csv');
    await writeCsv(path, [{ genre: 'g', profile: odd }]);
    expect(await readFile(path, 'utf8')).toBe(`"g","${textOf(odd)}"\n`);
    expect(textOf(odd)).toBe('black_cat black_cat a%5Fb_100%25 ünï');
  });

  it('may be the heaviest tags alone, and words of titles and decades, told apart from tags', () => {
    const albums = odd.albums.map((album) => ({ ...album, title: 'Dopethrone', year: 1999 }));
    expect(textOf({ ...odd, albums }, { features: [topTags(1), titleWords(), decade()] })).toBe(
      'black_cat black_cat title:dopethrone title:dopethrone decade:1990s decade:1990s',
    );
  });

  it('has no tags without weight, and may have none', () => {
    const tags = [{ name: 'faint', weight: 0, covers: 1 }];
    expect(textOf({ ...odd, albums: [], tags })).toBe('');
  });

  it('has no tags that are chosen by genre: that is learnt elsewhere', () => {
    for (const feature of [distinctTags(5), keyTags(5)])
      expect(() => instanceSettings({ features: [feature] })).toThrow(/allTags\(\) or topTags\(n\)/u);
    expect(() => instanceSettings({ features: [] })).toThrow(/features must name/u);
  });
});
