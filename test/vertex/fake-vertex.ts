import { helpers, protos } from '@google-cloud/aiplatform';
import { failure, grpc, type LocalServer, type Method, method, serve } from './grpc.ts';
import { type Table, learn, parseTable } from './table-model.ts';

const { v1 } = protos.google.cloud.aiplatform;
const { longrunning, rpc } = protos.google;
type Dataset = protos.google.cloud.aiplatform.v1.IDataset;
type Endpoint = protos.google.cloud.aiplatform.v1.IEndpoint;
type Pipeline = protos.google.cloud.aiplatform.v1.ITrainingPipeline;
type Operation = protos.google.longrunning.IOperation;

const { status } = grpc;

/** What goes wrong with the next call of a method. */
export type Fault =
  /** A code of gRPC. */
  | { readonly code: number; readonly message?: string }
  /** The connection breaks before the call is heard, or once it is done and before its answer. */
  | { readonly cut: 'before' | 'after' }
  /** No answer comes. */
  | { readonly silent: true };

export interface FakeVertexOptions {
  /** What Cloud Storage holds at a `gs://` address. */
  readonly read: (uri: string) => string | undefined;
  /** Time passes with each call: an operation takes so many of them. @default 2 */
  readonly calls?: number;
  /** Operations end so. */
  readonly operationError?: { readonly method: string; readonly code: number; readonly message: string };
  /** Why training fails. */
  readonly trainingError?: string;
}

interface Pending {
  readonly name: string;
  left: number;
  readonly finish: () => Operation;
  outcome?: Operation;
}

/**
 * Vertex AI over gRPC, as far as AutoML on a table goes: datasets, training pipelines, endpoints, operations and
 * predictions. It holds the service's own rules: names that are taken, rows that are too few, filters of lists.
 */
export class FakeVertex {
  /** Every call, by the name of its method. */
  readonly calls: string[] = [];
  /** Every thing made, by its kind. */
  readonly made: string[] = [];
  readonly datasets = new Map<string, Dataset>();
  readonly pipelines = new Map<string, Pipeline>();
  readonly endpoints = new Map<string, Endpoint>();
  /** What the next calls of a method meet, by its name. */
  readonly faults = new Map<string, Fault[]>();
  /** Told of a call before and after it is done. */
  /** Why training fails. */
  trainingError: string | undefined;
  onCall: ((name: string, when: 'before' | 'after') => void) | undefined;
  readonly #options: FakeVertexOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #training = new Map<string, number>();
  readonly #tables = new Map<string, Table>();
  #server: LocalServer | undefined;
  #last = 1000;

  constructor(options: FakeVertexOptions) {
    this.#options = options;
    this.trainingError = options.trainingError;
  }

