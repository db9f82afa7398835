import { SpotiTagsError } from '../../../errors.ts';
import type { CallOptions, GenreExample, NumberExample } from '../../../model.ts';
import type { AnyIterable } from '../../../util/iterables.ts';
import { checkOptions } from '../../../util/options.ts';
import type { Trainer } from '../../classifier.ts';
import type { RegressionTrainer } from '../../regressor.ts';
import { vertexPlace } from '../options.ts';
import { type VertexPlan, planOf } from './plan.ts';
import { VertexService } from './service.ts';
import { type RunRecord, StateFile } from './state-file.ts';
import { datasetStep, deploymentStep, endpointStep, trainingStep } from './steps.ts';
import { upload } from './storage.ts';
import { type TrainingTable, checkRows, readTable } from './table.ts';
import {
  type VertexTrainerOptions,
  type VertexTrainerSettings,
  deployedModelId,
  objectName,
  runId,
  trainerOptions,
} from './trainer-options.ts';
import { type Undeployed, undeployRuns } from './undeploy.ts';
import { VertexClassifier } from './vertex-classifier.ts';
import { VertexRegressor } from './vertex-regressor.ts';
import { Provisioning, type ProvisioningOptions } from './provisioning.ts';

/**
 * Trains at Google, in the way of Google Prediction: give it examples, get a classifier; or give it examples with numbers, get a
 * regressor. It puts the examples into a
 * bucket as a CSV, has AutoML train a model on that table, and deploys the model to an endpoint. That takes hours and
 * costs money; see `plan`. AutoML wants 1,000 artists at least.
 *
 * The service's answers are recorded in `stateFile`. A run that was cut off goes on if the same examples are
 * trained on again, in any process, and makes nothing twice: everything is named after the examples and options, and searched
 * by that name before it is made. (A dataset that the service does not list after three searches may be made twice; it costs
 * nothing.) Two processes must not train on the same examples at the same time.
 *
 * **The deployed model is billed by the hour until `undeploy`.**
 */
export class VertexTrainer implements Trainer<VertexClassifier>, RegressionTrainer<VertexRegressor> {
  readonly #settings: VertexTrainerSettings;
  readonly #file: StateFile;

  /** @throws SpotiTagsError `invalid-input` if an option is not what was expected. */
  constructor(options: VertexTrainerOptions) {
    this.#settings = checkOptions(trainerOptions, options);
    this.#file = new StateFile(this.#settings.stateFile);
  }

  /**
   * Trains and deploys, or goes on with it. An abort ends the waiting, not what the service is doing.
   *
   * @throws SpotiTagsError `invalid-input` for examples that AutoML does not train on, or what the service refuses;
   * `unauthorized` where credentials or a permission are missing; `not-found` for a bucket that is not there;
   * `rate-limited` for a quota that is used up; `service` where training failed or the service stays unwell;
   * `missing-package`. After each of them, the same call goes on; a training that failed begins anew.
   */
  train(examples: AnyIterable<GenreExample>, options?: CallOptions): Promise<VertexClassifier>;
  train(examples: AnyIterable<NumberExample>, options?: CallOptions): Promise<VertexRegressor>;
  async train(
    examples: AnyIterable<GenreExample> | AnyIterable<NumberExample>,
    { signal }: CallOptions = {},
  ): Promise<VertexClassifier | VertexRegressor> {
    signal?.throwIfAborted();
    const settings = this.#settings;
    const table = await readTable(examples, settings, signal && { signal });
    checkRows(table);
    const id = runId(settings, table);
    const provisioning = new Provisioning(
      (await this.#recorded(id)) ?? this.#begin(id),
      this.#provisioningOptions(signal),
    );
    const endpoint = await this.#withService(async (service) => {
      const object = await this.#upload(service, table, provisioning, signal);
      const dataset = await provisioning.ensure(datasetStep(service, id, object));
      const { budgetMilliNodeHours, machineType } = settings;
      const { learned } = table;
      const model = await provisioning.ensure(
        trainingStep(service, id, { dataset, budgetMilliNodeHours, learned }),
      );
      const name = await provisioning.ensure(endpointStep(service, id));
      const deployment = { endpoint: name, model, machineType, deployedModelId: deployedModelId(id) };
      await provisioning.ensure(deploymentStep(service, id, deployment));
      return name;
    });
    const { learned, genres, tagger } = table;
    const { filter, minCovers } = settings;
    const options = { ...vertexPlace(settings), filter, minCovers, endpoint, tagger };
    return learned === 'numbers'
      ? new VertexRegressor(options)
      : new VertexClassifier({ ...options, genres });
  }

  /**
   * What `train` would do with the examples, and what of it is billed. Reads the state file, and sends no request.
   *
   * @throws SpotiTagsError `invalid-input` as `train` does, except for too few examples: compare `rows` and `minRows`.
   */
  async plan(
    examples: AnyIterable<GenreExample> | AnyIterable<NumberExample>,
    { signal }: CallOptions = {},
  ): Promise<VertexPlan> {
    signal?.throwIfAborted();
    const table = await readTable(examples, this.#settings, signal && { signal });
    return planOf(this.#settings, table, await this.#recorded(runId(this.#settings, table)));
  }

  /**
   * Stops the bill: undeploys every model that the state file has for this project, location and name, for any
   * examples. `train` deploys it again without training anew.
   *
   * @throws SpotiTagsError `not-found` where the state file knows nothing of the kind; else as `train` does.
   */
  async undeploy({ signal }: CallOptions = {}): Promise<Undeployed> {
    signal?.throwIfAborted();
    const { project, location, name, stateFile } = this.#settings;
    const mine = (await this.#file.runs()).filter(
      (run) => run.project === project && run.location === location && run.name === name,
    );
    if (mine.length === 0) {
      throw new SpotiTagsError(
        'not-found',
        `${stateFile} knows of nothing named ${name} in ${project}, ${location}. Check the options, or look with ` +
          `\`gcloud ai endpoints list --project=${project} --region=${location}\`.`,
      );
    }
    return this.#withService((service) => undeployRuns(service, mine, this.#provisioningOptions(signal)));
  }

  async #upload(
    service: VertexService,
    table: TrainingTable,
    provisioning: Provisioning,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { bucket, location } = this.#settings;
    const name = objectName(this.#settings, table);
    const resource = `gs://${bucket}/${name}`;
    if (provisioning.recorded('upload')?.resource === resource) {
      provisioning.report({ step: 'upload', state: 'found', resource });
      return resource;
    }
    provisioning.report({ step: 'upload', state: 'begun' });
    const token = () => service.accessToken(signal && { signal });
    const object = { bucket, name, contentType: 'text/csv; charset=utf-8', content: table.csv };
    await upload(object, { ...this.#settings, location, token }, signal && { signal });
    await provisioning.record('upload', { resource });
    provisioning.report({ step: 'upload', state: 'done', resource });
    return resource;
  }

  async #withService<T>(work: (service: VertexService) => Promise<T>): Promise<T> {
    const service = new VertexService(this.#settings);
    try {
      return await work(service);
    } finally {
      await service.close();
    }
  }

  #provisioningOptions(signal: AbortSignal | undefined): ProvisioningOptions {
    const { pollEveryMs, onProgress } = this.#settings;
    return { file: this.#file, pollEveryMs, onProgress, ...(signal && { signal }) };
  }

  async #recorded(id: string): Promise<RunRecord | undefined> {
    return (await this.#file.runs()).find((run) => run.id === id);
  }

  #begin(id: string): RunRecord {
    const { project, location, name } = this.#settings;
    return { id, name, project, location, steps: {} };
  }
}
