import { randomUUID } from 'node:crypto';
import { SpotiTagsError } from 'spotitags';
import { expect, vi } from 'vitest';
import { Transport, type HttpRequest, type TransportLimits } from '../../src/http/transport.ts';

/** When the faked clock of a test begins. */
export const now = Date.UTC(2026, 0, 1);

export type Reply = () => Response | Promise<Response>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Reply => {
  return () => new Response(JSON.stringify(body), { status, headers });
};
export const failing: Reply = () =>
  Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNRESET') }));

/** A transport that gets the replies one after the other, the last one again and again. */
export function setUp(replies: Reply[], limits: TransportLimits = {}) {
  const times: number[] = [];
  const inits: RequestInit[] = [];
  const urls: string[] = [];
  const fetch = (url: unknown, init: RequestInit = {}) => {
    urls.push(String(url));
    times.push(Date.now() - now);
    inits.push(init);
    const reply = replies[Math.min(times.length, replies.length) - 1];
    return Promise.resolve(reply?.() ?? Response.error());
  };
  const transport = new Transport({ fetch }, { random: () => 1, ...limits });
  const request: HttpRequest = {
    service: { name: 'Fake' },
    method: 'GET',
    url: new URL('https://fake.test/things?q=private'),
    headers: { authorization: 'Key s3cret' },
    rateLimit: { key: randomUUID(), perSecond: 1000 },
    bucket: 'things',
    secrets: ['s3cret'],
  };
  return { transport, request, times, urls, inits };
}

/** Lets the clock run until the promise settles. */
export async function settled<T>(promise: Promise<T>): Promise<T | SpotiTagsError> {
  const caught = promise.catch((error: unknown) => {
    if (SpotiTagsError.isInstance(error)) return error;
    throw error;
  });
  await vi.runAllTimersAsync();
  return caught;
}

export async function failure(promise: Promise<unknown>): Promise<SpotiTagsError> {
  const error = await settled(promise);
  expect(error).toBeInstanceOf(SpotiTagsError);
  return error as SpotiTagsError;
}
