import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  SpotiTags,
  SpotiTagsError,
  memoryStore,
  naiveBayes,
  readDataset,
  sumTags,
  tagFilter,
  writeDataset,
  type Corrections,
  type Cover,
} from 'spotitags';
import { describe, expect, it } from 'vitest';
import { correctedTags, mergeCorrections } from '../../src/tags/corrections.ts';
import { albumsOf, separable } from '../examples.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';

const sleep = albumsOf('Sleep', 2);
const coverOf = (at: number): Cover => sleep[at]?.cover ?? { url: '' };
const skulls = () => new FakeTagger(4, 1, () => ({ tags: [{ name: 'skulls', confidence: 0.5 }] }));
const open = (tagger = skulls(), store = memoryStore()) =>
  new SpotiTags({ catalog: new FakeCatalog({ Sleep: 2 }), tagger, store });
const refused = (promise: Promise<unknown>, message: RegExp) =>
  expect(promise).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) as string }),
  );

describe('feedback', () => {
  it('is counted in every later profile, beside the raw tags', async () => {
    const spotiTags = open();
    const before = await spotiTags.tagArtist('Sleep');
    expect(before.tags).toEqual([{ name: 'skull', weight: 1, covers: 2 }]);

    await spotiTags.feedback(coverOf(0), { add: ['Weedian'], remove: ['SKULL'] });
    const after = await spotiTags.tagArtist('Sleep');
    expect(after.tags).toEqual([
      { name: 'weedian', weight: 1, covers: 1 },
      { name: 'skull', weight: 0.5, covers: 1 },
    ]);
    const [first, second] = after.albums.map(({ cover }) => cover);
    expect(first).toEqual({
      ...before.albums[0]?.cover,
      corrections: { add: ['Weedian'], remove: ['SKULL'] },
    });
    expect(second).toEqual(before.albums[1]?.cover);
  });

  it('stays in the store, for another run, when tags make room and whatever the tagger', async () => {
    const store = memoryStore({ maxEntries: 1 });
    await open(skulls(), store).feedback(coverOf(0), { add: ['pyramid'] });
    for (let at = 0; at < 5; at++) await store.set(`tags:other:${at}`, []);
    const { tags } = await open(Object.assign(skulls(), { id: 'other@1' }), store).tagArtist('Sleep');
    expect(tags.map(({ name }) => name)).toContain('pyramid');
  });

  it('adds up, the last word standing, also when it comes all at once', async () => {
    const spotiTags = open();
    await spotiTags.feedback(coverOf(0), { add: ['fog', 'skull'] });
    expect(await spotiTags.feedback(coverOf(0), { add: ['sun'], remove: ['Skulls'] })).toEqual({
      add: ['fog', 'sun'],
      remove: ['Skulls'],
    });
    const names = Array.from({ length: 20 }, (_, at) => `tag ${at}`);
    await Promise.all(names.map((name) => spotiTags.feedback(coverOf(1), { add: [name] })));
    const { albums } = await spotiTags.tagArtist('Sleep');
    const [, second] = albums;
    expect(second?.cover.status === 'tagged' && second.cover.corrections?.add).toEqual(names);
  });

  it('finds a cover by its bytes, wherever they lie', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'feedback-'));
    const path = join(folder, 'cover.jpg');
    await writeFile(path, 'image');
    const album = (cover: Cover) => ({ id: 'a', title: 'A', cover });
    const catalog = new FakeCatalog({ One: [album({ path })] });
    const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger() });
    await spotiTags.feedback({ bytes: new TextEncoder().encode('image') }, { add: ['own word'] });
    expect((await spotiTags.tagArtist('One')).tags.map(({ name }) => name)).toContain('own word');
    await rm(folder, { recursive: true });
  });

  it('is in datasets, and trains and classifies', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'feedback-'));
    const path = join(folder, 'd.jsonl');
    const corrections: Corrections = { add: ['unicorn'], remove: [] };
    const examples = separable(4).map((example, at) => ({
      ...example,
      profile: {
        ...example.profile,
        albums: example.profile.albums.map((album) =>
          at === 0 && album.cover.status === 'tagged'
            ? { ...album, cover: { ...album.cover, corrections } }
            : album,
        ),
      },
    }));
    await writeDataset(path, 'fake@1', examples);
    const read = [];
    for await (const example of readDataset(path)) read.push(example);
    expect(read[0]).toEqual(examples[0]);
    const [corrected] = read;
    const sum = sumTags(corrected?.profile.albums ?? [], { filter: tagFilter() });
    expect(sum.map(({ name }) => name)).toContain('unicorn');

    const classifier = await naiveBayes({ learnStopTags: false }).train(read);
    const [prediction] = await classifier.classify(corrected ? [corrected.profile] : [], { evidence: 100 });
    expect(prediction?.evidence?.find(({ name }) => name === 'unicorn')?.albums).toEqual(
      corrected?.profile.albums.map(({ id }) => id),
    );
    await rm(folder, { recursive: true });
  });

  it('is told to a tagger whose service learns from it', async () => {
    const told: [Cover, Corrections][] = [];
    const tagger = Object.assign(new FakeTagger(), {
      feedback: (cover: Cover, corrections: Corrections) => {
        told.push([cover, corrections]);
        return Promise.reject(new SpotiTagsError('service', 'The service is away.'));
      },
    });
    const spotiTags = open(tagger);
    await expect(spotiTags.feedback(coverOf(0), { add: ['fog'] })).rejects.toThrow('away');
    expect(told).toEqual([[coverOf(0), { add: ['fog'], remove: [] }]]);
    expect((await spotiTags.tagArtist('Sleep')).albums[0]?.cover).toHaveProperty('corrections');
  });

  it('refuses what says nothing, or both things; keeps nothing of it', async () => {
    const store = memoryStore();
    const spotiTags = open(skulls(), store);
    await refused(spotiTags.feedback(coverOf(0), {}), /add or remove/);
    const untyped = { add: 'lamp' } as object;
    await refused(spotiTags.feedback(coverOf(0), untyped), /^add must be a list of tags, got "lamp"\.$/u);
    // @ts-expect-error a caller without types forgot it
    await refused(spotiTags.feedback(coverOf(0)), /add or remove/u);
    await refused(spotiTags.feedback(coverOf(0), { add: [' '] }), /empty name/);
    await refused(spotiTags.feedback(coverOf(0), { add: ['Skull'], remove: ['skulls'] }), /both/);
    expect((await spotiTags.tagArtist('Sleep')).albums[0]?.cover).not.toHaveProperty('corrections');
    await expect(
      spotiTags.feedback(coverOf(0), { add: ['x'] }, { signal: AbortSignal.abort(new Error('stop')) }),
    ).rejects.toThrow('stop');
  });

  it('does not pass over corrections that it cannot read', async () => {
    const store = memoryStore();
    const cover = coverOf(0);
    await store.set(`corrections:url:${cover.url ?? ''}`, 'spoilt');
    await refused(open(skulls(), store).tagArtist('Sleep'), /that is not corrections\. Delete/);
  });
});

