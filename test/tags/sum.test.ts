import { describe, expect, it } from 'vitest';
import { type ProfileAlbum, sumTags, tagFilter } from 'spotitags';
import { album, keepAll } from '../examples.ts';

describe('sumTags', () => {
  const albums: ProfileAlbum[] = [
    album('a', { skull: 0.9, fog: 0.5 }),
    album('b', { skull: 0.6 }),
    { id: 'c', title: 'Reissue', cover: { status: 'repeated', of: 'a' } },
    { id: 'd', title: 'Broken', cover: { status: 'failed', error: { code: 'cover', message: 'no image' } } },
    { id: 'e', title: 'Bare', cover: { status: 'missing' } },
  ];

  it('sums confidences over covers and counts the covers; a repeated cover counts once', () => {
    expect(sumTags(albums, { filter: keepAll })).toEqual([
      { name: 'skull', weight: 1.5, covers: 2 },
      { name: 'fog', weight: 0.5, covers: 1 },
    ]);
  });

  it('filters cover by cover', () => {
    const filter = tagFilter({ minConfidence: 0.7 });
    expect(sumTags(albums, { filter })).toEqual([{ name: 'skull', weight: 0.9, covers: 1 }]);
  });

  it('leaves out tags of fewer covers than minCovers', () => {
    expect(sumTags(albums, { filter: keepAll, minCovers: 2 }).map(({ name }) => name)).toEqual(['skull']);
    expect(() => sumTags(albums, { filter: keepAll, minCovers: 0 })).toThrow(/minCovers/);
  });

  it('breaks ties by code point, beyond the first plane too', () => {
    const tied = [album('a', { '\u{1f480}': 0.5, '\uffee': 0.5, b: 0.5, B: 0.5 })];
    const keep = { id: 'all', apply: (raw: Parameters<typeof keepAll.apply>[0]) => raw };
    expect(sumTags(tied, { filter: keep }).map(({ name }) => name)).toEqual([
      'B',
      'b',
      '\uffee',
      '\u{1f480}',
    ]);
  });
});
