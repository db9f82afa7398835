import { SpotiTagsError } from 'spotitags';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpRequest } from '../../src/http/transport.ts';
import { failure, json, now, type Reply, settled, setUp } from './replies.ts';

beforeEach(() => {
  vi.useFakeTimers({ now });
});
afterEach(() => {
  vi.useRealTimers();
});

const to = (location: string, status = 302): Reply => {
  return () => new Response(null, { status, headers: { location } });
};
const counted = () => {
  const items: number[] = [];
  return { items, counter: { count: (number: number) => void items.push(number) } };
};

describe('a redirect', () => {
  it('is followed, and counts as a request', async () => {
    const replies = [to('/a'), to('https://other.test/b', 307), json({ found: 1 })];
    const { transport, request, urls } = setUp(replies);
    const { items, counter } = counted();
    expect(await settled(transport.send({ ...request, counter }))).toMatchObject({ json: { found: 1 } });
    expect(urls).toEqual([
      'https://fake.test/things?q=private',
      'https://fake.test/a',
      'https://other.test/b',
    ]);
    expect(items).toEqual([0, 0, 0]);
  });

  it('is not followed if the budget is used up', async () => {
    const { transport, request, urls } = setUp([to('/a'), json({})]);
    let left = 1;
    const counter = {
      count: () => {
        left -= 1;
        if (left < 0) throw new SpotiTagsError('over-budget', 'used up');
      },
    };
    expect((await failure(transport.send({ ...request, counter }))).message).toContain('used up');
    expect(urls).toHaveLength(1);
  });

  it('takes no secret to another origin, in whichever header', async () => {
    const { transport, request, inits } = setUp([to('/a'), to('https://other.test/b'), json({})]);
    const headers = { authorization: 'Key s3cret', 'x-api-key': 's3cret', accept: 'application/json' };
    await settled(transport.send({ ...request, headers }));
    expect(inits.map((init) => init.headers)).toEqual([headers, headers, { accept: 'application/json' }]);
  });

  it.each([
    [301, 'GET', undefined],
    [302, 'GET', undefined],
    [303, 'GET', undefined],
    [307, 'POST', 'image'],
    [308, 'POST', 'image'],
  ])('with status %i makes a POST a %s', async (status, method, body) => {
    const { transport, request, inits } = setUp([to('/a', status), json({})]);
    const post: HttpRequest = { ...request, method: 'POST', body: 'image' };
    await settled(transport.send(post));
    expect(inits[1]).toMatchObject({ method });
    expect(inits[1]?.body).toBe(body);
  });

  it.each([
    ['file:///etc/passwd', /redirected to a file: address, expected http: or https:/u],
    ['data:text/plain,x', /redirected to a data: address/u],
    ['http://', /not a URL/u],
    ['/things', /more than 20 times/u],
  ])('to %s is an error at once, since another attempt cannot help', async (location, message) => {
    const { transport, request, urls } = setUp([to(location)]);
    const error = await failure(transport.send(request));
    expect(error).toMatchObject({ code: 'service', retryable: false });
    expect(error.message).toMatch(message);
    expect(urls.length).toBe(location === '/things' ? 21 : 1);
  });

  it('without an address is an answer', async () => {
    const { transport, request } = setUp([() => new Response(null, { status: 304 })]);
    expect(await settled(transport.send(request))).toMatchObject({ status: 304 });
  });
});
