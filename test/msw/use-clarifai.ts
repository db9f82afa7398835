import { randomUUID } from 'node:crypto';
import { http, HttpResponse } from 'msw';
import type { Cover } from 'spotitags';
import { afterEach, beforeAll, vi } from 'vitest';
import { ClarifaiTagger } from '../../src/tagger/clarifai/clarifai-tagger.ts';
import type { ClarifaiTaggerOptions } from '../../src/tagger/clarifai/options.ts';
import {
  FakeClarifai,
  statusOf,
  type FakeClarifaiOptions,
  type FakeInput,
} from '../../src/testing/msw/clarifai.ts';
import { useServer } from './use-server.ts';

export const imageUrl = (name: string) => `https://i.scdn.co/image/${name}`;

/** What the fake's model sees on four covers. */
export const images = new Map(
  ['a', 'b', 'c', 'd'].map((name, n) => [
    imageUrl(name),
    [
      { name: 'album', value: 0.9 - n / 10 },
      { name: `only ${name}`, value: 0.6 },
      { name: 'faint', value: 0.4 },
    ],
  ]),
);
const cover = (name: string): Cover => ({ url: imageUrl(name) });
export const covers = [cover('a'), cover('b'), cover('c'), cover('d')] as const;

/** A fake Clarifai for the tests of a file. */
export function useClarifai() {
  const { server } = useServer();
  const taggers: ClarifaiTagger[] = [];

  beforeAll(async () => {
    // Before any clock is faked: its first import takes longer than a faked minute.
    await import('undici');
  });
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(taggers.splice(0).map((tagger) => tagger.close()));
  });

  /** A tagger with an account of its own, and its fake. */
  const start = (options: Partial<ClarifaiTaggerOptions> = {}, fakeOptions: FakeClarifaiOptions = {}) => {
    const pat = `pat-${randomUUID()}`;
    const fake = new FakeClarifai({ pat, images, ...fakeOptions });
    server.use(...fake.handlers);
    const tagger = new ClarifaiTagger({ pat, ...options });
    taggers.push(tagger);
    return { fake, tagger, pat };
  };

  /** Makes Clarifai answer what the test says; returns the inputs it is sent, request by request. */
  const answer = (reply: (inputs: FakeInput[]) => Response) => {
    const batches: FakeInput[][] = [];
    const path =
      'https://api.clarifai.com/v2/users/clarifai/apps/main/models/:model/versions/:version/outputs';
    server.use(
      http.post(path, async ({ request }) => {
        const { inputs } = (await request.json()) as { inputs: FakeInput[] };
        batches.push(inputs);
        return reply(inputs);
      }),
    );
    return batches;
  };

  return { server, start, answer };
}

/** An answer with these outputs. */
export function reply(outputs: readonly unknown[], code = 10000, status = 200): Response {
  return HttpResponse.json({ status: statusOf(code), outputs }, { status });
}

/** An output for an input: one tag, named after its URL, or a failure. */
export function output(input: FakeInput, code = 10000) {
  return {
    status: statusOf(code),
    input: { id: input.id },
    data: { concepts: code === 10000 ? [{ name: `tag of ${input.data.image.url ?? ''}`, value: 1 }] : [] },
  };
}
