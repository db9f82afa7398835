import { describe, expect, it } from 'vitest';
import { coverSourceOf } from '../../src/covers/cover-source.ts';

describe('the source of a cover, as a dataset may say it', () => {
  it('is the public address, or the path below the root of the catalog', () => {
    expect(coverSourceOf({ url: 'https://covers.test/a.jpg' })).toEqual({ url: 'https://covers.test/a.jpg' });
    expect(coverSourceOf({ path: '/music/metal/a.jpg', relativePath: 'metal/a.jpg' })).toEqual({
      path: 'metal/a.jpg',
    });
  });

  it.each([
    ['a file whose place below the root is not known', { path: '/music/metal/a.jpg' }],
    ['bytes', { bytes: new Uint8Array(1) }],
    ['an address with a password', { url: 'https://me:secret@covers.test/a.jpg' }],
    ['an address that is not of the web', { url: 'file:///music/a.jpg' }],
    ['an absolute path', { path: '/music/a.jpg', relativePath: '/music/a.jpg' }],
    ['a path that leads out of the root', { path: '/music/a.jpg', relativePath: '../music/a.jpg' }],
  ])('is not said of %s', (_, cover) => {
    expect(coverSourceOf(cover)).toBeUndefined();
  });
});
