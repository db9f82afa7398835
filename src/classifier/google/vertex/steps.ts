import type { CallOptions } from '../../../model.ts';
import { SpotiTagsError } from '../../../errors.ts';
import {
  type OperationState,
  type VertexService,
  type WorkState,
  alreadyExists,
  notFound,
  unless,
} from './service.ts';
import type { StepRecord, VertexStep } from './state-file.ts';
import { type Learned, genreColumn, numberColumn, tagsColumn } from './table.ts';

const schemas = 'gs://google-cloud-aiplatform/schema';

/** One thing to make at the service. */
export interface Step {
  readonly name: VertexStep;
  /** For people: `Creating the dataset spotitags-0a1b`. */
  readonly what: string;
  /** Whether a recorded thing is searched again, because it may have been deleted and can be made again. */
  readonly isVerified?: boolean;
  /** What exists already, by its name at the service. */
  find(options: CallOptions): Promise<StepRecord | undefined>;
  /** Requests it; undefined if it is being made already, although the service does not list it yet. */
  start(options: CallOptions): Promise<StepRecord | undefined>;
  /** The state of the work; undefined if the service no longer knows it. */
  poll(work: string, options: CallOptions): Promise<WorkState | undefined>;
}

/** A table made from the object, which stays in its bucket. */
export function datasetStep(service: VertexService, id: string, object: string): Step {
  const what = `Creating the dataset ${id}`;
  const { parent } = service;
  return {
    name: 'dataset',
    what,
    async find(options) {
      const filter = `display_name="${id}"`;
      const request = async () =>
        (await service.datasets.get()).listDatasets({ parent, filter }, { autoPaginate: false });
      const [[dataset]] = await service.read(`${what}: searching for it`, request, options);
      return dataset?.name ? { resource: dataset.name } : undefined;
    },
    async start(options) {
      const { helpers } = await service.sdk();
      const metadata = helpers.toValue({ inputConfig: { gcsSource: { uri: [object] } } });
      const dataset = {
        displayName: id,
        metadataSchemaUri: `${schemas}/dataset/metadata/tabular_1.0.0.yaml`,
        metadata: metadata ?? null,
        labels: labels(id),
      };
      const request = async () => (await service.datasets.get()).createDataset({ parent, dataset });
      const [operation] = await service.make(what, request, options);
      return { work: nameOf(what, operation) };
    },
    async poll(work, options) {
      const operation = await service.operation(what, work, options);
      if (operation?.state !== 'done') return operation;
      const { Dataset } = (await service.sdk()).protos.google.cloud.aiplatform.v1;
      return { state: 'done', resource: nameOf(what, Dataset.decode(operation.answer)) };
    },
  };
}

/** What AutoML is told of the column to learn. */
const tasks = {
  genres: {
    targetColumn: genreColumn,
    predictionType: 'classification',
    optimizationObjective: 'minimize-log-loss',
  },
  numbers: {
    targetColumn: numberColumn,
    predictionType: 'regression',
    optimizationObjective: 'minimize-rmse',
  },
} as const;

/** AutoML on the table: the step that takes hours and costs most. Its work is the pipeline, its result the model. */
export function trainingStep(
  service: VertexService,
  id: string,
  {
    dataset,
    budgetMilliNodeHours,
    learned,
  }: { readonly dataset: string; readonly budgetMilliNodeHours: number; readonly learned: Learned },
): Step {
  const what = `Training ${id}`;
  const { parent } = service;
  return {
    name: 'training',
    what,
    async find(options) {
      const filter = `display_name="${id}"`;
      const request = async () =>
        (await service.pipelines.get()).listTrainingPipelines({ parent, filter }, { autoPaginate: false });
      const [pipelines] = await service.read(`${what}: searching for its pipeline`, request, options);
      const states = await pipelineStates(service);
      const usable = pipelines.find(({ state }) => !hasFailed(states(state)));
      return usable?.name ? { work: usable.name } : undefined;
    },
    async start(options) {
      const { helpers } = await service.sdk();
      const inputs = {
        ...tasks[learned],
        // A CSV has no arrays, which `repeatedCategorical` would need: AutoML splits the text into words itself.
        transformations: [{ text: { columnName: tagsColumn } }],
        trainBudgetMilliNodeHours: budgetMilliNodeHours,
      };
      const trainingPipeline = {
        displayName: id,
        inputDataConfig: { datasetId: dataset.slice(dataset.lastIndexOf('/') + 1) },
        trainingTaskDefinition: `${schemas}/trainingjob/definition/automl_tables_1.0.0.yaml`,
        trainingTaskInputs: helpers.toValue(inputs) ?? null,
        modelToUpload: { displayName: id, labels: labels(id) },
        labels: labels(id),
      };
      const request = async () =>
        (await service.pipelines.get()).createTrainingPipeline({ parent, trainingPipeline });
      const [pipeline] = await service.make(what, request, options);
      return { work: nameOf(what, pipeline) };
    },
    async poll(work, options) {
      const request = async () =>
        unless(notFound, (await service.pipelines.get()).getTrainingPipeline({ name: work }));
      const answer = await service.read(`${what}: reading ${work}`, request, options);
      if (!answer) return undefined;
      const [{ state, error, modelToUpload }] = answer;
      const detail = (await pipelineStates(service))(state);
      if (detail === 'PIPELINE_STATE_SUCCEEDED') {
        return { state: 'done', resource: nameOf(what, modelToUpload) };
      }
      if (!hasFailed(detail)) return { state: 'running', detail };
      const cause = Object.assign(new Error(error?.message ?? detail), { code: error?.code });
      return { state: 'failed', error: service.failure(`${what} (${work}, ${detail})`, cause) };
    },
  };
}

