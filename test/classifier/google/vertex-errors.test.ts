import { HttpResponse } from 'msw';
import { SpotiTagsError } from 'spotitags';
import { describe, expect, it, vi } from 'vitest';
import { profile } from '../../examples.ts';
import { fastForward } from '../../msw/fast-forward.ts';
import { useVertex } from '../../msw/use-vertex.ts';
import { credentials, endpointName, refuse } from '../../../src/testing/msw/vertex.ts';

const { logIn, startVertex, interrupt } = useVertex();
const doom = profile('A', [{ skull: 0.9 }]);

/** What a call rejects with. */
async function errorOf(work: Promise<unknown>): Promise<SpotiTagsError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (SpotiTagsError.isInstance(error)) return error;
  throw new Error('no SpotiTagsError', { cause: error });
}

const troubles = [
  [
    'throttled',
    () => refuse(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for online predictions.'),
    'rate-limited',
  ],
  ['unavailable', () => refuse(503, 'UNAVAILABLE', 'The service is currently unavailable.'), 'service'],
  ['broken', () => refuse(500, 'INTERNAL', 'Internal error encountered.'), 'service'],
  ['late', () => refuse(504, 'DEADLINE_EXCEEDED', 'Deadline expired.'), 'service'],
  ['behind a broken gateway', () => new HttpResponse('<html>Bad Gateway</html>', { status: 502 }), 'service'],
  ['not reached', () => HttpResponse.error(), 'service'],
] as const;

describe.each(troubles)('a service that is %s', (_, reply, code) => {
  it('is asked again', async () => {
    const { fake, classifier } = startVertex();
    const seen = interrupt(reply, 3);
    const [prediction] = await fastForward(() => classifier.classify([doom]));
    expect(prediction?.genre).toBe('doom metal');
    expect(seen.requests).toBe(3);
    expect(fake.batches).toHaveLength(1);
  });

  it('is given up after six requests, with an error that may pass', async () => {
    const { classifier } = startVertex();
    const seen = interrupt(reply);
    const error = await fastForward(() => errorOf(classifier.classify([doom])));
    expect(seen.requests).toBe(6);
    expect(error).toMatchObject({ code, retryable: true });
    expect(error.message).toMatch(
      new RegExp(`^Predicting with ${endpointName} failed: .*\\. Try again later`, 'u'),
    );
  });
});

describe('an answer that repeating would not change', () => {
  it.each([
    [404, 'NOT_FOUND', 'Endpoint 42 not found.', 'invalid-input', /not found\. Check the options endpoint/u],
    [
      403,
      'PERMISSION_DENIED',
      'Permission denied.',
      'unauthorized',
      /role roles\/aiplatform\.user in the project my-p/u,
    ],
    [
      403,
      'PERMISSION_DENIED',
      'Vertex AI API has not been used in project 1 before or it is disabled.',
      'unauthorized',
      /gcloud services enable aiplatform\.googleapis\.com --project my-project/u,
    ],
    [
      401,
      'UNAUTHENTICATED',
      'Invalid credentials.',
      'unauthorized',
      /gcloud auth application-default login/u,
    ],
    [400, 'INVALID_ARGUMENT', 'Missing column mood', 'invalid-input', /failed: Missing column mood\.$/u],
    [400, 'FAILED_PRECONDITION', 'No deployed model.', 'invalid-input', /No deployed model\.$/u],
    [501, 'UNIMPLEMENTED', 'Not here.', 'service', /Not here\./u],
  ])('%i %s says what to do', async (status, name, words, code, message) => {
    const { classifier } = startVertex();
    const seen = interrupt(() => refuse(status, name, words));
    const error = await fastForward(() => errorOf(classifier.classify([doom])));
    expect(error).toMatchObject({ code, retryable: false });
    expect(error.message).toMatch(message);
    // The SDK itself tries 401 and 403 again, with a new token.
    expect(seen.requests).toBeLessThanOrEqual(2);
  });

  it('keeps the token out of the error, and whatever hangs on it', async () => {
    const { classifier } = startVertex();
    interrupt(() => refuse(403, 'PERMISSION_DENIED', 'No.'));
    const error = await errorOf(classifier.classify([doom]));
    expect(error.cause).toBeUndefined();
    expect(`${error.stack ?? ''} ${JSON.stringify(error)}`).not.toMatch(/ya29|refresh|secret/u);
  });
});

describe('without credentials', () => {
  it('says how to get some', async () => {
    vi.stubEnv('METADATA_SERVER_DETECTION', 'none');
    vi.stubEnv('HOME', '/nowhere');
    vi.stubEnv('APPDATA', '/nowhere');
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '');
    const { fake, classifier } = startVertex();
    for (let round = 0; round < 2; round += 1) {
      const error = await errorOf(classifier.classify([doom]));
      expect(error).toMatchObject({ code: 'unauthorized', retryable: false });
      expect(error.message).toMatch(
        /default credentials.*gcloud auth application-default login.*GOOGLE_APPLICATION/su,
      );
    }
    expect(fake.urls).toEqual([]);
  });

  it('says so as well where the file of the environment is not there', async () => {
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/nowhere/key.json');
    const { classifier } = startVertex();
    const error = await errorOf(classifier.classify([doom]));
    expect(error.code).toBe('unauthorized');
    expect(error.message).toMatch(/key\.json does not exist.*GOOGLE_APPLICATION_CREDENTIALS/su);
  });

  it('says so as well where they have expired', async () => {
    await logIn({ ...credentials, refresh_token: 'old' });
    const { classifier } = startVertex();
    const error = await errorOf(classifier.classify([doom]));
    expect(error).toMatchObject({ code: 'unauthorized', retryable: false });
    expect(error.message).toMatch(/invalid_grant.*gcloud auth application-default login/su);
    expect(error.message).not.toContain('old');
  });
});

