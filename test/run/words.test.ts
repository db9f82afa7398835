import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore, readDataset, SpotiTags, writeDataset } from 'spotitags';
import { describe, expect, it, onTestFinished } from 'vitest';
import { albumsOf, tags } from '../examples.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';

const words = [
  { text: 'deutsche', confidence: 0.98 },
  { text: 'grammophon', confidence: 0.951 },
];
const reading = (answer: object = { words }) =>
  new FakeTagger(4, 1, () => ({ tags: tags({ 'much text': 0.5 }), ...answer }));
const [first] = albumsOf('Sleep', 1);
const cover = first?.cover ?? { url: '' };
const open = (tagger = reading(), store = memoryStore()) =>
  new SpotiTags({ catalog: new FakeCatalog({ Sleep: 2 }), tagger, store });

describe('words on covers', () => {
  it('are in profiles, also from the store', async () => {
    const store = memoryStore();
    const profile = await open(reading(), store).tagArtist('Sleep');
    for (const album of profile.albums)
      expect(album.cover).toMatchObject({ status: 'tagged', tags: tags({ 'much text': 0.5 }), words });
    const again = reading();
    expect(await open(again, store).tagArtist('Sleep')).toEqual(profile);
    expect(again.images).toBe(0);
  });

  it.each<[string, object, object]>([
    ['an empty list if the tagger found nothing', { words: [] }, { words: [] }],
    ['absent if the tagger does not read', { words: undefined }, {}],
    ['beside an embedding', { words, embedding: [127, 1] }, { words, embedding: [127, 1] }],
  ])('are %s', async (_, answer, expected) => {
    const spotiTags = open(reading(answer));
    const result = [{ tags: tags({ 'much text': 0.5 }), ...expected }];
    expect(await spotiTags.tagCovers([cover])).toEqual(result);
    expect(await spotiTags.tagCovers([cover])).toEqual(result);
  });

  it('are in datasets', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'words-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const profile = await open().tagArtist('Sleep');
    const path = join(folder, 'a.jsonl');
    await writeDataset(path, profile.tagger, [{ genre: 'doom', profile }]);
    for await (const example of readDataset(path)) expect(example.profile).toEqual(profile);
  });

  it.each<[string, unknown]>([
    ['a confidence above 1', [{ text: 'naxos', confidence: 2 }]],
    ['an empty text', [{ text: '', confidence: 1 }]],
    ['texts alone', ['naxos']],
  ])('are the error of the cover if a tagger gives %s', async (_, wrong) => {
    const [result] = await open(reading({ words: wrong })).tagCovers([cover]);
    expect(result?.error).toMatchObject({
      code: 'cover',
      message: expect.stringMatching(/each word a text and a confidence/u) as string,
    });
  });
});
