import { writeFile } from 'node:fs/promises';
import { http, HttpResponse } from 'msw';
import type { Example } from 'spotitags';
import { VertexTrainer } from 'spotitags/google';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { example } from '../../examples.ts';
import type { FakeVertex } from '../../vertex/fake-vertex.ts';
import { refuse } from '../../vertex/fake-storage.ts';
import { grpc } from '../../vertex/grpc.ts';
import { artists, enough, useFakeVertex } from '../../vertex/use-fake-vertex.ts';

const { server, start } = useFakeVertex();
const { status } = grpc;
const made = ['dataset', 'pipeline', 'model', 'endpoint', 'deployment'];

// Back-offs are random shares of their time: of none of it here.
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const creations = ['CreateDataset', 'CreateTrainingPipeline', 'CreateEndpoint', 'DeployModel'] as const;
const looks = ['ListDatasets', 'GetOperation', 'ListTrainingPipelines', 'GetTrainingPipeline', 'GetEndpoint'];

describe('a service that is away', () => {
  it.each([...creations, ...looks])('is asked again: %s', async (method) => {
    const { vertex, trainer } = await start();
    const away = { code: status.UNAVAILABLE };
    vertex.faults.set(method, [away, away]);
    await trainer().train(enough);
    expect(vertex.faults.get(method)).toEqual([]);
    expect(vertex.made).toEqual(made);
  });

  it.each(creations)('makes nothing twice where the answer to %s was lost', async (method) => {
    const { vertex, trainer } = await start({ calls: 3 });
    vertex.faults.set(method, [{ cut: 'after' }]);
    await trainer().train(enough);
    expect(vertex.made).toEqual(made);
    expect(vertex.deployedModels).toHaveLength(1);
  });

  it.each(['CreateEndpoint', 'DeployModel'])(
    'is not asked for a second one where %s was heard, and nothing shows for long',
    async (method) => {
      const { vertex, trainer } = await start({ calls: 12 });
      vertex.faults.set(method, [{ cut: 'after' }]);
      await trainer().train(enough);
      expect(vertex.calls.filter((name) => name === method)).toHaveLength(2);
      expect(vertex.made).toEqual(made);
    },
  );

  it('is asked again to undeploy, also where the answer was lost', async () => {
    const { vertex, trainer } = await start();
    await trainer().train(enough);
    const away = { code: status.UNAVAILABLE };
    vertex.faults.set('UndeployModel', [away, { cut: 'after' }, away]);
    vertex.faults.set('GetOperation', [away]);
    await trainer().undeploy();
    expect(vertex.deployedModels).toEqual([]);
  });

  it('is waited for while it trains, beyond the patience of one look', async () => {
    const { vertex, trainer } = await start();
    vertex.faults.set(
      'GetTrainingPipeline',
      Array.from({ length: 20 }, () => ({ code: status.UNAVAILABLE })),
    );
    await trainer().train(enough);
    expect(vertex.faults.get('GetTrainingPipeline')).toEqual([]);
    expect(vertex.made).toEqual(made);
  });

  it('is given up on in the end, and the next call goes on', async () => {
    const { vertex, trainer } = await start();
    vertex.faults.set(
      'CreateEndpoint',
      Array.from({ length: 4 }, () => ({ cut: 'before' as const })),
    );
    await expect(trainer().train(enough)).rejects.toMatchObject({ code: 'service', retryable: true });
    expect(vertex.made).toEqual(['dataset', 'pipeline', 'model']);
    await trainer().train(enough);
    expect(vertex.made).toEqual(made);
  });
});

describe('a refusal', () => {
  it.each(creations)('names the role that is missing for %s, and the next call goes on', async (method) => {
    const { vertex, trainer } = await start();
    vertex.faults.set(method, [
      { code: status.PERMISSION_DENIED, message: 'Permission denied on project-1.' },
    ]);
    const refused = trainer().train(enough);
    await expect(refused).rejects.toMatchObject({ code: 'unauthorized', retryable: false });
    await expect(refused).rejects.toThrow(/roles\/aiplatform\.user/u);
    await trainer().train(enough);
    expect(vertex.made).toEqual(made);
  });

  it('for a quota is waited out, and an error when it lasts', async () => {
    const { vertex, trainer } = await start();
    const used = { code: status.RESOURCE_EXHAUSTED, message: 'Quota exceeded.' };
    vertex.faults.set('CreateTrainingPipeline', [used, used]);
    vertex.faults.set(
      'DeployModel',
      Array.from({ length: 6 }, () => used),
    );
    await expect(trainer().train(enough)).rejects.toMatchObject({
      code: 'rate-limited',
      retryable: true,
      message: expect.stringContaining('Quota exceeded.') as string,
    });
    expect(vertex.made).toEqual(['dataset', 'pipeline', 'model', 'endpoint']);
    await trainer().train(enough);
    expect(vertex.made).toEqual(made);
  });

  it('by an operation that had begun says why, and the next call begins it anew', async () => {
    const quota = { method: 'deployment', code: status.RESOURCE_EXHAUSTED, message: 'No machines left.' };
    const { vertex, trainer } = await start({ operationError: quota });
    await expect(trainer().train(enough)).rejects.toMatchObject({
      code: 'rate-limited',
      message: expect.stringMatching(
        /^Deploying spotitags-[0-9a-f]{16} failed: No machines left\./u,
      ) as string,
    });
    expect(vertex.made).toEqual(made);
    expect(vertex.deployedModels).toEqual([]);
    await expect(trainer().train(enough)).rejects.toMatchObject({ code: 'rate-limited' });
    expect(vertex.made).toEqual([...made, 'deployment']);
  });
});

