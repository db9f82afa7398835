import { readFile, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Album,
  allTags,
  type CallOptions,
  collect,
  type Example,
  loadClassifier,
  loadRegressor,
  logisticRegression,
  memoryStore,
  naiveBayes,
  nearestCentroid,
  type ProfileAlbum,
  readDataset,
  ridgeRegression,
  soundTags,
  type SoundResult,
  type SoundTagger,
  SpotiTags,
  SpotiTagsError,
  sumSound,
  titleWords,
  type Track,
} from 'spotitags';
import { exportModel } from 'spotitags/export';
import { profile, tags } from '../examples.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { folderOf } from '../files.ts';

/** Says of a track what is written in its file. */
class FakeSound implements SoundTagger {
  readonly id: string;
  readonly described: string[] = [];
  closed = 0;

  constructor(id = 'ear@1') {
    this.id = id;
  }

  async describe({ path }: Track, { signal }: CallOptions = {}): Promise<SoundResult> {
    signal?.throwIfAborted();
    this.described.push(path);
    await sleep(1, undefined, signal && { signal });
    const name = await readFile(path, 'utf8');
    if (name === 'broken') return { error: new SpotiTagsError('track', 'The track is broken.') };
    if (name === 'dead') throw new Error('The ear is off.');
    return { tags: [{ name, confidence: 0.5 }] };
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

async function albumsWith(...sounds: readonly (string | undefined)[]): Promise<Album[]> {
  const files = Object.fromEntries(sounds.map((sound, at) => [`${at}.mp3`, sound ?? '']));
  const root = await folderOf(files);
  return sounds.map((sound, at) => ({
    id: `album ${at}`,
    title: `Album ${at}`,
    cover: { url: `https://covers.test/${at}.jpg`, album: `album ${at}` },
    ...(sound !== undefined && { track: { path: join(root, `${at}.mp3`) } }),
  }));
}

const withoutCover = ({ id, title, track }: Album): Album => ({ id, title, ...(track && { track }) });

describe('the sound of a profile', () => {
  it('is what the sound tagger says of a track of each album', async () => {
    const albums = await albumsWith('slow', 'broken', undefined);
    const sound = new FakeSound();
    const tagger = new FakeTagger();
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({ Sleep: albums }), tagger, sound });
    const found = await spotiTags.tagArtist('Sleep');
    expect(found.sound).toBe('ear@1');
    expect(found.albums.map((album) => album.sound)).toEqual([
      { status: 'tagged', tags: [{ name: 'slow', confidence: 0.5 }] },
      { status: 'failed', error: { code: 'track', message: 'The track is broken.' } },
      { status: 'missing' },
    ]);
    expect(sumSound(found.albums)).toEqual([{ name: 'slow', weight: 0.5, albums: 1 }]);
    // Tags of covers are summed without it.
    expect(found.tags.map(({ name }) => name)).not.toContain('slow');
    await spotiTags.close();
    expect(sound.closed).toBe(1);
  });

  it('is absent without a sound tagger', async () => {
    const catalog = new FakeCatalog({ Sleep: await albumsWith('slow') });
    const found = await new SpotiTags({ catalog, tagger: new FakeTagger() }).tagArtist('Sleep');
    expect(found).not.toHaveProperty('sound');
    expect(found.albums[0]).not.toHaveProperty('sound');
  });

  it('is enough for an artist without covers', async () => {
    const albums = (await albumsWith('slow')).map(withoutCover);
    const catalog = new FakeCatalog({ Sleep: albums, Om: (await albumsWith('broken')).map(withoutCover) });
    const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger(), sound: new FakeSound() });
    expect((await spotiTags.tagArtist('Sleep')).albums[0]?.sound?.status).toBe('tagged');
    await expect(spotiTags.tagArtist('Om')).rejects.toThrow('Om has no album with a cover.');
  });

  it('has as many albums as covers are tagged', async () => {
    const albums = (await albumsWith('a', 'b', 'c')).map(withoutCover);
    const sound = new FakeSound();
    const catalog = new FakeCatalog({ Sleep: albums });
    const options = { catalog, tagger: new FakeTagger(), sound, coversPerArtist: 2 };
    const found = await new SpotiTags(options).tagArtist('Sleep');
    expect(sound.described).toHaveLength(2);
    expect(found.albums[2]).not.toHaveProperty('sound');
  });

  it('is the failure of the artist if the sound tagger throws', async () => {
    const catalog = new FakeCatalog({ Sleep: await albumsWith('dead') });
    const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger(), sound: new FakeSound() });
    await expect(spotiTags.tagArtist('Sleep')).rejects.toThrow(
      'The sound tagger ear@1 failed: The ear is off.',
    );
  });

  it('is the failure of its album if the answer or the file is not valid', async () => {
    const [album] = await albumsWith('slow');
    const gone: Album = { id: 'gone', title: 'Gone', track: { path: '/does/not/exist.mp3' } };
    const catalog = new FakeCatalog({ Sleep: album ? [album, gone] : [] });
    const sound = new FakeSound();
    sound.describe = () => Promise.resolve({ tags: [{ name: '', confidence: 2 }] });
    const found = await new SpotiTags({ catalog, tagger: new FakeTagger(), sound }).tagArtist('Sleep');
    expect(found.albums.map((one) => one.sound)).toMatchObject([
      {
        status: 'failed',
        error: { message: expect.stringMatching(/^The sound tagger ear@1 gave an invalid/u) as string },
      },
      { status: 'failed', error: { message: 'The track does not exist.' } },
    ]);
  });

  it('ends with the signal of the call', async () => {
    const catalog = new FakeCatalog({ Sleep: await albumsWith('slow') });
    const sound = new FakeSound();
    sound.describe = (_, options) =>
      sleep(60_000, { tags: [] }, options?.signal && { signal: options.signal });
    const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger(), sound });
    const abort = new AbortController();
    const tagging = spotiTags.tagArtist('Sleep', { signal: abort.signal });
    setTimeout(() => {
      abort.abort(new Error('enough'));
    }, 20);
    await expect(tagging).rejects.toThrow('enough');
  });

  it('refuses what is not a sound tagger', async () => {
    const catalog = new FakeCatalog({});
    // @ts-expect-error: For callers in plain JavaScript.
    expect(() => new SpotiTags({ catalog, tagger: new FakeTagger(), sound: {} })).toThrow(
      'sound must be a sound tagger, such as new MeterTagger()',
    );
    await Promise.resolve();
  });
});

