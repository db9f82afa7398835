import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore, readDataset, SpotiTags, writeDataset } from 'spotitags';
import { describe, expect, it, onTestFinished } from 'vitest';
import { albumsOf, tags } from '../examples.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';

const packed = { scale: expect.closeTo(1 / 127, 9) as number, bytes: 'QIEQAA==' };
const embedding = [0.5, -1, 0.123456789, 0];
const seeing = (answer: object = { embedding }) =>
  new FakeTagger(4, 1, () => ({ tags: tags({ castle: 0.5 }), ...answer }));
const [first] = albumsOf('Sleep', 1);
const cover = first?.cover ?? { url: '' };
const open = (tagger = seeing(), store = memoryStore()) =>
  new SpotiTags({ catalog: new FakeCatalog({ Sleep: 2 }), tagger, store });

describe('embeddings of covers', () => {
  it('are in profiles with eight bits per number, also from the store', async () => {
    const store = memoryStore();
    const profile = await open(seeing(), store).tagArtist('Sleep');
    for (const album of profile.albums)
      expect(album.cover).toMatchObject({ status: 'tagged', tags: tags({ castle: 0.5 }), embedding: packed });
    const again = seeing();
    expect(await open(again, store).tagArtist('Sleep')).toEqual(profile);
    expect(again.images).toBe(0);
  });

  it('are results of tagCovers, the same each time', async () => {
    const spotiTags = open();
    const once = await spotiTags.tagCovers([cover]);
    expect(once[0]?.embedding?.map((value) => Math.round(value * 127))).toEqual([64, -127, 16, 0]);
    expect(await spotiTags.tagCovers([cover])).toEqual(once);
  });

  it('are in datasets', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'embeddings-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const profile = await open().tagArtist('Sleep');
    const path = join(folder, 'a.jsonl');
    await writeDataset(path, profile.tagger, [{ genre: 'doom', profile }]);
    for await (const example of readDataset(path)) expect(example.profile).toEqual(profile);
  });

  it('do not hinder entries of the store that have tags only', async () => {
    const store = memoryStore();
    await open(seeing({}), store).tagArtist('Sleep');
    const again = seeing();
    const { albums } = await open(again, store).tagArtist('Sleep');
    expect([again.images, albums[0]?.cover]).toEqual([
      0,
      expect.objectContaining({ tags: tags({ castle: 0.5 }) }),
    ]);
  });

  it.each<[string, unknown]>([
    ['a number that is not finite', [1, NaN]],
    ['no numbers', []],
    ['a text', 'vector'],
  ])('are the error of the cover if a tagger gives %s', async (_, wrong) => {
    const [result] = await open(seeing({ embedding: wrong })).tagCovers([cover]);
    expect(result?.error).toMatchObject({
      code: 'cover',
      message: expect.stringMatching(/finite numbers/u) as string,
    });
  });

  it('may be undefined', async () => {
    const [result] = await open(seeing({ embedding: undefined })).tagCovers([cover]);
    expect(result).toEqual({ tags: tags({ castle: 0.5 }) });
  });
});