/** The address of predictions. It costs nothing by itself. Its id is chosen here: the service refuses it a second time. */
export function endpointStep(service: VertexService, id: string): Step {
  const what = `Creating the endpoint ${id}`;
  const name = `${service.parent}/endpoints/${id}`;
  return {
    name: 'endpoint',
    what,
    isVerified: true,
    async find(options) {
      return (await deployedModels(service, name, options)) ? { resource: name } : undefined;
    },
    async start(options) {
      const endpoint = { displayName: id, labels: labels(id) };
      const request = async () =>
        unless(
          alreadyExists,
          (await service.endpoints.get()).createEndpoint({
            parent: service.parent,
            endpoint,
            endpointId: id,
          }),
        );
      const answer = await service.make(what, request, options);
      return answer && { work: nameOf(what, answer[0]) };
    },
    poll: async (work, options) => doneWith(name, await service.operation(what, work, options)),
  };
}

export interface Deployment {
  readonly endpoint: string;
  readonly model: string;
  readonly machineType: string;
  /** Up to ten digits, chosen here: the service refuses them a second time. */
  readonly deployedModelId: string;
}

/** A machine that answers predictions. It is billed from then on. */
export function deploymentStep(service: VertexService, id: string, deployment: Deployment): Step {
  const { endpoint, model, machineType, deployedModelId } = deployment;
  const what = `Deploying ${id}`;
  return {
    name: 'deployment',
    what,
    isVerified: true,
    async find(options) {
      const deployed = await deployedModels(service, endpoint, options);
      return deployed?.includes(deployedModelId) ? { resource: deployedModelId } : undefined;
    },
    async start(options) {
      const deployedModel = {
        id: deployedModelId,
        model,
        displayName: id,
        dedicatedResources: { machineSpec: { machineType }, minReplicaCount: 1, maxReplicaCount: 1 },
      };
      const request = async () =>
        unless(
          alreadyExists,
          // "0" stands for the model that is being deployed.
          (await service.endpoints.get()).deployModel({
            endpoint,
            deployedModel,
            trafficSplit: { '0': 100 },
          }),
        );
      const answer = await service.make(what, request, options);
      return answer && { work: nameOf(what, answer[0]) };
    },
    poll: async (work, options) => doneWith(deployedModelId, await service.operation(what, work, options)),
  };
}

/** The ids of the models that an endpoint has; undefined if there is no such endpoint. */
async function deployedModels(
  service: VertexService,
  endpoint: string,
  options: CallOptions,
): Promise<readonly string[] | undefined> {
  const request = async () =>
    unless(notFound, (await service.endpoints.get()).getEndpoint({ name: endpoint }));
  const answer = await service.read(`Reading the endpoint ${endpoint}`, request, options);
  return answer?.[0].deployedModels?.map(({ id }) => id ?? '') ?? (answer && []);
}

function doneWith(resource: string, operation: OperationState | undefined): WorkState | undefined {
  return operation?.state === 'done' ? { state: 'done', resource } : operation;
}

/** For the console and for bills: which run a thing belongs to. */
function labels(id: string) {
  return { spotitags: id };
}

function hasFailed(state: string): boolean {
  return ['PIPELINE_STATE_FAILED', 'PIPELINE_STATE_CANCELLING', 'PIPELINE_STATE_CANCELLED'].includes(state);
}

/** Names a pipeline's state, which the SDK gives as a name or as a number. */
async function pipelineStates(service: VertexService): Promise<(state: unknown) => string> {
  const { PipelineState } = (await service.sdk()).protos.google.cloud.aiplatform.v1;
  return (state) => {
    const known = Object.entries(PipelineState).find(([name, number]) => state === name || state === number);
    return known?.[0] ?? 'PIPELINE_STATE_UNSPECIFIED';
  };
}

function nameOf(what: string, thing: { readonly name?: string | null } | null | undefined): string {
  if (thing?.name) return thing.name;
  throw new SpotiTagsError('service', `${what}: Vertex AI answered without a name.`);
}
