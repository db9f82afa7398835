import { readFile, writeFile } from 'node:fs/promises';
import { tagFilter } from 'spotitags';
import { describe, expect, it } from 'vitest';
import { classifierChecks } from '../../../src/testing/classifier.ts';
import { runChecks } from '../../checks.ts';
import { example, profile } from '../../examples.ts';
import { artists, enough, useFakeVertex } from '../../vertex/use-fake-vertex.ts';

const { start } = useFakeVertex();
const made = ['dataset', 'pipeline', 'model', 'endpoint', 'deployment'];

describe('VertexTrainer keeps the contract of trainers', () => {
  runChecks(
    classifierChecks({
      create: async () => (await start()).trainer(),
      examples: enough,
      unseen: { genre: 'k-pop', profile: profile('Twice', [{ smile: 0.9 }]) },
      supports: { evidence: { no: 'An endpoint gives none.' } },
    }),
  );
});

describe('training', () => {
  it('makes a classifier of examples: upload, dataset, training, endpoint, deployment', async () => {
    const { vertex, storage, trainer, progress } = await start();
    const classifier = await trainer().train(enough);

    expect(vertex.made).toEqual(made);
    const [[address = '', csv = ''] = []] = storage.objects;
    expect(address).toMatch(/^gs:\/\/covers-and-genres\/spotitags\/[0-9a-f]{64}\.csv$/u);
    expect(csv.split('\n').slice(0, 2)).toEqual(['"genre","tags"', '"doom metal","skull skull fog_0"']);
    expect(csv.trim().split('\n')).toHaveLength(1001);

    const steps = progress.filter(({ state }) => state === 'done').map(({ step }) => step);
    expect(steps).toEqual(['upload', 'dataset', 'training', 'endpoint', 'deployment']);
    expect(progress).toContainEqual(
      expect.objectContaining({ step: 'training', state: 'running', detail: 'PIPELINE_STATE_RUNNING' }),
    );

    expect(classifier.genres).toEqual(['doom metal', 'k-pop']);
    expect(classifier.tagger).toBe('fake@1');
    const [doom, pop] = await classifier.classify([
      profile('Sleep', [{ skull: 0.9 }]),
      profile('Twice', [{ smile: 0.9 }]),
    ]);
    await classifier.close();
    expect([doom?.genre, pop?.genre]).toEqual(['doom metal', 'k-pop']);
  });

  it('asks for what AutoML needs to know', async () => {
    const { vertex, trainer } = await start();
    await trainer({ budgetMilliNodeHours: 2000, machineType: 'n1-standard-4', name: 'covers' }).train(enough);
    const [dataset] = vertex.datasets.values();
    const [pipeline] = vertex.pipelines.values();
    const [endpoint] = vertex.endpoints.values();
    const id = dataset?.displayName ?? '';
    expect(id).toMatch(/^covers-[0-9a-f]{16}$/u);
    expect(pipeline?.displayName).toBe(id);
    expect(pipeline?.trainingTaskDefinition).toBe(
      'gs://google-cloud-aiplatform/schema/trainingjob/definition/automl_tables_1.0.0.yaml',
    );
    expect(pipeline?.trainingTaskInputs?.structValue?.fields?.['trainBudgetMilliNodeHours']).toMatchObject({
      numberValue: 2000,
    });
    expect(endpoint?.name).toBe(`projects/project-1/locations/us-central1/endpoints/${id}`);
    expect(endpoint?.labels).toEqual({ spotitags: id });
    const [deployed] = endpoint?.deployedModels ?? [];
    expect(deployed?.dedicatedResources?.machineSpec?.machineType).toBe('n1-standard-4');
    expect(deployed?.model).toBe(pipeline?.modelToUpload?.name);
    expect(deployed?.id).toMatch(/^\d{1,10}$/u);
  });

  it('counts the tags that the filter lets through, when it trains and when it is asked', async () => {
    const { storage, trainer } = await start();
    const filter = tagFilter({ stopTags: ['skull', 'smile'] });
    const classifier = await trainer({ filter }).train(enough);
    expect([...storage.objects.values()].join('')).not.toMatch(/skull|smile/u);
    const [sleep, om] = await classifier.classify([
      profile('Sleep', [{ skull: 0.9 }]),
      profile('Om', [{ 'fog 3': 0.9 }]),
    ]);
    await classifier.close();
    expect(sleep?.genre).toBeNull();
    expect(om?.genre).toBe('doom metal');
  });

  it('trains once on the same examples, in whatever order they come', async () => {
    const { vertex, storage, trainer, progress } = await start();
    await trainer().train(enough);
    progress.length = 0;
    const classifier = await trainer().train([...enough].reverse());
    expect(vertex.made).toEqual(made);
    expect(storage.uploads).toBe(1);
    expect(progress.map(({ state }) => state)).toEqual(['found', 'found', 'found', 'found', 'found']);
    expect(classifier.genres).toEqual(['doom metal', 'k-pop']);
  });

  it.each([
    ['other examples', artists(1002), {}],
    ['another budget', enough, { budgetMilliNodeHours: 3000 }],
    ['another name', enough, { name: 'mine' }],
  ])('trains anew on %s', async (_, examples, changes) => {
    const { vertex, trainer } = await start();
    await trainer().train(enough);
    await trainer(changes).train(examples);
    expect(vertex.made).toEqual([...made, ...made]);
  });

  it('finds all of it again where the state file is lost', async () => {
    const { vertex, storage, trainer, stateFile } = await start();
    await trainer().train(enough);
    await writeFile(stateFile, '{"format":"spotitags-vertex","version":1,"runs":[]}');
    await trainer().train(enough);
    expect(vertex.made).toEqual(made);
    expect(storage.objects.size).toBe(1);
  });

  it('makes the endpoint and deploys again where somebody took them away', async () => {
    const { vertex, trainer } = await start();
    await trainer().train(enough);
    const [endpoint] = vertex.endpoints.keys();
    vertex.forget(endpoint ?? '');
    await trainer().train(enough);
    expect(vertex.made).toEqual([...made, 'endpoint', 'deployment']);
  });

  it('keeps runs of one process beside each other', async () => {
    const { vertex, trainer, stateFile } = await start();
    await Promise.all([trainer().train(enough), trainer({ name: 'other' }).train(enough)]);
    expect(vertex.deployedModels).toHaveLength(2);
    const { runs } = JSON.parse(await readFile(stateFile, 'utf8')) as { runs: { steps: object }[] };
    expect(runs.map(({ steps }) => Object.keys(steps).length)).toEqual([5, 5]);
  });
});

