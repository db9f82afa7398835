import { diskStore, memoryStore, SpotiTags, SpotiTagsError, SpotifyCatalog } from 'spotitags';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type CooldownMemory,
  cooldownEnd,
  rememberCooldowns,
  startCooldown,
} from '../../src/http/cooldown.ts';
import { ServiceClient } from '../../src/http/service-client.ts';
import { withResolvers } from '../../src/util/with-resolvers.ts';
import { FakeCatalog, FakeTagger } from '../fakes.ts';
import { folderOf } from '../files.ts';
import { now } from './replies.ts';

beforeEach(() => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Every copy of the package in a process shares cooldowns: what another process has is modelled by forgetting them. */
const forget = () => {
  const holder = globalThis as unknown as Record<symbol, Map<string, unknown> | undefined>;
  holder[Symbol.for('spotitags.cooldowns.1')]?.clear();
};

describe('a cooldown', () => {
  it('is kept in the store, and heeded by the next process without a request', async () => {
    const store = memoryStore();
    let requests = 0;
    const set = vi.spyOn(store, 'set');
    const open = () => {
      const fetch = (url: unknown) => {
        if (String(url).includes('/api/token')) {
          return Promise.resolve(Response.json({ access_token: 'token', expires_in: 3600 }));
        }
        requests += 1;
        return Promise.resolve(new Response('{}', { status: 429, headers: { 'retry-after': '7200' } }));
      };
      const catalog = new SpotifyCatalog({ clientId: 'client', clientSecret: 's3cret', fetch });
      return new SpotiTags({ catalog, tagger: new FakeTagger(), store });
    };
    const retryAt = now + 7_200_000;
    const first = open();
    await expect(first.tagArtist('Sleep')).rejects.toMatchObject({ code: 'rate-limited', retryAt });
    await first.close();
    forget();
    expect(requests).toBe(1);
    const second = open();
    await expect(second.tagArtist('Sleep')).rejects.toMatchObject({ code: 'rate-limited', retryAt });
    await second.close();
    expect(requests).toBe(1);
    expect(JSON.stringify(set.mock.calls)).not.toContain('s3cret');

    forget();
    vi.setSystemTime(retryAt + 1);
    const third = open();
    await expect(third.tagArtist('Sleep')).rejects.toMatchObject({ code: 'rate-limited' });
    await third.close();
    expect(requests).toBe(2);
  });

  const remembered = (get = vi.fn(() => Promise.resolve<number | undefined>(undefined))) => {
    const set = vi.fn(() => Promise.resolve());
    onTestFinished(rememberCooldowns({ get, set }));
    return { get, set, key: randomUUID() };
  };

  it('is remembered for the time that is left', async () => {
    const { set, key } = remembered();
    await startCooldown(key, now + 5000);
    expect(set.mock.calls).toEqual([[key, now + 5000, 5000]]);
  });

  it('is asked for in the memory once, and not before every request', async () => {
    const { get, key } = remembered(vi.fn(() => Promise.resolve<number | undefined>(now + 5000)));
    for (let request = 0; request < 3; request += 1) expect(await cooldownEnd(key)).toBe(now + 5000);
    expect(get.mock.calls).toEqual([[key]]);
  });

  it('holds back all requests that begin before the memory has answered', async () => {
    const answer = withResolvers<number | undefined>();
    const { get, key } = remembered(vi.fn(() => answer.promise));
    const ends = Array.from({ length: 3 }, () => cooldownEnd(key));
    answer.resolve(now + 5000);
    expect(await Promise.all(ends)).toEqual([now + 5000, now + 5000, now + 5000]);
    expect(get).toHaveBeenCalledOnce();
  });

  it('from a clock that was ahead of this one by years is not kept', async () => {
    const { get, key } = remembered(
      vi.fn(() => Promise.resolve<number | undefined>(now + 30 * 365 * 86_400_000)),
    );
    expect(await cooldownEnd(key)).toBe(0);
    expect(get).toHaveBeenCalledOnce();
    vi.setSystemTime(now + 30 * 365 * 86_400_000);
    await startCooldown(key, Date.now() + 5000);
    vi.setSystemTime(now);
    expect(await cooldownEnd(key)).toBe(0);
  });

  it('lasts a day at most', async () => {
    const { key } = remembered();
    await startCooldown(key, now + 86_400_000);
    // A clock that is corrected by a minute changes nothing.
    vi.setSystemTime(now - 60_000);
    expect(await cooldownEnd(key)).toBe(now + 86_400_000);
  });
});

describe('a memory of cooldowns that fails', () => {
  const remember = (memory: CooldownMemory) => {
    onTestFinished(rememberCooldowns(memory));
    return randomUUID();
  };
  const set = () => Promise.resolve();

  it('counts as one that knows none, and is asked again', async () => {
    const get = vi
      .fn<CooldownMemory['get']>()
      .mockRejectedValueOnce(new SpotiTagsError('service', 'The store did not answer.'))
      .mockResolvedValue(now + 5000);
    const key = remember({ get, set });
    expect(await cooldownEnd(key)).toBe(0);
    expect(await cooldownEnd(key)).toBe(now + 5000);
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('does not keep a cooldown from this process', async () => {
    const fail = () => Promise.reject(new SpotiTagsError('service', 'The disk is full.'));
    const key = remember({ get: fail, set: fail });
    await startCooldown(key, now + 5000);
    expect(await cooldownEnd(key)).toBe(now + 5000);
  });

  it('holds back requests for five seconds once, and is heeded when it answers', async () => {
    vi.useFakeTimers({ now });
    const answer = withResolvers<number | undefined>();
    const get = vi.fn(() => answer.promise);
    const key = remember({ get, set: () => new Promise(() => undefined) });
    const first = cooldownEnd(key);
    await vi.advanceTimersByTimeAsync(4999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await first).toBe(0);
    expect([await cooldownEnd(key), await cooldownEnd(randomUUID())]).toEqual([0, 0]);
    await startCooldown(randomUUID(), now + 60_000);
    answer.resolve(now + 60_000);
    await vi.advanceTimersByTimeAsync(0);
    expect(await cooldownEnd(key)).toBe(now + 60_000);
    expect(get).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails the requests if processes share it', async () => {
    const fail = () => Promise.reject(new SpotiTagsError('service', 'The database did not answer.'));
    const key = remember({ isShared: true, get: fail, set: fail });
    await expect(cooldownEnd(key)).rejects.toThrow('did not answer');
    await expect(startCooldown(key, now + 5000)).rejects.toThrow('did not answer');
  });

  it('is not used any more if its store was closed', async () => {
    const store = await diskStore(await folderOf({}));
    const get = vi.spyOn(store, 'get');
    const spotiTags = new SpotiTags({ catalog: new FakeCatalog({}), tagger: new FakeTagger(), store });
    onTestFinished(() => spotiTags.close());
    await store.close();
    const client = new ServiceClient({
      service: { name: 'Other' },
      baseUrl: 'https://other.test',
      requestsPerSecond: 1000,
      fetch: () => Promise.resolve(new Response('{}')),
    });
    onTestFinished(() => client.close());
    for (const path of ['/a', '/b']) expect((await client.get(path)).status).toBe(200);
    expect(get).toHaveBeenCalledOnce();
  });
});
