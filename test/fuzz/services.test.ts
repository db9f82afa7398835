import fc from '../fast-check.ts';
import {
  type Artist,
  ClarifaiTagger,
  memoryStore,
  SpotifyCatalog,
  SpotiTags,
  type TagStore,
  takeAlbums,
} from 'spotitags';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPrediction } from '../../src/classifier/google/vertex/answers.ts';
import { readAnswer } from '../../src/classifier/google/gemini/answer.ts';
import { journalCatalog } from '../../src/collection/journal.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { speedUp } from '../faults/fast-clock.ts';
import { conceptsOf } from '../faults/world.ts';
import { jsonText, listOf, worksOrSays } from './mutations.ts';

let slowDown: () => void;
beforeAll(() => (slowDown = speedUp(10_000)));
afterAll(() => {
  slowDown();
});

const status = fc.constantFrom(200, 200, 200, 200, 201, 204, 400, 401, 403, 404, 418, 429, 500, 503);

function respond(code: number, text: string): Response {
  return new Response(code === 204 ? null : text, { status: code });
}

describe("Spotify's answers", () => {
  const id = '0id0000000000000000001';
  const artist = { id, name: 'Sleep', external_urls: { spotify: `https://open.spotify.com/artist/${id}` } };
  const album = {
    id: `${id}a`,
    name: 'Dopesmoker',
    release_date: '2003-04-22',
    images: [{ url: 'https://i.scdn.co/image/1', width: 640, height: 640 }],
  };
  const page = { href: '', items: [album, { ...album, id: '2', images: [] }], limit: 10, next: null };
  const next = 'https://api.spotify.com/v1/next?offset=10';
  const track = { type: 'track', is_local: false, artists: [artist, artist] };
  const answers = jsonText(
    ...[{ artists: { items: [artist, artist] } }, artist, page, { ...page, next }],
    ...[{ items: [{ item: track }, { track }, null], next: null }, { error: { status: 404, message: 'No' } }],
  );
  const token = jsonText({ access_token: 'token', token_type: 'Bearer', expires_in: 3600 });

  it('work or fail with our errors, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(status, answers), { minLength: 1, maxLength: 4 }),
        fc.option(token),
        async (bodies, issued) => {
          let asked = 0;
          const catalog = new SpotifyCatalog({
            clientId: `id-${Math.random()}`,
            clientSecret: 'secret',
            requestsPerSecond: 1e6,
            fetch: (input) => {
              const { hostname } = new URL(input instanceof Request ? input.url : input);
              if (hostname === 'accounts.spotify.com') {
                return Promise.resolve(respond(200, issued ?? '{"access_token":"token"}'));
              }
              const [code, text] = bodies[asked % bodies.length] ?? [200, ''];
              asked += 1;
              // A client that is redirected again and again gets an end some time.
              return Promise.resolve(respond(code, asked > 50 ? '{}' : text));
            },
          });
          const found = await worksOrSays(() => catalog.findArtist('Sleep'));
          if (found) expect([typeof found.artist.id, typeof found.artist.name]).toEqual(['string', 'string']);
          await worksOrSays(() => catalog.findArtist(id));
          const known: Artist = { catalog: 'spotify', id, name: 'Sleep' };
          const albums = (await worksOrSays(() => takeAlbums(catalog, known, 3))) ?? [];
          const covers = new Set(albums.flatMap(({ cover }) => cover?.url ?? []));
          expect(covers.size).toBeLessThanOrEqual(3);
          await worksOrSays(() => listOf(catalog.artistsOf(id)));
          await catalog.close();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("Clarifai's answers", () => {
  const urls = ['a', 'b', 'c'].map((name) => `https://covers.test/${name}.jpg`);
  const output = (at: number, code = 10000) => ({
    id: 'x',
    status: { code, description: 'Ok', details: null },
    input: { id: `cover-${at}`, data: { image: { url: urls[at] } } },
    data: { concepts: conceptsOf(urls[at] ?? '').map((concept) => ({ id: 'ai_1', ...concept })) },
  });
  const answer = (code: number, ...outputs: readonly unknown[]) => ({
    status: { code, description: 'Ok' },
    outputs,
  });
  const answers = jsonText(
    ...[
      answer(10000, output(0), output(1), output(2)),
      answer(10010, output(0), output(1, 30002), output(2)),
    ],
    ...[answer(10010, output(0, 10030), output(1)), answer(30104), answer(11005), answer(11009)],
  );

  it('work or fail with our errors, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(status, answers), { minLength: 1, maxLength: 4 }),
        async (bodies) => {
          let asked = 0;
          const tagger = new ClarifaiTagger({
            pat: `pat-${Math.random()}`,
            fetch: () => Promise.resolve(respond(...(bodies[asked++ % bodies.length] ?? [200, '']))),
          });
          const results = await worksOrSays(() => tagger.tag(urls.map((url) => ({ url }))));
          if (results) expect(results).toHaveLength(3);
          for (const { tags, error } of results ?? []) {
            if (error) await worksOrSays(() => Promise.reject(error));
            for (const { name, confidence } of tags ?? []) {
              expect(name).not.toBe('');
              expect(confidence >= 0 && confidence <= 1).toBe(true);
            }
          }
          await tagger.close();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what others wrote into the store', () => {
  const kept = jsonText(
    ...[[{ name: 'fog', confidence: 0.5 }], { add: ['fog'], remove: ['sun'] }, 1e15],
    { artist: { catalog: 'fake', id: 'a', name: 'A' }, alternatives: [] },
    [{ id: '1', title: 'T', year: 1971, cover: { url: 'https://covers.test/1.jpg', album: '1' } }],
  );

  it('works, fails with our error, or counts as nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(kept, { minLength: 1, maxLength: 5 }), async (values) => {
        let asked = 0;
        const store: TagStore = {
          ...memoryStore(),
          get: () => Promise.resolve(JSON.parse(values[asked++ % values.length] ?? 'null')),
        };
        const catalog = journalCatalog(new FakeCatalog({ A: 3 }), store, 'run:');
        await using spotiTags = new SpotiTags({ catalog, tagger: new FakeTagger(4, 0), store });
        await worksOrSays(() => spotiTags.tagArtist('A'));
        await worksOrSays(() => spotiTags.feedback({ url: 'https://covers.test/1.jpg' }, { add: ['fog'] }));
      }),
      { numRuns: 150 },
    );
  });
});

describe("Vertex AI's answers", () => {
  const genres = ['doom', 'k-pop'];
  const scores = [
    { genre: 'doom', probability: 0.75 },
    { genre: 'k-pop', probability: 0.25 },
  ];
  const deployed = jsonText(
    { classes: genres, scores: [0.75, 0.25] },
    { predicted_genre: ['doom'], genre_values: [genres], genre_probs: [[0.75, 0.25]] },
    { predicted_genre_probs: [{ label: 'doom', prob: 1 }] },
  );
  const written = fc.oneof(jsonText({ scores }), fc.string());

  it('work or fail with our errors, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(deployed, written, async (text, words) => {
        const told = [
          await worksOrSays(() => readPrediction(JSON.parse(text), genres, 'endpoint')),
          await worksOrSays(() =>
            readAnswer(
              { candidates: [{ finishReason: 'STOP', content: { parts: [{ text: words }] } }] },
              genres,
              'model',
            ),
          ),
        ];
        for (const prediction of told) {
          if (!prediction) continue;
          const sum = prediction.scores.reduce((total, { probability }) => total + probability, 0);
          expect(sum).toBeCloseTo(1);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
