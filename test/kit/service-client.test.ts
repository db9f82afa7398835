import { http, HttpResponse } from 'msw';
import { type Album, type Artist, type Catalog, SpotiTags, SpotiTagsError, type Tagger } from 'spotitags';
import { type Answer, ServiceClient, type StandardSchema, checkBatch, sameName } from 'spotitags/kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { fastForward } from '../msw/fast-forward.ts';
import { useServer } from '../msw/use-server.ts';

const { server, requests } = useServer();
// `fastForward` leaves fake timers.
afterEach(() => {
  vi.useRealTimers();
});
const address = 'https://music.example';

/** A host for each test: rate limits and cooldowns are shared by host. */
let hosts = 0;
function setUp(options: { readonly credential?: string; readonly requestsPerSecond?: number } = {}) {
  const baseUrl = `https://music-${(hosts += 1)}.example/v1/`;
  const client = new ServiceClient({
    service: { name: 'Example Music' },
    baseUrl,
    requestsPerSecond: 1000,
    ...(options.credential !== undefined && { headers: { authorization: `Key ${options.credential}` } }),
    ...options,
  });
  return { client, baseUrl: baseUrl.slice(0, -1) };
}

const failure = async (answer: Promise<Answer>) => {
  const error: unknown = await answer.catch((cause: unknown) => cause);
  if (!SpotiTagsError.isInstance(error)) throw new Error('expected a SpotiTagsError', { cause: error });
  return error;
};

describe('ServiceClient', () => {
  it('sends a GET with its parameters and headers, and a POST with JSON', async () => {
    const { client, baseUrl } = setUp({ credential: 's3cret' });
    server.use(
      http.get(`${baseUrl}/search`, () => HttpResponse.json({ found: 1 })),
      http.post(`${baseUrl}/tag`, async ({ request }) => HttpResponse.json(await request.json())),
    );
    const found = await client.get('/search', { query: { term: 'Sleep & Om', limit: 2, page: undefined } });
    expect(found.json).toEqual({ found: 1 });
    expect(requests[0]?.url).toBe(`${baseUrl}/search?term=Sleep+%26+Om&limit=2`);
    expect(requests[0]?.headers.get('authorization')).toBe('Key s3cret');
    expect((await client.post('/tag', { json: { urls: ['a'] }, images: 1 })).json).toEqual({ urls: ['a'] });
  });

  it.each([
    [400, 'invalid-input', false],
    [401, 'unauthorized', false],
    [403, 'unauthorized', false],
    [404, 'service', false],
    [422, 'invalid-input', false],
    [418, 'service', false],
  ] as const)('throws a refusal by its status: %i is %s', async (status, code, retryable) => {
    const { client, baseUrl } = setUp({ credential: 's3cret' });
    const body = { message: 'No: s3cret' };
    server.use(http.get(`${baseUrl}/search`, () => HttpResponse.json(body, { status })));
    const error = await failure(client.get('/search'));
    expect(error).toMatchObject({ code, retryable });
    expect(error.message).toMatch(/^Example Music answered \d+ to GET .*redacted/u);
    expect(error.message).not.toContain('s3cret');
  });

  it('hands over the statuses that the caller accepts', async () => {
    const { client, baseUrl } = setUp();
    server.use(http.get(`${baseUrl}/artist`, () => new HttpResponse(null, { status: 404 })));
    expect((await client.get('/artist', { accept: [404] })).status).toBe(404);
  });

  it('sends a request again if the service is not well, and counts each time', async () => {
    const { client, baseUrl } = setUp();
    let asked = 0;
    server.use(
      http.get(`${baseUrl}/search`, () => HttpResponse.json({}, { status: (asked += 1) < 3 ? 503 : 200 })),
    );
    const count = vi.fn();
    await fastForward(() => client.get('/search', { counter: { count } }));
    expect(asked).toBe(3);
    expect(count).toHaveBeenCalledTimes(3);
  });

  it('does not send a POST again that is not repeatable', async () => {
    const { client, baseUrl } = setUp();
    let asked = 0;
    server.use(
      http.post(`${baseUrl}/tag`, () => {
        asked += 1;
        return HttpResponse.json({}, { status: 503 });
      }),
    );
    expect(await failure(client.post('/tag', { json: {}, images: 1 }))).toMatchObject({
      code: 'service',
      retryable: true,
    });
    expect(asked).toBe(1);
  });

  it('remembers a pause that the service asks for', async () => {
    const { client, baseUrl } = setUp();
    let asked = 0;
    server.use(
      http.get(`${baseUrl}/search`, () => {
        asked += 1;
        return HttpResponse.json({}, { status: 429, headers: { 'retry-after': '7200' } });
      }),
    );
    expect(await failure(client.get('/search'))).toMatchObject({ code: 'rate-limited' });
    expect(await failure(client.get('/search'))).toMatchObject({ code: 'rate-limited' });
    expect(asked).toBe(1);
  });

  it('reads an answer by any Standard Schema, and says where it differs', async () => {
    const { client, baseUrl } = setUp();
    server.use(http.get(`${baseUrl}/search`, () => HttpResponse.json({ artists: [{ name: 1 }] })));
    const schema: StandardSchema<string> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => ({ issues: [{ message: 'Expected a text', path: ['artists', { key: 0 }, 'name'] }] }),
      },
    };
    const answer = await client.get('/search');
    expect(() => answer.read(schema)).toThrow(
      /not what was expected at artists\.0\.name: Expected a text\.$/u,
    );
  });

  it('refuses a base URL that is not one', () => {
    const make = () => new ServiceClient({ service: { name: 'x' }, baseUrl: 'music', requestsPerSecond: 1 });
    expect(make).toThrow(/^baseUrl must be an http or https URL without a user name, got "music"\.$/u);
  });
});

