import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Example, SpotiTagsError, type Trainer, writeCsv } from 'spotitags';
import { VertexClassifier, type VertexClassifierOptions } from 'spotitags/google';
import { describe, expect, it, vi } from 'vitest';
import { example, keepAll, profile, separable } from '../../examples.ts';
import { folderOf } from '../../files.ts';
import { genres, useVertex } from '../../msw/use-vertex.ts';
import { type FakeInstance, FakeVertex, endpointName, place } from '../../../src/testing/msw/vertex.ts';
import { classifierChecks } from '../../../src/testing/classifier.ts';
import { runChecks } from '../../checks.ts';

const { startVertex } = useVertex();
const options: VertexClassifierOptions = {
  ...place,
  endpoint: '42',
  genres,
  tagger: 'fake@1',
  filter: keepAll,
};
const doom = profile('A', [{ skull: 0.9, 'black cat': 0.5 }, { skull: 0.7 }]);

/** Counts words by genre, as a service that learns from a CSV would, and puts that behind the endpoint. */
function learn(examples: readonly Example[]) {
  const counts = new Map<string, Map<string, number>>();
  for (const { genre, profile: known } of examples) {
    const words = counts.get(genre) ?? new Map<string, number>();
    counts.set(genre, words);
    for (const { name, covers } of known.tags) {
      const word = name.replaceAll(' ', '_');
      words.set(word, (words.get(word) ?? 0) + covers);
    }
  }
  return ({ tags }: FakeInstance) => ({
    classes: [...counts.keys()],
    scores: [...counts.values()].map((words) =>
      tags.split(' ').reduce((score, word) => score + (words.get(word) ?? 0.1), 0),
    ),
  });
}

const trainer: Trainer = {
  train: async (given, { signal } = {}) => {
    signal?.throwIfAborted();
    const examples: Example[] = [];
    for await (const item of given) if (item.genre !== undefined) examples.push(item);
    const taggers = new Set(examples.map(({ profile: { tagger } }) => tagger));
    if (taggers.size !== 1) throw new SpotiTagsError('invalid-input', 'Not one tagger.');
    const [tagger = ''] = taggers;
    return startVertex(
      { genres: [...new Set(examples.map(({ genre }) => genre))], tagger },
      { predict: learn(examples) },
    ).classifier;
  },
};

describe('a classifier of Vertex AI', () => {
  const checks = classifierChecks({
    create: () => trainer,
    examples: separable(),
    unseen: {
      genre: 'doom metal',
      profile: example('', 'New', { skull: 0.9, fog: 0.3 }, { dark: 1 }).profile,
    },
    supports: { evidence: { no: 'An endpoint gives none.' } },
  });
  runChecks(checks);

  it('asks whatever endpoint the stand-in is told to be, with the credentials that it shows', async () => {
    const endpoint = 'projects/other/locations/europe-west4/endpoints/7';
    const clientOptions = { credentials: new FakeVertex().credentials };
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', undefined);
    const { fake, classifier } = startVertex(
      { project: 'other', location: 'europe-west4', endpoint, clientOptions },
      { endpoint },
    );
    expect(await classifier.classify([doom])).toMatchObject([{ genre: 'doom metal' }]);
    expect(fake.urls.map((url) => new URL(url).pathname)).toEqual([`/v1/${endpoint}:predict`]);
    expect(fake.endpoint).toBe(endpoint);
  });

  it('gives no evidence, also when asked', async () => {
    const { classifier } = startVertex();
    const [without] = await classifier.classify([doom]);
    expect(without).not.toHaveProperty('evidence');
    const [prediction] = await classifier.classify([doom], { evidence: 3 });
    expect(prediction).toEqual({ ...without, evidence: [] });
    expect(prediction).toMatchObject({ genre: 'doom metal', calibrated: false });
  });
});