  /** Starts a server; returns what the SDK's clients must be made with to talk to it. */
  async listen(): Promise<Readonly<Record<string, unknown>>> {
    this.#server = await serve(this.#methods(), (path, run) => this.#hear(path, run));
    return {
      apiEndpoint: '127.0.0.1',
      port: this.#server.port,
      sslCreds: grpc.credentials.createInsecure(),
      auth: {
        getAccessToken: () => Promise.resolve('token-of-the-fake'),
        getUniverseDomain: () => Promise.resolve('googleapis.com'),
      },
      'grpc.initial_reconnect_backoff_ms': 10,
    };
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  get deployedModels(): readonly string[] {
    return [...this.endpoints.values()].flatMap(({ deployedModels }) =>
      (deployedModels ?? []).map(({ model }) => model ?? ''),
    );
  }

  /** Somebody deletes an endpoint. */
  forget(endpoint: string): void {
    this.endpoints.delete(endpoint);
    for (const claim of this.#claimed) if (claim.startsWith(endpoint)) this.#claimed.delete(claim);
  }

  async #hear(path: string, run: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    this.calls.push(name);
    this.#tick();
    this.onCall?.(name, 'before');
    const fault = this.faults.get(name)?.shift();
    if (!fault) {
      try {
        return await run();
      } finally {
        this.onCall?.(name, 'after');
      }
    }
    if ('code' in fault) throw failure(fault.code, fault.message ?? 'The fake was told to.');
    if ('silent' in fault) return new Promise(() => undefined);
    if (fault.cut === 'after') await run();
    this.#server?.cut();
    throw failure(status.UNAVAILABLE, 'Cut.');
  }

  #tick(): void {
    for (const operation of this.#pending.values()) {
      operation.left -= 1;
      if (operation.left <= 0) operation.outcome ??= operation.finish();
    }
    for (const [name, age] of this.#training) this.#age(name, age + 1);
  }

  #methods(): Map<string, Method> {
    const service = 'google.cloud.aiplatform.v1';
    return new Map<string, Method>([
      [
        '/google.longrunning.Operations/GetOperation',
        method(longrunning.GetOperationRequest, longrunning.Operation, ({ name }) => this.#operation(name)),
      ],
      [
        `/${service}.DatasetService/CreateDataset`,
        method(v1.CreateDatasetRequest, longrunning.Operation, (request) => this.#createDataset(request)),
      ],
      [
        `/${service}.DatasetService/ListDatasets`,
        method(v1.ListDatasetsRequest, v1.ListDatasetsResponse, ({ filter }) => ({
          datasets: named(this.datasets, filter),
        })),
      ],
      [
        `/${service}.PipelineService/CreateTrainingPipeline`,
        method(v1.CreateTrainingPipelineRequest, v1.TrainingPipeline, (request) => this.#train(request)),
      ],
      [
        `/${service}.PipelineService/GetTrainingPipeline`,
        method(v1.GetTrainingPipelineRequest, v1.TrainingPipeline, ({ name }) => known(this.pipelines, name)),
      ],
      [
        `/${service}.PipelineService/ListTrainingPipelines`,
        method(v1.ListTrainingPipelinesRequest, v1.ListTrainingPipelinesResponse, ({ filter }) => ({
          trainingPipelines: named(this.pipelines, filter),
        })),
      ],
      [
        `/${service}.EndpointService/CreateEndpoint`,
        method(v1.CreateEndpointRequest, longrunning.Operation, (request) => this.#createEndpoint(request)),
      ],
      [
        `/${service}.EndpointService/GetEndpoint`,
        method(v1.GetEndpointRequest, v1.Endpoint, ({ name }) => known(this.endpoints, name)),
      ],
      [
        `/${service}.EndpointService/DeployModel`,
        method(v1.DeployModelRequest, longrunning.Operation, (request) => this.#deploy(request)),
      ],
      [
        `/${service}.EndpointService/UndeployModel`,
        method(v1.UndeployModelRequest, longrunning.Operation, (request) => this.#undeploy(request)),
      ],
      [
        `/${service}.PredictionService/Predict`,
        method(v1.PredictRequest, v1.PredictResponse, (request) => this.#predict(request)),
      ],
    ]);
  }

  #operation(name: string): Operation {
    const operation = this.#pending.get(name);
    if (!operation) throw failure(status.NOT_FOUND, `There is no operation ${name}.`);
    return operation.outcome ?? { name, done: false };
  }

  /** Begins an operation on a thing; once it is done, the work is, and its answer is there. */
  #begin(made: string, thing: string, work: () => Uint8Array, undo?: () => void): Operation {
    const name = `${thing}/operations/${this.#id()}`;
    const { calls = 2, operationError } = this.#options;
    this.made.push(made);
    const finish = (): Operation => {
      if (operationError?.method === made) {
        const { code, message } = operationError;
        undo?.();
        return { name, done: true, error: rpc.Status.create({ code, message }) };
      }
      return { name, done: true, response: { type_url: 'type.googleapis.com/any', value: work() } };
    };
    this.#pending.set(name, { name, left: calls, finish });
    return { name, done: false };
  }

  #id(): number {
    return (this.#last += 1);
  }

  #createDataset({ parent, dataset }: protos.google.cloud.aiplatform.v1.CreateDatasetRequest): Operation {
    const name = `${parent}/datasets/${this.#id()}`;
    return this.#begin('dataset', name, () => {
      const whole = { ...dataset, name };
      this.datasets.set(name, whole);
      return v1.Dataset.encode(whole).finish();
    });
  }

  #train({
    parent,
    trainingPipeline,
  }: protos.google.cloud.aiplatform.v1.CreateTrainingPipelineRequest): Pipeline {
    const name = `${parent}/trainingPipelines/${this.#id()}`;
    const pipeline = { ...trainingPipeline, name, state: v1.PipelineState.PIPELINE_STATE_QUEUED };
    this.made.push('pipeline');
    this.pipelines.set(name, pipeline);
    this.#training.set(name, 0);
    return pipeline;
  }

