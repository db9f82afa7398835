import { randomUUID } from 'node:crypto';
import { getResponse } from 'msw';
import { SpotiTagsError } from 'spotitags';
import { ClarifaiSdkTagger, type ClarifaiSdkTaggerOptions } from 'spotitags/clarifai/sdk';
import { afterAll, afterEach, beforeEach, expect, vi } from 'vitest';
import { FakeClarifai, type FakeClarifaiOptions } from '../../src/testing/msw/clarifai.ts';
import { images, imageUrl, output, reply } from '../msw/use-clarifai.ts';
import { FakeClarifaiGrpc, type Asked, type GrpcReply } from './fake-clarifai-grpc.ts';

/** The service for the tests of a file, which may write nothing to the console. */
export async function useClarifaiGrpc() {
  const fake = new FakeClarifaiGrpc();
  const apiUrl = await fake.listen();
  const taggers: ClarifaiSdkTagger[] = [];
  const written: unknown[] = [];

  beforeEach(() => {
    fake.asked.length = 0;
    fake.cancelled = 0;
    const write = (...words: unknown[]) => written.push(words) > 0;
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, method).mockImplementation(write);
    vi.spyOn(process.stdout, 'write').mockImplementation(write);
    vi.spyOn(process.stderr, 'write').mockImplementation(write);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(taggers.splice(0).map((tagger) => tagger.close()));
    // Whatever happened, nothing was written anywhere.
    expect(written.splice(0)).toEqual([]);
  });
  afterAll(() => fake.close());

  /**
   * A tagger with an account of its own; the service answers as the REST API's fake does. A back-off is a random part of
   * seconds: `luck` of them.
   */
  const start = (
    options: Partial<ClarifaiSdkTaggerOptions> = {},
    rest: FakeClarifaiOptions = {},
    luck = 0,
  ) => {
    const pat = `pat-${randomUUID()}`;
    const { handlers } = new FakeClarifai({ pat, images, ...rest });
    fake.answer = async ({ url, authorization, inputs, config }) => {
      const body = JSON.stringify({ inputs, model: { output_info: { output_config: config } } });
      const request = new Request(url, { method: 'POST', headers: { authorization }, body });
      return (await getResponse(handlers, request)) ?? { code: 'NOT_FOUND' };
    };
    // Replaced for this moment alone: the test runner draws lots too.
    const { random } = Math;
    Math.random = () => luck;
    const tagger = new ClarifaiSdkTagger({ pat, apiUrl, ...options });
    Math.random = random;
    taggers.push(tagger);
    return { tagger, pat, handlers };
  };

  /** A tagger, and a service that answers its requests one after the other so, and then always as the last time. */
  const answered = (...replies: readonly (GrpcReply | ((asked: Asked) => GrpcReply))[]) => {
    const started = start();
    fake.answer = (asked) => {
      const next = replies[Math.min(fake.asked.length, replies.length) - 1] ?? 'silence';
      if (next instanceof Response) return next.clone();
      return typeof next === 'function' ? next(asked) : next;
    };
    return started;
  };

  return { fake, apiUrl, written, start, answered };
}

/** An answer that has a tag for every input. */
export const well = ({ inputs }: Asked) => reply(inputs.map((input) => output(input)));
export const tagsOf = (name: string) => [{ name: `tag of ${imageUrl(name)}`, confidence: 1 }];

export async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!SpotiTagsError.isInstance(error)) throw new Error(`expected a SpotiTagsError, got ${String(error)}`);
  return error;
}
