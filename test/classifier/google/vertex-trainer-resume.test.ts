import { readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { enough, useFakeVertex } from '../../vertex/use-fake-vertex.ts';

const { start } = useFakeVertex();

/** What a run asks the service when nothing disturbs it. */
const calls = [
  ...['ListDatasets', 'CreateDataset', 'GetOperation', 'GetOperation'],
  ...['ListTrainingPipelines', 'CreateTrainingPipeline'],
  ...['GetTrainingPipeline', 'GetTrainingPipeline', 'GetTrainingPipeline'],
  ...['GetEndpoint', 'CreateEndpoint', 'GetOperation', 'GetOperation'],
  ...['GetEndpoint', 'DeployModel', 'GetOperation', 'GetOperation'],
];
const places = calls.map((name, at) => ({ name, at }));

describe('a process that dies', () => {
  it('may die at these calls', async () => {
    const { vertex, trainer } = await start();
    await trainer().train(enough);
    expect(vertex.calls).toEqual(calls);
  });

  /** Dies at a call, and trains again in a process that knows what was written down by then. */
  const dieAt = async (fatal: number, fate: 'heard' | 'never heard') => {
    const { vertex, storage, trainer, stateFile } = await start();
    const kill = new AbortController();
    let written: Promise<string | undefined> = Promise.resolve(undefined);
    vertex.onCall = (_, when) => {
      const isNow = when === (fate === 'heard' ? 'after' : 'before');
      if (vertex.calls.length !== fatal + 1 || !isNow) return;
      written = readFile(stateFile, 'utf8').catch(() => undefined);
      kill.abort(new Error('killed'));
      if (when === 'before') throw new Error('never heard');
    };
    await expect(trainer().train(enough, kill)).rejects.toThrow('killed');
    vertex.onCall = undefined;
    // A dead process writes no more, but one that was aborted might.
    const text = await written;
    await (text === undefined ? rm(stateFile, { force: true }) : writeFile(stateFile, text));

    await trainer().train(enough);
    expect(vertex.made).toEqual(['dataset', 'pipeline', 'model', 'endpoint', 'deployment']);
    expect(storage.objects.size).toBe(1);
    expect(vertex.deployedModels).toHaveLength(1);
  };

  it.each(places)('makes each thing once: died at call $at, $name, when it was done', async ({ at }) => {
    await dieAt(at, 'heard');
  });

  it.each(places.filter(({ name }) => /^Create|^Deploy/u.test(name)))(
    'makes each thing once: died at call $at, $name, which was not heard',
    async ({ at }) => {
      await dieAt(at, 'never heard');
    },
  );

  it.each([
    { at: 2, name: 'CreateDataset' },
    { at: 6, name: 'CreateTrainingPipeline' },
    { at: 11, name: 'CreateEndpoint' },
    { at: 15, name: 'DeployModel' },
  ])('goes on with what $name began, by the name it was given', async ({ at }) => {
    const { vertex, trainer } = await start();
    const kill = new AbortController();
    vertex.onCall = () => {
      if (vertex.calls.length === at + 1) kill.abort(new Error('killed'));
    };
    await expect(trainer().train(enough, kill)).rejects.toThrow('killed');
    vertex.onCall = undefined;
    vertex.calls.length = 0;
    await trainer().train(enough);
    const [first] = vertex.calls.filter((name) => name !== 'GetEndpoint');
    expect(first).toBe(calls[at]);
    expect(vertex.made).toEqual(['dataset', 'pipeline', 'model', 'endpoint', 'deployment']);
  });

  it('looks for a thing by its name where the service has forgotten the operation', async () => {
    const { vertex, trainer, stateFile } = await start();
    await trainer().train(enough);
    const text = await readFile(stateFile, 'utf8');
    const forgotten = text.replace(/"resource": "[^"]+datasets[^"]+"/u, '"asked": true');
    await writeFile(stateFile, forgotten.replace(/(datasets.\d+.operations.)\d+/u, '$10'));
    vertex.calls.length = 0;
    await trainer().train(enough);
    expect(vertex.calls.slice(0, 2)).toEqual(['GetOperation', 'ListDatasets']);
    expect(vertex.made).toEqual(['dataset', 'pipeline', 'model', 'endpoint', 'deployment']);
  });
});