describe('a track', () => {
  it.each([
    ['a store', memoryStore()],
    // Without `update`, no process can say that it is at a track.
    ['a store without claims', new Map<string, unknown>()],
  ])('is described once, also by calls at the same time and by later runs, with %s', async (_, kept) => {
    const store =
      kept instanceof Map
        ? {
            get: (key: string) => Promise.resolve(kept.get(key)),
            set: (key: string, value: unknown) => Promise.resolve(kept.set(key, value)),
            delete: (key: string) => Promise.resolve(kept.delete(key)),
          }
        : kept;
    const sound = new FakeSound();
    const albums = await albumsWith('slow', 'fast');
    const open = () =>
      new SpotiTags({ catalog: new FakeCatalog({ Sleep: albums }), tagger: new FakeTagger(), sound, store });
    const first = open();
    await Promise.all([first.tagArtist('Sleep'), first.tagArtist('Sleep')]);
    const found = await open().tagArtist('Sleep');
    expect(sound.described).toHaveLength(2);
    expect(sumSound(found.albums).map(({ name }) => name)).toEqual(['fast', 'slow']);
  });

  it('is described again if its file changes, and by another sound tagger', async () => {
    const store = memoryStore();
    const albums = await albumsWith('slow');
    const path = albums[0]?.track?.path ?? '';
    const nameOf = async (sound: FakeSound) => {
      const catalog = new FakeCatalog({ Sleep: albums });
      const found = await new SpotiTags({ catalog, tagger: new FakeTagger(), sound, store }).tagArtist(
        'Sleep',
      );
      return sumSound(found.albums)[0]?.name;
    };
    const sound = new FakeSound();
    expect(await nameOf(sound)).toBe('slow');
    await writeFile(path, 'loud');
    await utimes(path, 1, 1);
    expect(await nameOf(sound)).toBe('loud');
    const other = new FakeSound('ear@2');
    expect(await nameOf(other)).toBe('loud');
    expect(other.described).toHaveLength(1);
  });

  it('is described for a caller that stays, if another one leaves', async () => {
    const catalog = new FakeCatalog({ Sleep: await albumsWith('slow') });
    const sound = new FakeSound();
    const slow = sound.describe.bind(sound);
    sound.describe = async (track, options) => {
      await sleep(30, undefined, options?.signal && { signal: options.signal });
      return slow(track, options);
    };
    const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger(), sound });
    const abort = new AbortController();
    const leaving = spotiTags.tagArtist('Sleep', { signal: abort.signal });
    const staying = spotiTags.tagArtist('Sleep');
    setTimeout(() => {
      abort.abort(new Error('left'));
    }, 15);
    await expect(leaving).rejects.toThrow('left');
    expect((await staying).albums[0]?.sound?.status).toBe('tagged');
  });
});

it('collect writes a dataset with sound, and continues after an interruption', async () => {
  const store = memoryStore();
  const out = join(await folderOf({}), 'dataset.jsonl');
  const catalog = new FakeCatalog({ Sleep: await albumsWith('slow'), Om: await albumsWith('dead') });
  const sound = new FakeSound();
  const run = () =>
    collect({ doom: ['Sleep', 'Om'] }, { catalog, tagger: new FakeTagger(), sound, store, out, retryFailed });
  let retryFailed = false;
  expect((await run()).failures).toHaveLength(1);
  retryFailed = true;
  sound.describe = () => Promise.resolve({ tags: [{ name: 'low', confidence: 1 }] });
  expect((await run()).failures).toHaveLength(0);
  // Asked in the first run alone: the kept answers have the tracks.
  expect(catalog.asked).toEqual(['Sleep', 'Om']);
  const found: unknown[] = [];
  for await (const example of readDataset(out))
    found.push([example.profile.sound, sumSound(example.profile.albums)[0]?.name]);
  expect(found).toEqual([
    ['ear@1', 'slow'],
    ['ear@1', 'low'],
  ]);
});