describe('credentials', () => {
  it.each([
    ['give no token', () => Promise.resolve(null)],
    ['are not there', () => Promise.reject(new Error('Could not load the default credentials.'))],
  ])('that %s are an error that says what to run', async (_, getAccessToken) => {
    const { vertex, trainer, clientOptions } = await start();
    const getUniverseDomain = () => Promise.resolve('googleapis.com');
    const auth = { getAccessToken, getUniverseDomain };
    const refused = trainer({ clientOptions: { ...clientOptions, auth } }).train(enough);
    await expect(refused).rejects.toMatchObject({ code: 'unauthorized', retryable: false });
    await expect(refused).rejects.toThrow('gcloud auth application-default login');
    expect(vertex.calls).toEqual([]);
  });
});

describe('a training that fails', () => {
  it('is an error in the service’s words; the next call trains anew', async () => {
    const { vertex, trainer } = await start({ trainingError: 'The table is dull.' });
    const failed = trainer().train(enough);
    await expect(failed).rejects.toMatchObject({ code: 'invalid-input', retryable: false });
    await expect(failed).rejects.toThrow(
      /trainingPipelines\/\d+, PIPELINE_STATE_FAILED.* The table is dull\./u,
    );
    await expect(trainer().train(enough)).rejects.toThrow('The table is dull.');
    expect(vertex.made).toEqual(['dataset', 'pipeline', 'pipeline']);
  });

  it('is not taken for one that goes on, where the state file is lost', async () => {
    const { vertex, trainer, stateFile } = await start();
    vertex.trainingError = 'The table is dull.';
    await expect(trainer().train(enough)).rejects.toThrow('The table is dull.');
    await writeFile(stateFile, '{"format":"spotitags-vertex","version":1,"runs":[]}');
    vertex.trainingError = undefined;
    await trainer().train(enough);
    expect(vertex.made).toEqual(['dataset', 'pipeline', 'pipeline', 'model', 'endpoint', 'deployment']);
  });
});

/** Aborts once a call is done. */
function until(vertex: FakeVertex, method: string): AbortController {
  const abort = new AbortController();
  vertex.onCall = (name, when) => {
    if (name === method && when === 'after') abort.abort();
  };
  return abort;
}

describe('an abort', () => {
  it('ends the waiting for a training', async () => {
    const { vertex, trainer } = await start();
    await expect(
      trainer().train(enough, { signal: AbortSignal.abort(new Error('at once')) }),
    ).rejects.toThrow('at once');
    const abort = new AbortController();
    const trained = trainer({
      // Longer than the test may take: the abort ends the wait, or nothing does.
      pollEveryMs: 60_000_000,
      onProgress: ({ step, state }) => {
        if (step === 'training' && state === 'running') abort.abort(new Error('enough'));
      },
    });
    await trainer()
      .train(enough, until(vertex, 'CreateTrainingPipeline'))
      .catch(() => undefined);
    await expect(trained.train(enough, abort)).rejects.toThrow('enough');
    expect(vertex.made).toEqual(['dataset', 'pipeline']);
  });

  it('ends a call that gets no answer', async () => {
    const { vertex, trainer } = await start();
    const abort = new AbortController();
    vertex.faults.set('CreateTrainingPipeline', [{ silent: true }]);
    vertex.onCall = (name) => {
      if (name === 'CreateTrainingPipeline') abort.abort(new Error('hung up'));
    };
    await expect(trainer().train(enough, abort)).rejects.toThrow('hung up');
  });

  it('ends the upload, and comes before the first call', async () => {
    const { vertex, trainer } = await start();
    const abort = new AbortController();
    server.use(
      http.post('https://storage.googleapis.com/*', () => {
        abort.abort(new Error('hung up'));
        return new Promise<Response>(() => undefined);
      }),
    );
    await expect(trainer().train(enough, abort)).rejects.toThrow('hung up');
    await expect(trainer().train(enough, abort)).rejects.toThrow('hung up');
    expect(vertex.calls).toEqual([]);
  });
});