describe('a budget', () => {
  it('holds for a catalog of the user that is built on the client', async () => {
    const { client, baseUrl } = setUp();
    server.use(http.get(`${baseUrl}/search`, () => HttpResponse.json({})));
    class RestCatalog implements Catalog {
      readonly id = 'rest';
      async findArtist(query: string, options = {}) {
        await client.get('/search', { query: { term: query }, ...options });
        return { artist: { catalog: this.id, id: query, name: query }, alternatives: [] };
      }
      async *albums({ id }: Artist): AsyncGenerator<Album, void> {
        yield await Promise.resolve({ id, title: id, cover: { url: `${address}/${id}.jpg`, album: id } });
      }
    }
    const spotiTags = new SpotiTags({
      catalog: new RestCatalog(),
      tagger: new FakeTagger(),
      budget: { catalogRequests: 2 },
    });
    await spotiTags.tagArtist('A');
    await spotiTags.tagArtist('B');
    await expect(spotiTags.tagArtist('C')).rejects.toMatchObject({ code: 'over-budget' });
    expect(requests.filter(({ url }) => url.startsWith(baseUrl))).toHaveLength(2);
  });

  it('holds for a tagger of the user that says how many images a request carries', async () => {
    const { client, baseUrl } = setUp();
    let asked = 0;
    server.use(
      http.post(`${baseUrl}/tag`, () => HttpResponse.json({}, { status: (asked += 1) < 2 ? 503 : 200 })),
    );
    const tagger: Tagger = {
      id: 'rest@1',
      maxBatchSize: 4,
      async tag(covers, options) {
        checkBatch('The REST tagger', covers, 4);
        await client.post('/tag', { json: {}, repeatable: true, images: covers.length, ...options });
        return covers.map(() => ({ tags: [{ name: 'x', confidence: 1 }] }));
      },
    };
    const spotiTags = new SpotiTags({
      catalog: new FakeCatalog({}),
      tagger,
      budget: { taggerImages: 3 },
    });
    const covers = ['a', 'b'].map((name) => ({ url: `${address}/${name}.jpg` }));
    const tagging = fastForward(() => spotiTags.tagCovers(covers).catch((error: unknown) => error));
    expect(await tagging).toMatchObject({ code: 'over-budget' });
    expect(asked).toBe(1);
  });
});

it('compares names as all catalogs do', () => {
  expect(sameName('Motörhead', 'MOTORHEAD')).toBe(true);
});
