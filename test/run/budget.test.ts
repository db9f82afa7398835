import { type Cover, memoryStore, SpotiTags, SpotiTagsError, type GenreResult } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { fastForward } from '../msw/fast-forward.ts';
import { images, imageUrl, output, reply, useClarifai } from '../msw/use-clarifai.ts';
import { statusOf } from '../../src/testing/msw/clarifai.ts';

const { start, answer } = useClarifai();

async function collect(results: AsyncIterable<GenreResult>): Promise<GenreResult[]> {
  const all: GenreResult[] = [];
  for await (const result of results) all.push(result);
  return all;
}
const artists = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`A${at}`, 3]));
const isOverBudget = (error: unknown) => SpotiTagsError.isInstance(error, 'over-budget');

describe('a budget', () => {
  it.each([0, 1, 7, 12, 59])(
    'of %i images is never exceeded, however much goes on at once',
    async (taggerImages) => {
      const tagger = new FakeTagger();
      const spotiTags = new SpotiTags({
        catalog: new FakeCatalog(artists),
        tagger,
        budget: { taggerImages },
      });
      const results = await collect(spotiTags.tagGenres({ a: Object.keys(artists) }));
      expect(tagger.images).toBe(taggerImages);
      const failures = results.filter((result) => result.status === 'failed');
      expect(failures.length).toBeGreaterThanOrEqual((60 - taggerImages) / 3);
      expect(failures.every(({ error }) => isOverBudget(error))).toBe(true);
    },
  );

  it('pays for nothing that the store has', async () => {
    const store = memoryStore();
    const catalog = new FakeCatalog(artists);
    await collect(new SpotiTags({ catalog, tagger: new FakeTagger(), store }).tagGenres({ a: ['A1', 'A2'] }));
    const broke = new SpotiTags({ catalog, tagger: new FakeTagger(), store, budget: { taggerImages: 0 } });
    const results = await collect(broke.tagGenres({ a: ['A1', 'A3', 'A2'] }));
    expect(results.map(({ status }) => status)).toEqual(['tagged', 'failed', 'tagged']);
  });

  it('counts requests of the catalog, and those it repeats', async () => {
    const catalog = new FakeCatalog(artists);
    const asked = catalog.findArtist.bind(catalog);
    let sent = 0;
    // As service clients do: the counter is told before each request.
    catalog.findArtist = async (query, options) => {
      for (let attempt = 0; attempt < 2; attempt++) {
        await Promise.resolve();
        await options?.counter?.count(0);
        sent += 1;
      }
      return asked(query, options);
    };
    const spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger(), budget: { catalogRequests: 5 } });
    const results = await collect(spotiTags.tagGenres({ a: ['A1', 'A2', 'A3'] }));
    expect(sent).toBe(5);
    expect(results.map(({ status }) => status)).toEqual(['tagged', 'tagged', 'failed']);
    await expect(spotiTags.tagArtist('A4')).rejects.toSatisfy(isOverBudget);
  });

  it('counts images that Clarifai is sent again', async () => {
    const covers: readonly Cover[] = [...images.keys()].map((url) => ({ url }));
    const { tagger } = start();
    let sent = 0;
    // Every image is to be tried again and again.
    answer((inputs) => {
      sent += inputs.length;
      return reply(
        inputs.map((input) => ({ ...output(input), status: statusOf(10030) })),
        10020,
        400,
      );
    });
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({}), tagger, budget: { taggerImages: 9 } });
    const results = await fastForward(() => spotiTags.tagCovers(covers).catch((error: unknown) => error));
    expect(sent).toBe(8);
    expect(isOverBudget(results)).toBe(true);
  });

  it('gives back what a tagger did not send', async () => {
    const { tagger, fake } = start();
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({}), tagger, budget: { taggerImages: 3 } });
    await spotiTags.tagCovers([{ url: 'ftp://not-sent' }, { url: imageUrl('a') }]);
    await spotiTags.tagCovers([{ url: imageUrl('b') }, { url: imageUrl('c') }]);
    expect(fake.batches.flat()).toHaveLength(3);
    await expect(spotiTags.tagCovers([{ url: imageUrl('d') }])).rejects.toSatisfy(isOverBudget);
  });

  it('is a whole number', () => {
    const stations = { catalog: new FakeCatalog({}), tagger: new FakeTagger() };
    expect(() => new SpotiTags({ ...stations, budget: { taggerImages: -1 } })).toThrow(/budget.taggerImages/);
  });
});
