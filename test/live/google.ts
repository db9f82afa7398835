import type { ArtistProfile, Classifier } from 'spotitags';
import { GeminiClassifier, VertexClassifier } from 'spotitags/google';
import { FakeVertex } from 'spotitags/testing/msw';
import type { LiveCall, LiveService } from './service.ts';

const tags = [
  { name: 'skull', weight: 3, covers: 4 },
  { name: 'dark', weight: 2, covers: 5 },
];
const profileOf = (tagger: string): ArtistProfile => ({
  artist: { catalog: 'none', id: '1', name: 'An artist' },
  tagger,
  albums: [],
  tags,
});

async function checkClassifier(classifier: Classifier, tagger: string, { check }: LiveCall): Promise<void> {
  const [prediction] = await classifier.classify([profileOf(tagger)]);
  check(
    'predicts one of the genres, with probabilities from 0 to 1',
    prediction !== undefined &&
      classifier.genres.includes(prediction.genre ?? '') &&
      prediction.scores.every(({ probability }) => probability >= 0 && probability <= 1),
  );
}

const genresOf = (env: LiveCall['env']) => (env['VERTEX_GENRES'] ?? '').split(',').map((name) => name.trim());
const place = { GOOGLE_CLOUD_PROJECT: 'my-project', GOOGLE_CLOUD_LOCATION: 'us-central1' };

const vertex: LiveService = {
  name: 'Vertex AI',
  needs: [...Object.keys(place), 'VERTEX_ENDPOINT', 'VERTEX_GENRES', 'VERTEX_TAGGER'],
  requests: 10,
  images: 0,
  costs: 'One prediction. The endpoint itself costs money as long as it is deployed.',
  standIn: () => {
    const fake = new FakeVertex({
      predict: () => ({ classes: ['doom metal', 'k-pop'], scores: [0.9, 0.1] }),
    });
    return {
      handlers: fake.handlers,
      env: {
        ...place,
        ...{ VERTEX_ENDPOINT: fake.endpoint, VERTEX_GENRES: 'doom metal,k-pop', VERTEX_TAGGER: 'palette@2' },
      },
      options: { clientOptions: { credentials: fake.credentials } },
    };
  },
  async run(call) {
    const { env, options } = call;
    const tagger = env['VERTEX_TAGGER'] ?? '';
    const classifier = new VertexClassifier({
      project: env['GOOGLE_CLOUD_PROJECT'] ?? '',
      location: env['GOOGLE_CLOUD_LOCATION'] ?? '',
      endpoint: env['VERTEX_ENDPOINT'] ?? '',
      genres: genresOf(env),
      tagger,
      ...options,
    });
    try {
      await checkClassifier(classifier, tagger, call);
    } finally {
      await classifier.close();
    }
  },
};

const scores = JSON.stringify({
  scores: [
    { genre: 'doom metal', probability: 0.8 },
    { genre: 'k-pop', probability: 0.2 },
  ],
});

const gemini: LiveService = {
  name: 'Gemini',
  needs: Object.keys(place),
  requests: 10,
  images: 0,
  costs: 'One prompt of a few hundred tokens.',
  standIn: () => {
    const fake = new FakeVertex({ generate: () => scores });
    return {
      handlers: fake.handlers,
      env: place,
      options: { clientOptions: { credentials: fake.credentials } },
    };
  },
  async run(call) {
    const { env, options } = call;
    const classifier = new GeminiClassifier({
      project: env['GOOGLE_CLOUD_PROJECT'] ?? '',
      location: env['GOOGLE_CLOUD_LOCATION'] ?? '',
      genres: ['doom metal', 'k-pop'],
      ...options,
    });
    try {
      await checkClassifier(classifier, 'palette@2', call);
    } finally {
      await classifier.close();
    }
  },
};

export const google: readonly LiveService[] = [vertex, gemini];