describe('a plan', () => {
  it('says the steps, what they cost and which are done, and sends no request', async () => {
    const { vertex, storage, trainer } = await start();
    const few = [...enough.slice(0, 20), example('doom metal', 'Nothing')];
    const plan = await trainer({ budgetMilliNodeHours: 2500 }).plan(few);
    expect(plan).toMatchObject({
      rows: 20,
      minRows: 1000,
      genres: ['doom metal', 'k-pop'],
      tagger: 'fake@1',
    });
    expect(plan.steps.map(({ step, costs, done }) => [step, costs !== undefined, done])).toEqual([
      ['upload', true, false],
      ['dataset', false, false],
      ['training', true, false],
      ['endpoint', false, false],
      ['deployment', true, false],
    ]);
    expect(plan.steps[2]?.costs).toBe('Up to 2.5 node hours of tabular AutoML training');
    expect(storage.uploads).toBe(0);
    expect(vertex.calls).toEqual([]);

    await trainer().train(enough);
    const calls = vertex.calls.length;
    const after = await trainer().plan(enough);
    expect(after.steps.every(({ done }) => done)).toBe(true);
    expect(after.bytes).toBe(Buffer.byteLength([...storage.objects.values()].join('')));
    expect(vertex.calls).toHaveLength(calls);
  });
});

describe('undeploying', () => {
  it('stops the bill in a process that knows the state file alone, and says what remains', async () => {
    const { vertex, trainer } = await start();
    await trainer().train(enough);
    expect(vertex.deployedModels).toHaveLength(1);
    const { undeployed, remains } = await trainer().undeploy();
    expect(vertex.deployedModels).toEqual([]);
    expect(undeployed).toEqual([...vertex.endpoints.keys()]);
    expect(remains.map(({ step }) => step)).toEqual(['upload', 'dataset', 'training', 'endpoint']);
    expect(remains[2]?.resource).toMatch(/\/models\/\d+$/u);

    expect(await trainer().undeploy()).toMatchObject({ undeployed: [] });
    await trainer().train(enough);
    expect(vertex.made).toEqual([...made, 'undeployment', 'deployment']);
  });

  it('undeploys what was still being deployed', async () => {
    const { vertex, trainer } = await start({ calls: 6 });
    const abort = new AbortController();
    vertex.onCall = (name, when) => {
      if (name === 'GetOperation' && when === 'before' && vertex.made.includes('deployment')) abort.abort();
    };
    await expect(trainer().train(enough, abort)).rejects.toThrow();
    vertex.onCall = undefined;
    expect(vertex.deployedModels).toEqual([]);
    expect((await trainer().undeploy()).undeployed).toHaveLength(1);
    expect(vertex.made).toEqual([...made, 'undeployment']);
    expect(vertex.deployedModels).toEqual([]);
  });

  it('does not say that it is done where a deployment may be under way unseen', async () => {
    const { vertex, trainer } = await start({ calls: 12 });
    const abort = new AbortController();
    vertex.onCall = (name, when) => {
      if (name === 'DeployModel' && when === 'after') abort.abort();
    };
    await expect(trainer().train(enough, abort)).rejects.toThrow();
    vertex.onCall = undefined;
    await expect(trainer().undeploy()).rejects.toMatchObject({
      code: 'service',
      retryable: true,
      message: expect.stringContaining('Undeploy again') as string,
    });
    for (let tick = 0; tick < 4; tick += 1)
      await trainer()
        .undeploy()
        .catch(() => undefined);
    expect(vertex.deployedModels).toEqual([]);
    expect(vertex.made).toEqual([...made, 'undeployment']);
  });

  it('undeploys nothing of another name, and says where it knows of nothing', async () => {
    const { vertex, trainer } = await start();
    await trainer().train(enough);
    await expect(trainer({ name: 'other' }).undeploy()).rejects.toMatchObject({ code: 'not-found' });
    expect(vertex.deployedModels).toHaveLength(1);
  });
});