describe('corrections', () => {
  it('make what was added certain, and take away every spelling of what was removed', () => {
    const tags = [
      { name: 'Skulls', confidence: 0.9 },
      { name: 'fog', confidence: 0.4 },
    ];
    expect(correctedTags({ tags, corrections: { add: ['Fog', '__proto__'], remove: ['skull'] } })).toEqual([
      { name: 'Fog', confidence: 1 },
      { name: '__proto__', confidence: 1 },
    ]);
  });

  it('mean, without a namespace, what any of several taggers says', () => {
    const tags = [
      { name: 'onnx: Skulls', confidence: 0.9 },
      { name: 'clip: skull', confidence: 0.2 },
      { name: 'palette: fog', confidence: 0.4 },
      { name: 'clip: fog', confidence: 0.3 },
    ];
    expect(correctedTags({ tags, corrections: { add: ['fog', 'sun'], remove: ['skull'] } })).toEqual([
      { name: 'palette: fog', confidence: 1 },
      { name: 'clip: fog', confidence: 1 },
      { name: 'sun', confidence: 1 },
    ]);
    expect(correctedTags({ tags, corrections: { add: [], remove: ['clip: skull', 'fog'] } })).toEqual([
      { name: 'onnx: Skulls', confidence: 0.9 },
    ]);
  });

  it('without a namespace, outdate what was said of one tagger, but not what is said with them', () => {
    const tags = [
      { name: 'palette: fog', confidence: 0.4 },
      { name: 'clip: fog', confidence: 0.3 },
    ];
    const after = (earlier: Partial<Corrections>, later: Partial<Corrections>) => {
      const none = { add: [], remove: [] };
      const corrections = mergeCorrections({ ...none, ...earlier }, { ...none, ...later });
      return correctedTags({ tags, corrections });
    };
    expect(after({ add: ['Palette: fog'] }, { remove: ['fogs'] })).toEqual([]);
    expect(after({ remove: ['palette: fog'] }, { add: ['fog'] })).toEqual(
      tags.map(({ name }) => ({ name, confidence: 1 })),
    );
    expect(after({}, { add: ['clip: fog'], remove: ['fog'] })).toEqual([
      { name: 'clip: fog', confidence: 1 },
    ]);
  });

  it('say a name once, in its last spelling', () => {
    expect(mergeCorrections({ add: ['Fog'], remove: ['sun'] }, { add: ['suns'], remove: ['FOG'] })).toEqual({
      add: ['suns'],
      remove: ['FOG'],
    });
  });
});
