import { join } from 'node:path';
import { type Classifier, type Cover, SpotiTags, naiveBayes } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { album, separable, tags } from './examples.ts';
import { FakeCatalog, FakeTagger } from './fakes.ts';
import { folderOf } from './files.ts';

const skulls = () => new FakeTagger(4, 0, () => ({ tags: tags({ skull: 0.9, dark: 0.4 }) }));
const covers: readonly Cover[] = ['a', 'b'].map((name) => ({ url: `https://covers.test/${name}.jpg` }));
const refusal = (message: RegExp) =>
  expect.objectContaining({
    code: 'invalid-input',
    message: expect.stringMatching(message) as string,
  }) as Error;

describe('profileOf', () => {
  it('makes a profile of covers without a catalog: one album for each, in the same order', async () => {
    const spotiTags = new SpotiTags({ tagger: skulls() });
    const [first, second] = covers;
    const profile = await spotiTags.profileOf([...covers, { ...first, album: 'own' } as Cover], {
      artist: 'Sleep',
    });
    expect(profile).toMatchObject({
      artist: { catalog: 'images', id: 'Sleep', name: 'Sleep' },
      tagger: 'fake@1',
      albums: [
        { id: '1', cover: { status: 'tagged', source: first } },
        { id: '2', cover: { status: 'tagged', source: second } },
        { id: 'own', cover: { status: 'repeated', of: '1' } },
      ],
      tags: [
        { name: 'skull', weight: 1.8, covers: 2 },
        { name: 'dark', weight: 0.8, covers: 2 },
      ],
    });
  });

  it('takes titles from the names of files, and of folders around a "cover" or "front"', async () => {
    const names = ['Holy Mountain.png', 'Dopesmoker/cover.jpg', 'folder.jpg'];
    const root = await folderOf(Object.fromEntries(names.map((name) => [`Sleep/${name}`, name])));
    const paths = names.map((name) => ({ path: join(root, 'Sleep', name) }));
    const { albums } = await new SpotiTags({ tagger: skulls() }).profileOf(paths);
    expect(albums.map(({ title }) => title)).toEqual(['Holy Mountain', 'Dopesmoker', 'Sleep']);
    // A dataset must not contain the path.
    expect(JSON.stringify(albums)).not.toContain(root);
  });

  it('gives each album an id of its own', async () => {
    const same = covers.map((cover) => ({ ...cover, album: '2' }));
    const { albums } = await new SpotiTags({ tagger: skulls() }).profileOf([...covers, ...same]);
    expect(albums.map(({ id }) => id)).toEqual(['1', '2', '2 (2)', '2 (3)']);
  });

  it('tells artists without a name apart by their covers', async () => {
    const spotiTags = new SpotiTags({ tagger: skulls() });
    const idOf = async (which: readonly Cover[]) => (await spotiTags.profileOf(which)).artist.id;
    expect(await idOf(covers)).toBe(await idOf([...covers]));
    expect(await idOf(covers)).not.toBe(await idOf(covers.slice(1)));
  });

  it('takes an artist of a catalog, and counts corrections', async () => {
    const artist = { catalog: 'fake', id: 'sleep', name: 'Sleep' };
    const spotiTags = new SpotiTags({ tagger: skulls() });
    const [cover = { url: '' }] = covers;
    await spotiTags.feedback(cover, { add: ['weed'], remove: ['skull'] });
    const profile = await spotiTags.profileOf([cover], { artist });
    expect(profile.artist).toEqual(artist);
    expect(profile.tags.map(({ name }) => name)).toEqual(['weed', 'dark']);
  });

  it('refuses no covers, one that is not in a list, and misspelled options', async () => {
    const spotiTags = new SpotiTags({ tagger: skulls() });
    await expect(spotiTags.profileOf([])).rejects.toThrow(refusal(/list of one or more covers/));
    await expect(spotiTags.profileOf('a.jpg' as unknown as Cover[])).rejects.toThrow(refusal(/a list/));
    await expect(spotiTags.profileOf(covers, { name: 'Sleep' } as object)).rejects.toThrow(refusal(/name/));
    const signal = AbortSignal.abort(new Error('stop'));
    await expect(spotiTags.profileOf(covers, { signal })).rejects.toThrow('stop');
  });
});

describe('classify', () => {
  it('takes covers as those of one artist', async () => {
    const classifier = await naiveBayes().train(separable());
    const spotiTags = new SpotiTags({ tagger: skulls(), classifier });
    const { genre, evidence, profile } = await spotiTags.classify(covers);
    expect(genre).toBe('doom metal');
    expect(evidence[0]).toMatchObject({ name: 'skull', albums: ['1', '2'] });
    expect(await spotiTags.classify(profile)).toEqual(await spotiTags.classify(covers));
  });

  it('refuses a classifier of another tagger before the covers are tagged', async () => {
    const classifier: Classifier = { tagger: 'other@1', genres: ['x'], classify: () => Promise.resolve([]) };
    const tagger = skulls();
    const classifying = new SpotiTags({ tagger }).classify(covers, { classifier });
    await expect(classifying).rejects.toThrow(refusal(/other@1.*fake@1/u));
    expect(tagger.images).toBe(0);
  });
});

describe('SpotiTags without a catalog', () => {
  it('says which calls need one, and what to call instead', async () => {
    const spotiTags = new SpotiTags({ tagger: skulls() });
    const missing = refusal(/no catalog.*new SpotiTags\(\{ catalog, tagger \}\).*profileOf\(covers\)/u);
    await expect(spotiTags.tagArtist('Sleep')).rejects.toThrow(missing);
    const artist = { catalog: 'fake', id: 'sleep', name: 'Sleep' };
    await expect(spotiTags.tagArtist(artist)).rejects.toThrow(missing);
    await expect(spotiTags.plan({ a: ['Sleep'] })).rejects.toThrow(missing);
    expect(() => spotiTags.tagGenres({ a: ['Sleep'] })).toThrow(missing);
    await spotiTags.close();
  });

  it('still refuses a misspelled or wrong catalog', () => {
    const tagger = skulls();
    const wrong = (options: object) => () => new SpotiTags({ tagger, ...options });
    expect(wrong({ catalogue: new FakeCatalog({}) })).toThrow(/catalogue/u);
    expect(wrong({ catalog: album('a', {}) })).toThrow(/must be a catalog/u);
  });
});