describe('the request', () => {
  it('holds an artist’s tags as the CSV has them: as often as covers carry them, without spaces', async () => {
    const { fake, classifier } = startVertex();
    const odd = profile('B', [{ 'a_b 100%': 1, '=1+1': 0.5 }]);
    await classifier.classify([doom, odd]);
    expect(fake.urls.map((url) => url.replace(/\?.*/u, ''))).toEqual([
      `https://us-central1-aiplatform.googleapis.com/v1/${endpointName}:predict`,
    ]);
    expect(fake.batches).toEqual([[{ tags: 'skull skull black_cat' }, { tags: 'a%5Fb_100%25 =1+1' }]]);
  });

  it('has the words that writeCsv writes for training', async () => {
    const { fake, classifier } = startVertex();
    const path = join(await folderOf({}), 'examples.csv');
    const known = profile('B', [{ 'black cat': 0.9, 'a_b 100%': 0.5, ünï: 0.4 }, { 'black cat': 0.7 }]);
    await writeCsv(path, [{ genre: 'g', profile: known }]);
    await classifier.classify([known]);
    expect(await readFile(path, 'utf8')).toBe(`"g","${fake.batches[0]?.[0]?.tags ?? ''}"\n`);
  });

  it('counts tags through the filter, and from minCovers on', async () => {
    const { fake, classifier } = startVertex({
      filter: { id: 'no cats', apply: (tags) => tags.filter(({ name }) => name !== 'black cat') },
    });
    await classifier.classify([doom]);
    const choosy = startVertex({ minCovers: 2 });
    await choosy.classifier.classify([doom]);
    expect([...fake.batches, ...choosy.fake.batches]).toEqual([
      [{ tags: 'skull skull' }],
      [{ tags: 'skull skull' }],
    ]);
  });

  it('is not made for artists without tags', async () => {
    const { fake, classifier } = startVertex();
    const bare = { ...profile('A', []), tags: [{ name: 'faint', weight: 0, covers: 1 }] };
    const [first, second, third] = await classifier.classify([bare, doom, bare]);
    expect(fake.batches).toHaveLength(1);
    expect(fake.batches[0]).toHaveLength(1);
    expect(second?.genre).toBe('doom metal');
    expect(first).toEqual({
      genre: null,
      reason: 'The profile has nothing to judge by.',
      calibrated: false,
      scores: genres.map((genre) => ({ genre, probability: 0.5 })),
    });
    expect(third).toEqual(first);
    await classifier.classify([bare]);
    expect(fake.batches).toHaveLength(1);
  });

  it('takes names of the endpoint as Google gives them', () => {
    for (const endpoint of ['42', endpointName, endpointName.replace('my-project', '123456')])
      expect(new VertexClassifier({ ...options, endpoint }).endpoint).toMatch(
        /^projects\/.*\/endpoints\/42$/u,
      );
  });
});

describe('many profiles', () => {
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, at) => profile('A', [{ [`t${at}`]: 1 }]));
  /** The number in a tag, as a score. */
  const byNumber = ({ tags }: FakeInstance) => ({
    classes: genres,
    scores: [Number(/t(\d+)/u.exec(tags)?.[1]), 1],
  });
  const numbersOf = (predictions: Awaited<ReturnType<VertexClassifier['classify']>>) =>
    predictions.map(({ scores }) => {
      const of = (genre: string) => scores.find((score) => score.genre === genre)?.probability ?? NaN;
      return Math.round(of('doom metal') / of('k-pop'));
    });

  it('go out a hundred at a time, four requests at once, and come back in order', async () => {
    const { fake, classifier } = startVertex({}, { predict: byNumber, delay: 5 });
    const predictions = await classifier.classify(numbered(1050));
    expect(numbersOf(predictions)).toEqual(Array.from({ length: 1050 }, (_, at) => at));
    expect(fake.batches.map(({ length }) => length).sort((a, b) => a - b)).toEqual([
      50,
      ...new Array<number>(10).fill(100),
    ]);
    expect(fake.mostRunning).toBe(4);
  });

  it('fill requests up to the 1.5 MB that the service takes, and no further', async () => {
    const { fake, classifier } = startVertex({}, { predict: byNumber });
    // Two bytes a letter: characters are not what is counted.
    const long = (at: number) => profile('A', [{ [`t${at} ${'ö'.repeat(200_000)}`]: 1 }]);
    const predictions = await classifier.classify(Array.from({ length: 10 }, (_, at) => long(at)));
    expect(numbersOf(predictions)).toEqual(Array.from({ length: 10 }, (_, at) => at));
    expect(fake.batches.map(({ length }) => length).sort()).toEqual([1, 3, 3, 3]);
    for (const size of fake.sizes) expect(size).toBeLessThan(1_500_000);
  });

  it('are refused where one alone is larger, before any is sent', async () => {
    const { fake, classifier } = startVertex();
    const huge = profile('Huge', [{ ['x'.repeat(1_500_000)]: 1 }]);
    await expect(classifier.classify([doom, huge])).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/Huge .* 1\d{6} bytes.*minCovers/su) as string,
    });
    expect(fake.urls).toEqual([]);
  });
});

describe('options', () => {
  const refused = (wrong: Partial<VertexClassifierOptions>) =>
    expect(() => new VertexClassifier({ ...options, ...wrong }));

  it('refuse what cannot be', () => {
    refused({ project: 'my project' }).toThrow(/project must be/u);
    refused({ location: '' }).toThrow(/location must be/u);
    refused({ genres: [] }).toThrow(/genres must name/u);
    refused({ genres: ['a', 'a'] }).toThrow(/genres must name/u);
    refused({ genres: [''] }).toThrow(/genres must name/u);
    refused({ minCovers: 0 }).toThrow(/minCovers/u);
    refused({ endpoint: 'a/b' }).toThrow(/projects\/my-project\/locations\/us-central1\/endpoints/u);
  });

  it('refuse an endpoint of another project or location', () => {
    refused({ endpoint: endpointName.replace('my-project', 'other') }).toThrow(/endpoints\/…, got/u);
    refused({ endpoint: endpointName.replace('us-central1', 'europe-west4') }).toThrow(/endpoints\/…, got/u);
    refused({ endpoint: endpointName.replace('endpoints', 'models') }).toThrow(SpotiTagsError);
  });
});
