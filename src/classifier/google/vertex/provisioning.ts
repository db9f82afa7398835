import { sleep } from '../../../util/waits.ts';
import { SpotiTagsError } from '../../../errors.ts';
import type { CallOptions } from '../../../model.ts';
import { type KeptRun, type KeptStep, type StateFile, type VertexStep, withStep } from './state-file.ts';
import type { Look } from './service.ts';
import type { Step } from './steps.ts';

/** How often a thing is looked for that may have been made, before it is made again. */
const looksInDoubt = 3;
/** How often a thing is looked for that the service says exists; at 15 s, an hour. */
const looksForSure = 240;
/** How often a thing is asked for where the service does not say whether it heard. */
const rounds = 4;
/** How many looks in a row may fail for the service's reasons, each after 15 s of trying; at 15 s, half an hour. */
const patience = 60;

/** What the service is doing. */
export interface VertexProgress {
  readonly step: VertexStep;
  /** `found`: it was there already. `running`: after every look at work under way. */
  readonly state: 'found' | 'begun' | 'running' | 'done';
  /** The name of what came of it, or of what is under way. */
  readonly resource?: string;
  /** The service's own word for it, such as `PIPELINE_STATE_RUNNING`. */
  readonly detail?: string;
}

export interface WalkOptions extends CallOptions {
  readonly file: StateFile;
  /** Milliseconds between two looks. */
  readonly pollEvery: number;
  readonly onProgress: (progress: VertexProgress) => void;
}

/** The way through the steps. Each word of the service's is written down before anything else is done. */
export class Walk {
  #run: KeptRun;
  readonly #options: WalkOptions;

  constructor(run: KeptRun, options: WalkOptions) {
    this.#run = run;
    this.#options = options;
  }

  kept(step: VertexStep): KeptStep | undefined {
    return this.#run.steps[step];
  }

  report(progress: VertexProgress): void {
    this.#options.onProgress(progress);
  }

  async note(step: VertexStep, known: KeptStep | undefined): Promise<void> {
    this.#run = withStep(this.#run, step, known);
    await this.#options.file.keep(this.#run);
  }

  /** Has one thing made, unless it is there or under way; returns its name. */
  async take(step: Step): Promise<string> {
    const kept = this.kept(step.name);
    const finished = await this.#resume(step, kept);
    if (finished !== undefined) return finished;
    for (let round = 1, looks = kept?.asked ? looksInDoubt : 1; ; round += 1) {
      const found = await this.#find(step, looks);
      if (found !== undefined) return found;
      if (looks === looksForSure || round > rounds) throw lost(step);
      await this.note(step.name, { asked: true });
      this.report({ step: step.name, state: 'begun' });
      const started = await this.#start(step, round);
      looks = started === 'exists' ? looksForSure : looksInDoubt;
      if (typeof started === 'string') continue;
      await this.note(step.name, started);
      const resource = await this.#finish(step, started);
      if (resource !== undefined) return resource;
    }
  }

  /** What is there of a thing, once work under way has ended; nothing is made. */
  async seek(step: Step): Promise<string | undefined> {
    const kept = this.kept(step.name);
    try {
      if (kept?.resource === undefined && kept?.work !== undefined) await this.#finish(step, kept);
    } catch (error) {
      // Forgotten where it failed: then nothing came of it, which will do here.
      if (this.kept(step.name)) throw error;
    }
    return this.#find(step, kept?.asked ? looksInDoubt : 1);
  }

  /** Goes on with what is kept; undefined where that is not enough to go on with. */
  async #resume(step: Step, kept: KeptStep | undefined): Promise<string | undefined> {
    if (kept?.resource === undefined || !step.isLookedAt) return kept && this.#finish(step, kept);
    const found = await this.#find(step, 1);
    if (found === undefined) await this.note(step.name, undefined);
    return found;
  }

  /** Looks for a thing by its name. */
  async #find(step: Step, looks: number): Promise<string | undefined> {
    for (let look = 1; look <= looks; look += 1) {
      if (look > 1) await this.#pause();
      const found = await step.find(this.#options);
      if (!found) continue;
      await this.note(step.name, found);
      return this.#finish(step, found);
    }
    return undefined;
  }

  async #start(step: Step, round: number): Promise<KeptStep | 'exists' | 'in doubt'> {
    const { signal } = this.#options;
    try {
      return (await step.start(this.#options)) ?? 'exists';
    } catch (error) {
      signal?.throwIfAborted();
      const isInDoubt = SpotiTagsError.isInstance(error, 'service') && error.retryable;
      // A refusal leaves nothing behind.
      if (!isInDoubt) await this.note(step.name, undefined);
      if (!isInDoubt || round === rounds) throw error;
      await this.#pause();
      return 'in doubt';
    }
  }

  /** Waits for work, and keeps what comes of it; undefined where the service no longer knows the work. */
  async #finish(step: Step, { work, resource }: KeptStep): Promise<string | undefined> {
    if (resource !== undefined) {
      this.report({ step: step.name, state: 'found', resource });
      return resource;
    }
    if (work === undefined) return undefined;
    const look = await this.#wait(step, work);
    if (!look) return undefined;
    if (look.state === 'failed') {
      // Forgotten, so that the next call begins it anew.
      await this.note(step.name, undefined);
      throw look.error;
    }
    await this.note(step.name, { work, resource: look.resource });
    this.report({ step: step.name, state: 'done', resource: look.resource });
    return look.resource;
  }

  async #wait(step: Step, work: string): Promise<Exclude<Look, { state: 'running' }> | undefined> {
    for (;;) {
      const look = await this.#look(step, work);
      if (look?.state !== 'running') return look;
      const { detail } = look;
      this.report({ step: step.name, state: 'running', resource: work, ...(detail && { detail }) });
      await this.#pause();
    }
  }

  /** One look, that outlasts a service which is away for a while: what is under way there goes on. */
  async #look(step: Step, work: string): Promise<Look | undefined> {
    for (let failures = 0; ;) {
      try {
        return await step.look(work, this.#options);
      } catch (error) {
        this.#options.signal?.throwIfAborted();
        failures += 1;
        if (!SpotiTagsError.isInstance(error) || !error.retryable || failures === patience) throw error;
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
