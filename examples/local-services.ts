import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpHandler } from 'msw';
import { setupServer } from 'msw/node';
import { FakeClarifai, type FakePrompt, FakeSpotify, FakeVertex } from 'spotitags/testing/msw';

const motifs = { doom: ['skull', 'fog', 'forest'], pop: ['smile', 'pastel', 'balloon'] };
const artists = [
  { name: 'Electric Wizard', motifs: motifs.doom },
  { name: 'Twice', motifs: motifs.pop },
];
const genres = ['doom metal', 'k-pop'];

/**
 * Spotify, Clarifai and Vertex AI on this machine, for examples without keys: two artists, and a model that knows the
 * motifs of two genres. Stands in for the network of the process until `close`, with other services if they are given. It
 * needs `npm install msw`.
 */
export function localServices(others: readonly HttpHandler[] = []) {
  const known = artists.map(({ name, motifs: seen }, n) => ({
    id: `0local${String(n).padStart(16, '0')}`,
    name,
    albums: seen.map((motif, album) => ({
      id: `0album${n}${String(album).padStart(15, '0')}`,
      name: `${name} ${album + 1}`,
      release_date: `${2000 + album}`,
      images: [{ url: `https://i.scdn.co/image/${n}-${motif}`, width: 640, height: 640 }],
    })),
  }));
  const images = new Map(
    known.flatMap(({ albums }) =>
      albums.map(({ images: [image] }) => {
        const url = image?.url ?? '';
        return [
          url,
          [
            { name: url.slice(url.lastIndexOf('-') + 1), value: 0.95 },
            { name: 'art', value: 0.99 },
          ],
        ] as const;
      }),
    ),
  );
  const clouds = new FakeVertex({
    predict: ({ tags }) => ({
      classes: genres,
      scores: motifs.doom.some((tag) => tags.includes(tag)) ? [0.9, 0.1] : [0.2, 0.8],
    }),
    generate: (prompt: FakePrompt) => {
      const isDoom = motifs.doom.some((tag) => JSON.stringify(prompt.contents).includes(tag));
      const probabilities = isDoom ? [0.85, 0.15] : [0.25, 0.75];
      return JSON.stringify({
        scores: genres.map((genre, at) => ({ genre, probability: probabilities[at] })),
      });
    },
  });
  const server = setupServer(
    ...others,
    ...new FakeSpotify({ artists: known }).handlers,
    ...new FakeClarifai({ images }).handlers,
    ...clouds.handlers,
  );
  server.listen({ onUnhandledRequest: 'error' });
  const path = join(mkdtempSync(join(tmpdir(), 'spotitags-')), 'credentials.json');
  writeFileSync(path, JSON.stringify(clouds.credentials));
  const before = process.env['GOOGLE_APPLICATION_CREDENTIALS'];
  process.env['GOOGLE_APPLICATION_CREDENTIALS'] = path;
  return {
    env: {
      SPOTIFY_CLIENT_ID: 'id',
      SPOTIFY_CLIENT_SECRET: 'secret',
      CLARIFAI_PAT: 'pat',
      GOOGLE_CLOUD_PROJECT: 'my-project',
      GOOGLE_CLOUD_LOCATION: 'us-central1',
      VERTEX_ENDPOINT: '42',
    },
    close: () => {
      server.close();
      if (before === undefined) delete process.env['GOOGLE_APPLICATION_CREDENTIALS'];
      else process.env['GOOGLE_APPLICATION_CREDENTIALS'] = before;
    },
  };
}