  #age(name: string, age: number): void {
    this.#training.set(name, age);
    const pipeline = known(this.pipelines, name);
    const { calls = 2 } = this.#options;
    if (age === 1) pipeline.state = v1.PipelineState.PIPELINE_STATE_RUNNING;
    if (age < calls + 1) return;
    this.#training.delete(name);
    const model = `${name.slice(0, name.indexOf('/trainingPipelines/'))}/models/${this.#id()}`;
    const problem = this.trainingError ?? this.#learn(model, pipeline);
    if (problem === undefined) {
      pipeline.state = v1.PipelineState.PIPELINE_STATE_SUCCEEDED;
      pipeline.modelToUpload = { ...pipeline.modelToUpload, name: model };
      this.made.push('model');
    } else {
      pipeline.state = v1.PipelineState.PIPELINE_STATE_FAILED;
      pipeline.error = rpc.Status.create({ code: status.INVALID_ARGUMENT, message: problem });
    }
  }

  /** Learns from the table of the pipeline's dataset; says what is wrong with it. */
  #learn(model: string, pipeline: Pipeline): string | undefined {
    const { trainingTaskInputs, trainingTaskDefinition, inputDataConfig } = pipeline;
    if (!trainingTaskDefinition?.endsWith('/automl_tables_1.0.0.yaml')) return 'Unknown training task.';
    const [dataset] = [...this.datasets.values()].filter(({ name }) =>
      name?.endsWith(`/datasets/${inputDataConfig?.datasetId ?? ''}`),
    );
    if (!dataset?.metadataSchemaUri?.endsWith('/tabular_1.0.0.yaml')) return 'The dataset is not a table.';
    const metadata = read(dataset.metadata) as { inputConfig?: { gcsSource?: { uri?: string[] } } };
    const uri = metadata.inputConfig?.gcsSource?.uri?.[0] ?? '';
    const text = this.#options.read(uri);
    if (text === undefined) return `There is no object ${uri}.`;
    const table = parseTable(text, read(trainingTaskInputs));
    if (typeof table === 'string') return table;
    this.#tables.set(model, table);
    return undefined;
  }

  #createEndpoint(request: protos.google.cloud.aiplatform.v1.CreateEndpointRequest): Operation {
    const { parent, endpoint, endpointId } = request;
    const name = `${parent}/endpoints/${endpointId || this.#id()}`;
    this.#claim(name, 'endpoint');
    return this.#begin('endpoint', name, () => {
      const whole = { ...endpoint, name, deployedModels: [] };
      this.endpoints.set(name, whole);
      return v1.Endpoint.encode(whole).finish();
    });
  }

  readonly #claimed = new Set<string>();

  #claim(name: string, kind: string): void {
    if (this.#claimed.has(name)) throw failure(status.ALREADY_EXISTS, `The ${kind} ${name} exists.`);
    this.#claimed.add(name);
  }

  #deploy(request: protos.google.cloud.aiplatform.v1.DeployModelRequest): Operation {
    const endpoint = known(this.endpoints, request.endpoint);
    const { deployedModel } = request;
    if (!this.#tables.has(deployedModel?.model ?? '')) {
      throw failure(status.NOT_FOUND, `There is no model ${deployedModel?.model ?? ''}.`);
    }
    if (!deployedModel?.dedicatedResources?.machineSpec?.machineType) {
      throw failure(status.INVALID_ARGUMENT, 'The model needs dedicated resources.');
    }
    const id = String(deployedModel.id);
    const claim = `${request.endpoint}#${id}`;
    this.#claim(claim, 'deployed model');
    const work = () => {
      const whole = { ...deployedModel, id };
      endpoint.deployedModels = [...(endpoint.deployedModels ?? []), whole];
      return v1.DeployModelResponse.encode({ deployedModel: whole }).finish();
    };
    return this.#begin('deployment', request.endpoint, work, () => this.#claimed.delete(claim));
  }

  #undeploy({
    endpoint: name,
    deployedModelId,
  }: protos.google.cloud.aiplatform.v1.UndeployModelRequest): Operation {
    const endpoint = known(this.endpoints, name);
    const left = (endpoint.deployedModels ?? []).filter(({ id }) => id !== deployedModelId);
    if (left.length === endpoint.deployedModels?.length) {
      throw failure(status.NOT_FOUND, `There is no deployed model ${deployedModelId}.`);
    }
    return this.#begin('undeployment', name, () => {
      endpoint.deployedModels = left;
      this.#claimed.delete(`${name}#${deployedModelId}`);
      return v1.UndeployModelResponse.encode({}).finish();
    });
  }

  #predict({
    endpoint: name,
    instances,
  }: protos.google.cloud.aiplatform.v1.PredictRequest): protos.google.cloud.aiplatform.v1.IPredictResponse {
    const [deployed] = known(this.endpoints, name).deployedModels ?? [];
    const table = this.#tables.get(deployed?.model ?? '');
    if (!table) throw failure(status.FAILED_PRECONDITION, 'The endpoint has no deployed model.');
    const classify = learn(table);
    return {
      deployedModelId: deployed?.id ?? '',
      predictions: instances.map(
        (instance) => helpers.toValue(classify(read(instance))) as protos.google.protobuf.IValue,
      ),
    };
  }
}

function read(value: protos.google.protobuf.IValue | null | undefined): Readonly<Record<string, unknown>> {
  return (value ? helpers.fromValue(value as Parameters<typeof helpers.fromValue>[0]) : {}) as Readonly<
    Record<string, unknown>
  >;
}

function known<T>(things: ReadonlyMap<string, T>, name: string): T {
  const thing = things.get(name);
  if (!thing) throw failure(status.NOT_FOUND, `There is no ${name}.`);
  return thing;
}

/** The things that a filter of a list keeps: those of one display name. */
function named<T extends { displayName?: string | null }>(
  things: ReadonlyMap<string, T>,
  filter: string,
): T[] {
  const [, name] = /^display_name="([^"]+)"$/u.exec(filter) ?? [];
  if (name === undefined) throw failure(status.INVALID_ARGUMENT, `Cannot read the filter ${filter}.`);
  return [...things.values()].filter(({ displayName }) => displayName === name);
}
