import { beforeAll, describe, expect, it } from 'vitest';
import {
  albumDecades,
  allTags,
  type ArtistProfile,
  type Feature,
  type LocalClassifier,
  loadClassifier,
  naiveBayes,
  SpotiTags,
  titleWords,
} from 'spotitags';
import { example, keepAll, separable } from '../../examples.ts';

const filter = keepAll;
const train = (...features: Feature[]) => naiveBayes({ features, filter }).train(separable(4));

/** An artist of this catalog with one of two covers of the training's artists. */
const from = (catalog: string, ...covers: Record<string, number>[]): ArtistProfile => {
  const { profile } = example('k-pop', 'New', ...(covers.length > 0 ? covers : [{ smile: 0.9 }]));
  return { ...profile, artist: { ...profile.artist, catalog } };
};

async function warningsOf(classifier: LocalClassifier, profile: ArtistProfile) {
  const [prediction] = await classifier.classify([profile]);
  return prediction?.warnings;
}

describe('a local model', () => {
  let model: LocalClassifier;
  beforeAll(async () => {
    model = await train(allTags(), titleWords());
  });

  it('warns of titles from another catalog, and names both', async () => {
    expect(await warningsOf(model, from('spotify'))).toEqual([
      {
        kind: 'other-catalog',
        message: expect.stringMatching(/titles of fake, .* from spotify.*without titles\.$/u) as string,
      },
    ]);
    expect(await warningsOf(model, from('fake'))).toBeUndefined();
    expect(await warningsOf(loadClassifier(JSON.stringify(model)), from('spotify'))).toHaveLength(1);
  });

  it('does not if it or the artist has no titles, and the same for years', async () => {
    const spotify = from('spotify');
    expect(await warningsOf(await train(allTags()), spotify)).toBeUndefined();
    const untitled = { ...spotify, albums: spotify.albums.map((album) => ({ ...album, title: '' })) };
    expect(await warningsOf(model, untitled)).toBeUndefined();
    const ofYears = await train(allTags(), albumDecades());
    expect(await warningsOf(ofYears, spotify)).toBeUndefined();
    const dated = { ...spotify, albums: spotify.albums.map((album) => ({ ...album, year: 1970 })) };
    expect(await warningsOf(ofYears, dated)).toMatchObject([{ message: /years of fake/u }]);
  });

  it('takes the titles of single images and of folders as the same kind', async () => {
    const ofFolder = await naiveBayes({ filter }).train(
      separable(4).map(({ genre, profile }) => ({
        genre,
        profile: { ...profile, artist: { ...profile.artist, catalog: 'folder' } },
      })),
    );
    expect(await warningsOf(ofFolder, from('images'))).toBeUndefined();
    expect(await warningsOf(ofFolder, from('musicbrainz'))).toHaveLength(1);
  });

  it('warns of less than a third of the covers, with both numbers, unless it looks at titles alone', async () => {
    const many = Array.from({ length: 4 }, (_, at) =>
      example(at % 2 ? 'a' : 'b', `A ${at}`, ...Array.from({ length: 6 }, () => ({ [`t${at % 2}`]: 1 }))),
    );
    const ofSix = await naiveBayes({ filter }).train(many);
    expect(await warningsOf(ofSix, from('fake', { t1: 1 }))).toEqual([
      { kind: 'few-covers', message: expect.stringMatching(/has 1 tagged cover, .* have 6 /u) as string },
    ]);
    expect(await warningsOf(ofSix, from('fake', { t1: 1 }, { t1: 1 }))).toBeUndefined();
    const ofTitles = await naiveBayes({ filter, features: [titleWords()] }).train(many);
    expect(await warningsOf(ofTitles, from('fake', { t1: 1 }))).toBeUndefined();
    expect(await warningsOf(ofSix, { ...from('fake'), albums: [] })).toBeUndefined();
  });

  it('gives no warning if its file does not know where the examples came from', async () => {
    const { format, version } = model.toJSON();
    const contents = { ...model.toJSON().model, catalogs: [], coversPerArtist: undefined };
    const old = { format, version, model: contents };
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(JSON.stringify(contents)).digest('hex');
    const loaded = loadClassifier(JSON.stringify({ ...old, sha256 }));
    expect(await warningsOf(loaded, from('spotify'))).toBeUndefined();
  });

  it('tells it through the facade too', async () => {
    const tagger = { id: 'fake@1', maxBatchSize: 1, tag: () => Promise.resolve([{ tags: [] }]) };
    await using spotiTags = new SpotiTags({ tagger, classifier: model });
    const { warnings } = await spotiTags.classify(from('spotify'));
    expect(warnings?.map(({ kind }) => kind)).toEqual(['other-catalog']);
  });
});
