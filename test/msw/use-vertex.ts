import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { http } from 'msw';
import {
  GeminiClassifier,
  type GeminiClassifierOptions,
  VertexClassifier,
  type VertexClassifierOptions,
} from 'spotitags/google';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { keepAll } from '../examples.ts';
import { useServer } from './use-server.ts';
import {
  FakeVertex,
  type FakeVertexOptions,
  credentials,
  place,
  vertexUrl,
} from '../../src/testing/msw/vertex.ts';

export const genres = ['doom metal', 'k-pop'] as const;
const common = { ...place, genres, filter: keepAll };

/** A fake Vertex AI for the tests of a file. */
export function useVertex() {
  const { server } = useServer();
  const files = { folder: '' };
  const classifiers: (VertexClassifier | GeminiClassifier)[] = [];
  const keep = <C extends VertexClassifier | GeminiClassifier>(classifier: C): C => {
    classifiers.push(classifier);
    return classifier;
  };

  beforeAll(async () => {
    // Before any clock is faked: it takes a second.
    await import('@google-cloud/aiplatform');
    files.folder = await mkdtemp(join(tmpdir(), 'spotitags-vertex-'));
  });
  beforeEach(() => logIn());
  afterEach(async () => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    await Promise.all(classifiers.splice(0).map((classifier) => classifier.close()));
  });
  afterAll(async () => {
    await rm(files.folder, { recursive: true });
  });

  /** Puts credentials where the SDK looks for them. */
  const logIn = async (user: object = credentials) => {
    const path = join(files.folder, 'credentials.json');
    await writeFile(path, JSON.stringify(user));
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', path);
  };

  const fakeOf = (options: FakeVertexOptions) => {
    const fake = new FakeVertex(options);
    server.use(...fake.handlers);
    return fake;
  };

  const startVertex = (
    options: Partial<VertexClassifierOptions> = {},
    fakeOptions: FakeVertexOptions = {},
  ) => ({
    fake: fakeOf({ predict: () => ({ classes: genres, scores: [0.8, 0.2] }), ...fakeOptions }),
    classifier: keep(new VertexClassifier({ ...common, endpoint: '42', tagger: 'fake@1', ...options })),
  });

  const startGemini = (
    options: Partial<GeminiClassifierOptions> = {},
    fakeOptions: FakeVertexOptions = {},
  ) => ({
    fake: fakeOf({ generate: () => scores(0.8, 0.2), ...fakeOptions }),
    classifier: keep(new GeminiClassifier({ ...common, ...options })),
  });

  /** Makes Vertex AI answer what the test says, `times` times, before it goes on as it was; counts these answers. */
  const interrupt = (reply: () => Response | Promise<Response>, times = Infinity) => {
    const seen = { requests: 0 };
    server.use(
      http.post(vertexUrl, () => {
        if (seen.requests === times) return undefined;
        seen.requests += 1;
        return reply();
      }),
    );
    return seen;
  };

  return { logIn, startVertex, startGemini, interrupt };
}

/** What Gemini should answer: a probability for each genre. */
export function scores(doom: number, pop: number): string {
  return JSON.stringify({
    scores: [
      { genre: 'doom metal', probability: doom },
      { genre: 'k-pop', probability: pop },
    ],
  });
}