/** Covers say nothing about the genre, and the sound does. */
function withSound(name: string, sounds: Readonly<Record<string, number>>, id = 'ear@1') {
  const covers = profile(name, [{ tree: 0.5 }, { tree: 0.4, moon: 0.1 }]);
  const albums = covers.albums.map((album): ProfileAlbum => ({
    ...album,
    sound: { status: 'tagged', tags: tags(sounds) },
  }));
  return { ...covers, sound: id, albums };
}

const examples: Example[] = Array.from({ length: 8 }, (_, at) => [
  { genre: 'doom', profile: withSound(`Doom ${at}`, { slow: 0.9, loud: 0.5 + at / 100 }) },
  { genre: 'pop', profile: withSound(`Pop ${at}`, { fast: 0.9, loud: 0.5 + at / 100 }) },
]).flat();
const asked = withSound('New', { slow: 0.8, loud: 0.5 });

describe('a model', () => {
  it.each([
    ['logistic regression', logisticRegression()],
    ['naive Bayes', naiveBayes()],
    ['the nearest centroid', nearestCentroid()],
    [
      'logistic regression on named features',
      logisticRegression({ features: [allTags(), titleWords(), soundTags()] }),
    ],
  ])('of %s looks at sound, and says so', async (_, trainer) => {
    const trained = await trainer.train(examples);
    expect(trained.sound).toBe('ear@1');
    const classifier = loadClassifier(JSON.stringify(trained));
    expect(classifier.sound).toBe('ear@1');
    const [prediction] = await classifier.classify([asked], { evidence: 3 });
    expect(prediction?.genre).toBe('doom');
    expect(prediction?.evidence?.[0]).toMatchObject({
      kind: 'sound',
      name: 'slow',
      albums: ['New/0', 'New/1'],
    });
  });

  it('judges an artist without sound by the covers', async () => {
    const classifier = await logisticRegression().train(examples);
    const [prediction] = await classifier.classify([profile('New', [{ tree: 0.5 }])], { evidence: 3 });
    expect(prediction?.scores).toHaveLength(2);
    expect(prediction?.evidence?.filter(({ kind }) => kind === 'sound')).toEqual([]);
  });

  it('is trained on the tags of one sound tagger, and refuses those of another', async () => {
    const mixed = [...examples, { genre: 'pop', profile: withSound('Odd', { fast: 1 }, 'ear@2') }];
    await expect(logisticRegression().train(mixed)).rejects.toThrow(
      'Examples of different sound taggers cannot train one model: the first are by ear@1, Odd is by ear@2.',
    );
    const classifier = await logisticRegression().train(examples);
    const other = withSound('New', { slow: 1 }, 'ear@2');
    await expect(classifier.classify([other])).rejects.toThrow(
      'The model knows the sound tags of ear@1, but the profile of New is by ear@2.',
    );
    const blind = await logisticRegression({ features: [allTags()] }).train(examples);
    expect(blind.sound).toBeUndefined();
    expect(await blind.classify([other])).toHaveLength(1);
  });

  it('of another sound tagger is refused before anything is listened to', async () => {
    const classifier = await logisticRegression().train(examples);
    const [catalog, tagger] = [new FakeCatalog({}), new FakeTagger()];
    const sound = new FakeSound('ear@2');
    expect(() => new SpotiTags({ catalog, tagger, sound, classifier })).toThrow(
      'The classifier knows the sound tags of ear@1, and the sound tagger is ear@2.',
    );
    const spotiTags = new SpotiTags({ catalog, tagger, sound });
    await expect(spotiTags.classify('Sleep', { classifier })).rejects.toThrow('ear@2');
    expect(catalog.asked).toEqual([]);
  });

  it('is exported with its sound', async () => {
    const classifier = await logisticRegression().train(examples);
    const sql = exportModel(classifier, { format: 'sql' });
    expect(sql).toContain('sound:slow');
    expect(classifier.featureRows([asked])).toContainEqual({
      artist: 'new',
      feature: 'sound:slow',
      weight: 1.6,
    });
  });

  it('of numbers looks at sound too', async () => {
    const numbers = examples.map((example, at) => ({
      target: (example.genre === 'doom' ? 60 : 120) + (at % 3),
      profile: example.profile,
    }));
    const trained = await ridgeRegression().train(numbers);
    const regressor = loadRegressor(JSON.stringify(trained));
    expect(regressor.sound).toBe('ear@1');
    const [estimate] = await regressor.estimate([asked], { evidence: 3 });
    expect(estimate?.value).toBeLessThan(85);
    expect(estimate?.evidence?.some(({ kind }) => kind === 'sound')).toBe(true);
    const other = withSound('New', { slow: 1 }, 'ear@2');
    await expect(regressor.estimate([other])).rejects.toThrow('The model knows the sound tags of ear@1');
  });
});