describe('a signal', () => {
  it('ends the wait before another attempt, with its own reason', async () => {
    const { classifier } = startVertex();
    const controller = new AbortController();
    const reason = new Error('stop');
    const seen = interrupt(() => {
      setTimeout(() => {
        controller.abort(reason);
      }, 1);
      return refuse(503, 'UNAVAILABLE', 'Down.');
    });
    await expect(classifier.classify([doom], { signal: controller.signal })).rejects.toBe(reason);
    expect(seen.requests).toBe(1);
  });

  it('ends a request that is not answered', async () => {
    const { classifier } = startVertex();
    const controller = new AbortController();
    const reason = new Error('stop');
    let answer = () => undefined as unknown;
    interrupt(() => {
      controller.abort(reason);
      return new Promise((resolve) => {
        answer = () => {
          resolve(refuse(503, 'UNAVAILABLE', 'Down.'));
        };
      });
    });
    await expect(classifier.classify([doom], { signal: controller.signal })).rejects.toBe(reason);
    answer();
  });
});

describe('closing', () => {
  it('ends what is under way and what comes later, and may be done twice', async () => {
    const { classifier } = startVertex();
    interrupt(() => {
      void classifier.close();
      return refuse(503, 'UNAVAILABLE', 'Down.');
    });
    await expect(classifier.classify([doom])).rejects.toThrow(/^Closed: make a new one/u);
    await classifier.close();
    await expect(classifier.classify([doom])).rejects.toThrow(/^Closed: make a new one/u);
  });

  it('needs no client', async () => {
    const { fake, classifier } = startVertex();
    await classifier.close();
    expect(fake.urls).toEqual([]);
  });
});

describe('a request that is never answered', () => {
  it('is given up after two minutes, and made again', async () => {
    const { classifier } = startVertex();
    const answers: (() => void)[] = [];
    const seen = interrupt(
      () =>
        new Promise<Response>((resolve) => {
          answers.push(() => {
            resolve(refuse(503, 'UNAVAILABLE', 'Down.'));
          });
        }),
      1,
    );
    const [prediction] = await fastForward(() => classifier.classify([doom]));
    expect(prediction?.genre).toBe('doom metal');
    expect(seen.requests).toBe(1);
    for (const answer of answers) answer();
  });
});