describe('the bucket', () => {
  const upload = 'https://storage.googleapis.com/upload/storage/v1/b/:bucket/o';

  it('is created by the user: says how', async () => {
    const { vertex, trainer } = await start();
    const refused = trainer({ bucket: 'elsewhere' }).train(enough);
    await expect(refused).rejects.toMatchObject({ code: 'not-found' });
    await expect(refused).rejects.toThrow(
      'gcloud storage buckets create gs://elsewhere --location=us-central1',
    );
    expect(vertex.calls).toEqual([]);
  });

  it('needs a permission: names the role, and never the token', async () => {
    const { trainer } = await start();
    server.use(http.post(upload, () => refuse(403, 'token-of-the-fake may not storage.objects.create')));
    const refused = trainer().train(enough);
    await expect(refused).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(refused).rejects.toThrow(/\[redacted\] may not .*roles\/storage\.objectUser/u);
  });

  it('is tried again where it is not well', async () => {
    const { storage, vertex, trainer } = await start();
    server.use(http.post(upload, () => refuse(503, 'Backend Error'), { once: true }));
    await trainer().train(enough);
    expect(storage.objects.size).toBe(1);
    expect(vertex.made).toEqual(made);
  });

  it('may be reached by another fetch, at another URL', async () => {
    const { vertex, trainer } = await start();
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (url) => {
      asked.push(url instanceof URL ? url.href : '');
      return Promise.resolve(HttpResponse.json({ error: { message: 'Teapot' } }, { status: 418 }));
    };
    const refused = trainer({ fetch, storageUrl: 'https://storage.test/' }).train(enough);
    await expect(refused).rejects.toThrow('Teapot');
    expect(asked.map((url) => url.replace(/[0-9a-f]{64}/u, 'hash'))).toEqual([
      'https://storage.test/upload/storage/v1/b/covers-and-genres/o?uploadType=media&name=spotitags%2Fhash.csv&ifGenerationMatch=0',
    ]);
    expect(vertex.calls).toEqual([]);
  });
});

describe('examples that AutoML does not train on', () => {
  const renamed = (genre: string): Example[] => enough.map((one) => ({ ...one, genre }));

  it.each<[string, readonly Example[], RegExp]>([
    [
      'too few',
      artists(999),
      /at least 1000 artists with tags, got 999.*logisticRegression\(\).*BigQuery ML/u,
    ],
    [
      'too few with tags',
      [...artists(999), example('k-pop', 'Nothing')],
      /at least 1000 artists with tags, got 999/u,
    ],
    ['none', [], /no examples/u],
    ['one genre', renamed('k-pop'), /2 to 500 genres apart, the examples have 1/u],
    ['an empty genre', renamed(''), /A genre must be .* got ""/u],
    ['a genre of two lines', renamed('doom\nmetal'), /A genre must be .* got "doom\\nmetal"/u],
    ['white space around a genre', renamed(' doom'), /got " doom"/u],
  ])('%s', async (_, examples, message) => {
    const { vertex, storage, trainer } = await start();
    const refused = trainer().train(examples);
    await expect(refused).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(refused).rejects.toThrow(message);
    expect(vertex.calls).toEqual([]);
    expect(storage.uploads).toBe(0);
  });

  it('by two taggers', async () => {
    const { trainer } = await start();
    const [first, ...others] = enough;
    const mixed = others.map(({ genre, profile }) => ({ genre, profile: { ...profile, tagger: 'other@1' } }));
    await expect(trainer().train(first ? [first, ...mixed] : [])).rejects.toThrow(/fake@1.*other@1/u);
  });
});

describe('options', () => {
  const options = { project: 'project-1', location: 'us-central1', bucket: 'covers-and-genres' };

  it.each([
    [{ bucket: 'gs://covers' }, 'bucket'],
    [{ project: 'a/b' }, 'project'],
    [{ name: 'Spoti Tags' }, 'name'],
    [{ budgetMilliNodeHours: 999 }, 'budgetMilliNodeHours'],
    [{ budgetMilliNodeHours: 72_001 }, 'budgetMilliNodeHours'],
    [{ minCovers: 0 }, 'minCovers'],
    [{ pollEveryMs: 0.5 }, 'pollEveryMs'],
    [{ storageUrl: 'storage' }, 'storageUrl'],
  ])('%j cannot be', (changes, named) => {
    expect(() => new VertexTrainer({ ...options, ...changes })).toThrow(named);
  });

  it('a stateFile of something else is neither read nor overwritten', async () => {
    const { vertex, trainer, stateFile } = await start();
    await writeFile(stateFile, '{"runs":[]}');
    await expect(trainer().train(enough)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(stateFile) as string,
    });
    expect(vertex.calls).toEqual([]);
  });
});
