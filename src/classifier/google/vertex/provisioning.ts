import { SpotiTagsError } from '../../../errors.ts';
import type { CallOptions } from '../../../model.ts';
import { sleep } from '../../../util/waits.ts';
import type { WorkState } from './service.ts';
import { type RunRecord, type StateFile, type StepRecord, type VertexStep, withStep } from './state-file.ts';
import type { Step } from './steps.ts';

/** Searches for a thing that may have been made, before it is made again. */
const searchesIfUncertain = 3;
/** Searches for a thing that the service says exists; at 15 s, an hour. */
const searchesIfCertain = 240;
/** Requests to make a thing, if it is not known whether they arrived. */
const maxRequests = 4;
/** Polls in a row that may fail, each after 15 s of attempts; at 15 s between them, half an hour. */
const maxFailedPolls = 60;

/** What the service is doing. */
export interface VertexProgress {
  readonly step: VertexStep;
  /** `found`: it was there already. `running`: after every poll of work under way. */
  readonly state: 'found' | 'begun' | 'running' | 'done';
  /** The name of the result, or of the work under way. */
  readonly resource?: string;
  /** The service's own word for its state, such as `PIPELINE_STATE_RUNNING`. */
  readonly detail?: string;
}

export interface ProvisioningOptions extends CallOptions {
  readonly file: StateFile;
  /** Milliseconds between two polls. */
  readonly pollEvery: number;
  readonly onProgress: (progress: VertexProgress) => void;
}

/** Makes the things of a run at the service, step by step. Each answer is recorded before anything else is done. */
export class Provisioning {
  #run: RunRecord;
  readonly #options: ProvisioningOptions;

  constructor(run: RunRecord, options: ProvisioningOptions) {
    this.#run = run;
    this.#options = options;
  }

  recorded(step: VertexStep): StepRecord | undefined {
    return this.#run.steps[step];
  }

  report(progress: VertexProgress): void {
    this.#options.onProgress(progress);
  }

  /** Writes down what is known of a step; undefined removes what was recorded. */
  async record(step: VertexStep, known: StepRecord | undefined): Promise<void> {
    this.#run = withStep(this.#run, step, known);
    await this.#options.file.keep(this.#run);
  }

  /** Makes one thing, unless it exists or is being made; returns its name. */
  async ensure(step: Step): Promise<string> {
    const recorded = this.recorded(step.name);
    const finished = await this.#resume(step, recorded);
    if (finished !== undefined) return finished;
    let searches = recorded?.asked ? searchesIfUncertain : 1;
    for (let request = 1; ; request += 1) {
      const found = await this.#search(step, searches);
      if (found !== undefined) return found;
      if (searches === searchesIfCertain || request > maxRequests) throw lost(step);
      await this.record(step.name, { asked: true });
      this.report({ step: step.name, state: 'begun' });
      const started = await this.#start(step, request);
      searches = started === 'exists' ? searchesIfCertain : searchesIfUncertain;
      if (typeof started === 'string') continue;
      await this.record(step.name, started);
      const resource = await this.#finish(step, started);
      if (resource !== undefined) return resource;
    }
  }

  /** The name of a thing, after work under way has ended; undefined if there is none. Makes nothing. */
  async find(step: Step): Promise<string | undefined> {
    const recorded = this.recorded(step.name);
    try {
      if (recorded?.resource === undefined && recorded?.work !== undefined) {
        await this.#finish(step, recorded);
      }
    } catch (error) {
      // If the work failed, its record was removed: nothing was made, which is an answer here.
      if (this.recorded(step.name)) throw error;
    }
    return this.#search(step, recorded?.asked ? searchesIfUncertain : 1);
  }

  /** Continues from the record; undefined if that is not enough. */
  async #resume(step: Step, recorded: StepRecord | undefined): Promise<string | undefined> {
    if (recorded?.resource === undefined || !step.isVerified) return recorded && this.#finish(step, recorded);
    const found = await this.#search(step, 1);
    if (found === undefined) await this.record(step.name, undefined);
    return found;
  }

  /** Searches for a thing by its name, with a pause between searches. */
  async #search(step: Step, searches: number): Promise<string | undefined> {
    for (let search = 1; search <= searches; search += 1) {
      if (search > 1) await this.#pause();
      const found = await step.find(this.#options);
      if (!found) continue;
      await this.record(step.name, found);
      return this.#finish(step, found);
    }
    return undefined;
  }

  async #start(step: Step, request: number): Promise<StepRecord | 'exists' | 'uncertain'> {
    const { signal } = this.#options;
    try {
      return (await step.start(this.#options)) ?? 'exists';
    } catch (error) {
      signal?.throwIfAborted();
      const isUncertain = SpotiTagsError.isInstance(error, 'service') && error.retryable;
      // A refused request leaves nothing behind.
      if (!isUncertain) await this.record(step.name, undefined);
      if (!isUncertain || request === maxRequests) throw error;
      await this.#pause();
      return 'uncertain';
    }
  }

  /** Waits for work, and records its result; undefined if the service no longer knows the work. */
  async #finish(step: Step, { work, resource }: StepRecord): Promise<string | undefined> {
    if (resource !== undefined) {
      this.report({ step: step.name, state: 'found', resource });
      return resource;
    }
    if (work === undefined) return undefined;
    const ended = await this.#wait(step, work);
    if (!ended) return undefined;
    if (ended.state === 'failed') {
      // Without a record, the next call begins it again.
      await this.record(step.name, undefined);
      throw ended.error;
    }
    await this.record(step.name, { work, resource: ended.resource });
    this.report({ step: step.name, state: 'done', resource: ended.resource });
    return ended.resource;
  }

  async #wait(step: Step, work: string): Promise<Exclude<WorkState, { state: 'running' }> | undefined> {
    for (;;) {
      const current = await this.#poll(step, work);
      if (current?.state !== 'running') return current;
      const { detail } = current;
      this.report({ step: step.name, state: 'running', resource: work, ...(detail && { detail }) });
      await this.#pause();
    }
  }

  /** Polls once, and again if the service is away for a while: the work there goes on meanwhile. */
  async #poll(step: Step, work: string): Promise<WorkState | undefined> {
    for (let failures = 0; ;) {
      try {
        return await step.poll(work, this.#options);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        failures += 1;
        if (!SpotiTagsError.isInstance(error) || !error.retryable || failures === maxFailedPolls) throw error;
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return sleep(this.#options.pollEvery, this.#options.signal);
  }
}

function lost({ what }: Step): SpotiTagsError {
  return new SpotiTagsError('service', `${what}: what was begun cannot be found. Try again later.`, {
    retryable: true,
  });
}
