import { sleep } from '../../../util/waits.ts';
import { SpotiTagsError } from '../../../errors.ts';
import { type VertexService, notFound, unless } from './service.ts';
import { type RunRecord, type VertexStep, vertexSteps } from './state-file.ts';
import { deploymentStep } from './steps.ts';
import { deployedModelId } from './trainer-options.ts';
import { Provisioning, type ProvisioningOptions } from './provisioning.ts';

/** What is no longer billed by the hour, and what is left at the service. Plain data. */
export interface Undeployed {
  /** The endpoints whose models were undeployed. */
  readonly undeployed: readonly string[];
  /** What stays there until it is deleted, with the step that made it; the object and the model take storage. */
  readonly remains: readonly { readonly step: VertexStep; readonly resource: string }[];
}

/** Undeploys the models of runs, also one whose deployment is under way. */
export async function undeployRuns(
  service: VertexService,
  runs: readonly RunRecord[],
  options: ProvisioningOptions,
): Promise<Undeployed> {
  const undeployed: string[] = [];
  const uncertain: string[] = [];
  for (const run of runs) {
    const endpoint = `${service.parent}/endpoints/${run.id}`;
    const provisioning = new Provisioning(run, options);
    const outcome = await undeployRun(service, run, endpoint, provisioning, options);
    if (outcome === 'undeployed') undeployed.push(endpoint);
    if (outcome === 'uncertain') uncertain.push(endpoint);
  }
  if (uncertain.length > 0) {
    throw new SpotiTagsError(
      'service',
      `A model was being deployed to ${uncertain.join(', ')} when the process ended, and does not show there yet. ` +
        'Undeploy again in half an hour.',
      { retryable: true },
    );
  }
  return { undeployed, remains: runs.flatMap(remainsOf) };
}

async function undeployRun(
  service: VertexService,
  { id, steps }: RunRecord,
  endpoint: string,
  provisioning: Provisioning,
  options: ProvisioningOptions,
): Promise<'undeployed' | 'uncertain' | 'nothing'> {
  if (!steps.deployment) return 'nothing';
  const model = deployedModelId(id);
  const deployment = {
    endpoint,
    model: steps.training?.resource ?? '',
    machineType: '',
    deployedModelId: model,
  };
  const deployed = await provisioning.find(deploymentStep(service, id, deployment));
  if (deployed === undefined && provisioning.recorded('deployment')?.asked) return 'uncertain';
  if (deployed !== undefined) await undeploy(service, endpoint, model, options);
  await provisioning.record('deployment', undefined);
  return deployed === undefined ? 'nothing' : 'undeployed';
}

async function undeploy(
  service: VertexService,
  endpoint: string,
  deployedModelId: string,
  options: ProvisioningOptions,
): Promise<void> {
  const what = `Undeploying the model of ${endpoint}`;
  const request = async () =>
    unless(notFound, (await service.endpoints.get()).undeployModel({ endpoint, deployedModelId }));
  // The second time it is not there.
  const answer = await service.read(what, request, options);
  const name = answer?.[0].name;
  if (!name) return;
  for (;;) {
    const operation = await service.operation(what, name, options);
    if (operation?.state === 'failed') throw operation.error;
    if (operation?.state !== 'running') return;
    options.onProgress({ step: 'deployment', state: 'running', resource: name });
    await sleep(options.pollEvery, options.signal);
  }
}

function remainsOf({ steps }: RunRecord) {
  return vertexSteps.flatMap((step) => {
    const resource = step === 'deployment' ? undefined : steps[step]?.resource;
    return resource === undefined ? [] : [{ step, resource }];
  });
}
