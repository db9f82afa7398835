import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from '../fast-check.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ArtistProfile,
  type CoverOutcome,
  type Example,
  type LabeledExample,
  naiveBayes,
  type Prediction,
  readDataset,
  readLabeledDataset,
  SpotiTagsError,
  writeDataset,
} from 'spotitags';
import { example, profile, separable } from '../examples.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
  path = join(folder, 'dataset.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

async function read(): Promise<Example[]> {
  const examples: Example[] = [];
  for await (const item of readDataset(path)) examples.push(item);
  return examples;
}

const odd = example('__proto__', 'Bj\u00f6rk\n"quoted"\u2028', { constructor: 0.5, 'a,b': 1 });

describe('datasets', () => {
  it('come back as they were written', async () => {
    const examples = [...separable(3), odd];
    expect(await writeDataset(path, 'fake@1', examples)).toBe(examples.length);
    expect(await read()).toEqual(examples);
  });

  it('begin with a header, and have one example a line', async () => {
    await writeDataset(path, 'fake@1', separable(1));
    const [header, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(header).toBe('{"format":"spotitags-dataset","version":2,"tagger":"fake@1"}');
    expect(lines).toHaveLength(2);
  });

  it('are written whole or not at all, and leave what was there', async () => {
    await writeDataset(path, 'fake@1', separable(1));
    const before = await readFile(path, 'utf8');
    async function* breaking() {
      yield* separable(2);
      await Promise.reject(new Error('lost'));
    }
    await expect(writeDataset(path, 'fake@1', breaking())).rejects.toThrow('lost');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await readdir(folder)).toEqual(['dataset.jsonl']);
  });

  it('refuse an example of another tagger', async () => {
    const mixed = [...separable(1), { genre: 'a', profile: profile('B', [], 'other@1') }];
    await expect(writeDataset(path, 'fake@1', mixed)).rejects.toThrow(/fake@1.*other@1/);
    await writeFile(
      path,
      `{"format":"spotitags-dataset","version":1,"tagger":"x"}\n${JSON.stringify(odd)}\n`,
    );
    await expect(read()).rejects.toThrow(/line 2.*tagger x.*fake@1/);
  });

  it('name the line that is cut, or is not an example', async () => {
    await writeDataset(path, 'fake@1', separable(2));
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, -40));
    await expect(read()).rejects.toThrow(
      /line 5: this is not JSON\. Was the line cut\? There is a fault at column \d+: the text ends too early\.$/,
    );
    await writeFile(path, text.replace(/"weight":[\d.]+/u, '"weight":-1'));
    await expect(read()).rejects.toThrow(/line 2: profile\.tags\.0\.weight/);
    await writeFile(path, text.replace(/"genre":"k-pop"/u, '"genre":""'));
    await expect(read()).rejects.toThrow(/line 3: genre/);
  });

  it('of another version or format, empty or absent, are clear errors', async () => {
    await expect(read()).rejects.toSatisfy((error) => SpotiTagsError.isInstance(error, 'not-found'));
    await writeFile(path, '');
    await expect(read()).rejects.toThrow(/empty/);
    await writeFile(path, '{"format":"spotitags-dataset","version":9,"tagger":"x"}\n');
    await expect(read()).rejects.toThrow(/version 1 and version 2.*9/);
    await writeFile(path, 'genre,tags\n');
    await expect(read()).rejects.toThrow(/is not a dataset, which begins with/);
  });

  it('throw only clear errors, for any content of the file', async () => {
    const line = fc.oneof(fc.string(), fc.json());
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 4 }), fc.constantFrom(1, 2), async (lines, version) => {
        const header = `{"format":"spotitags-dataset","version":${version},"tagger":"x"}`;
        await writeFile(path, [header, ...lines].join('\n'));
        await read().catch((error: unknown) => {
          expect(SpotiTagsError.isInstance(error, 'invalid-input')).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('are split at line feeds alone, and have every other separator escaped', async () => {
    const title = 'one\u2028two\u2029three\u0085four\rfive\u202esix';
    const [first] = separable(1);
    const odd = { ...first, profile: { ...first?.profile, artist: { catalog: 'c', id: '1', name: title } } };
    await writeDataset(path, 'fake@1', [odd as Example]);
    const text = await readFile(path, 'utf8');
    expect(text).toContain('one\\u2028two\\u2029three\\u0085four\\rfive\\u202esix');
    expect((await read())[0]?.profile.artist.name).toBe(title);
    // As other programs write it, also with Windows line ends.
    await writeFile(path, text.replaceAll('\\u2028', '\u2028').replaceAll('\n', '\r\n'));
    expect((await read())[0]?.profile.artist.name).toBe(title);
  });

  it('have one genre where names differ in composition, white space or case only', async () => {
    const names = ['Café metal', 'Cafe\u0301 metal', ' Café\u00a0 metal\t', 'café Metal', 'pop'];
    await writeDataset(
      path,
      'fake@1',
      names.map((genre) => ({ genre, profile: profile('A', []) })),
    );
    const merged: string[][] = [];
    const genres: string[] = [];
    for await (const { genre } of readDataset(path, { onMerged: (...pair) => merged.push(pair) }))
      genres.push(genre);
    expect(genres).toEqual([...new Array<string>(4).fill('Café metal'), 'pop']);
    expect(merged).toEqual(names.slice(1, 4).map((name) => [name, 'Café metal']));
  });

  it('of another encoding or with endless lines are clear errors', async () => {
    await writeFile(path, Buffer.from('\ufeff{"format":"spotitags-dataset"}', 'utf16le'));
    await expect(read()).rejects.toThrow(/is not a text in UTF-8/);
    await writeFile(path, Buffer.alloc(50_000_001, ' '));
    await expect(read()).rejects.toThrow(/line 1: the line has more than 50000000 characters/);
  });

  it('say in plain words what is wrong with a line', async () => {
    await writeDataset(path, 'fake@1', separable(1));
    const text = await readFile(path, 'utf8');
    for (const [from, to, message] of [
      [/"weight":[\d.]+/u, '"weight":"x"', /line 2: profile\.tags\.0\.weight must be a number, got "x"\.$/],
      [/"weight":[\d.]+/u, '"weight":-1', /weight must be at least 0, got -1\.$/],
      [/"covers":\d+/u, '"covers":1000000000', /covers: an artist has at most 10000 covers\.$/],
      [/"name":"doom 0"/iu, '"nom":""', /profile\.artist\.name is missing\.$/],
      [/"albums":\[[^]*?\],"tags"/u, '"albums":7,"tags"', /profile\.albums must be a list, got 7\.$/],
    ] as const) {
      await writeFile(path, text.replace(from, to));
      await expect(read()).rejects.toThrow(message);
    }
  });

  it('stop at the first of a million wrong values', async () => {
    await writeDataset(path, 'fake@1', separable(1));
    const text = await readFile(path, 'utf8');
    const million = `[${'0,'.repeat(1_000_000)}0]`;
    await writeFile(path, text.replace(/"albums":\[[^]*?\],"tags"/u, `"albums":${million},"tags"`));
    const before = performance.now();
    await expect(read()).rejects.toThrow(/profile\.albums\.0 must be an object, got 0/);
    expect(performance.now() - before).toBeLessThan(20_000);
  });

  it('stop reading when aborted or left', async () => {
    await writeDataset(path, 'fake@1', separable(200));
    const reason = new Error('stop');
    const controller = new AbortController();
    const reading = (async () => {
      for await (const item of readDataset(path, { signal: controller.signal })) {
        expect(item.genre).toBeTruthy();
        controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    for await (const item of readDataset(path)) {
      expect(item.genre).toBe('doom metal');
      break;
    }
  });
});

describe('datasets of version 2', () => {
  const withAlbum = (album: Partial<ArtistProfile['albums'][number]>): LabeledExample => ({
    genre: 'a',
    profile: {
      ...profile('A', []),
      albums: [{ id: '1', title: 'One', cover: { status: 'missing' }, ...album }],
    },
  });
  const tagged = (more: object): CoverOutcome => ({ status: 'tagged', tags: [], ...more });
  const readLabeled = async () => {
    const examples: LabeledExample[] = [];
    for await (const item of readLabeledDataset(path)) examples.push(item);
    return examples;
  };

  it('keep where covers are, embeddings, words, sound, and the taggers that were combined', async () => {
    const embedding = { scale: 0.5, bytes: 'AAEC/w==' };
    const words = [{ text: 'sleep', confidence: 0.98 }];
    const taggers = [
      { id: 'a@1', namespace: 'a: ' },
      { id: 'b@1', namespace: 'b: ' },
    ];
    const albums: ArtistProfile['albums'] = [
      {
        id: '1',
        title: 'One',
        cover: { status: 'tagged', tags: [], embedding, words, source: { path: 'doom/Sleep/1.jpg' } },
      },
      {
        id: '2',
        title: 'Two',
        cover: { status: 'repeated', of: '1', source: { url: 'https://covers.test/2.jpg' } },
      },
      {
        id: '3',
        title: 'Three',
        cover: {
          status: 'failed',
          error: { code: 'cover', message: 'Cut.' },
          source: { path: 'D:Ream/3..jpg' },
        },
        sound: { status: 'tagged', tags: [{ name: 'slow', confidence: 1 }], embedding },
      },
      { id: '4', title: 'Four', cover: { status: 'missing' }, sound: { status: 'missing' } },
    ];
    const examples = [{ genre: 'a', profile: { ...profile('A', []), taggers, albums } }];
    await writeDataset(path, 'fake@1', examples);
    expect(await read()).toEqual(examples);
  });

  it('have one genre, several genres or a number per artist', async () => {
    const examples: LabeledExample[] = [
      { genre: 'a', profile: profile('A', []) },
      { genres: ['a', 'b'], profile: profile('B', []) },
      { target: 1971, profile: profile('C', []) },
    ];
    await writeDataset(path, 'fake@1', examples);
    expect(await readLabeled()).toEqual(examples);
    await expect(read()).rejects.toThrow(
      /line 3: expected an example with one genre, and this one has 2 genres/,
    );
  });

  it.each([
    ['{"genre":"a","genres":["a"]', /genres/],
    ['{"genres":[]', /genres/],
    ['{"genres":["a","a"]', /twice/],
    ['{"genres":["a"],"target":1', /target/],
    ['{"target":"1971"', /target/],
    ['{"label":"a"', /genre/],
  ])('refuse a line that begins with %s', async (start, message) => {
    const header = '{"format":"spotitags-dataset","version":2,"tagger":"fake@1"}';
    await writeFile(path, `${header}\n${start},"profile":${JSON.stringify(profile('A', []))}}\n`);
    await expect(readLabeled()).rejects.toThrow(/line 2/);
    await expect(readLabeled()).rejects.toThrow(message);
  });

  it.each([
    ['/home/me/covers/1.jpg'],
    ['C:\\covers\\1.jpg'],
    ['c:/covers/1.jpg'],
    ['\\\\server\\covers\\1.jpg'],
    ['file:///home/me/1.jpg'],
    ['../1.jpg'],
    ['doom/../../1.jpg'],
    [''],
  ])('never hold the path %j: it is absolute, or leaves the root of the catalog', async (place) => {
    const cover = tagged({ source: { path: place } });
    await expect(writeDataset(path, 'fake@1', [withAlbum({ cover })])).rejects.toThrow(
      /example of A.*albums\.0\.cover\.source.*relative/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([['file:///home/me/1.jpg'], ['https://me:secret@covers.test/1.jpg'], ['/home/me/1.jpg']])(
    'never hold the address %j: it is not public',
    async (url) => {
      const cover = tagged({ source: { url } });
      await expect(writeDataset(path, 'fake@1', [withAlbum({ cover })])).rejects.toThrow(/source/);
    },
  );

  it('leave out what is not part of the format: a path beside a cover goes into no file', async () => {
    const stray = { ...withAlbum({ cover: tagged({ path: '/home/me/1.jpg' }) }), note: '/home/me' };
    await writeDataset(path, 'fake@1', [stray]);
    expect(await readFile(path, 'utf8')).not.toContain('/home/me');
  });

  it('hold no number that JSON cannot', async () => {
    const example = withAlbum({ year: NaN });
    await expect(writeDataset(path, 'fake@1', [example])).rejects.toThrow(/albums\.0\.year/);
  });
});

describe('datasets of version 1', () => {
  const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/version-1/${name}`, import.meta.url));
  const readOld = async () => {
    const examples: Example[] = [];
    for await (const item of readDataset(fixture('dataset.jsonl'))) examples.push(item);
    return examples;
  };

  it('are read, with the taggers that version 1 does not list', async () => {
    const examples = await readOld();
    const [, ...lines] = (await readFile(fixture('dataset.jsonl'), 'utf8')).trimEnd().split('\n');
    for (const [at, { genre, profile: read1 }] of examples.entries()) {
      const { taggers, ...rest } = read1;
      expect({ genre, profile: rest }).toEqual(JSON.parse(lines[at] ?? ''));
      expect(taggers?.map(({ namespace }) => namespace)).toEqual(['clip: ', 'palette: ']);
    }
    expect(examples).toHaveLength(6);
  });

  it('train a model that says what it said when version 1 was written', async () => {
    const examples = await readOld();
    const classifier = await naiveBayes().train(examples);
    const expected = JSON.parse(await readFile(fixture('predictions.json'), 'utf8')) as Record<
      string,
      readonly Prediction[]
    >;
    const profiles = examples.map((item) => item.profile);
    const genres = (predictions: readonly Prediction[] = []) => predictions.map(({ genre }) => genre);
    expect(genres(await classifier.classify(profiles))).toEqual(genres(expected['complement-naive-bayes']));
    expect(classifier.toJSON().model.catalogs).toEqual(['folder']);
  });

  it('are written as version 2, and are then the same', async () => {
    const examples = await readOld();
    await writeDataset(path, examples[0]?.profile.tagger ?? '', examples);
    expect(await readFile(path, 'utf8')).toMatch(/^\{"format":"spotitags-dataset","version":2,/);
    expect(await read()).toEqual(examples);
  });
});
