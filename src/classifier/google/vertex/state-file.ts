import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { SpotiTagsError, codeOf } from '../../../errors.ts';
import { writeWhole } from '../../../util/write-whole.ts';

/** The steps from examples to a classifier, in their order. */
export const vertexSteps = ['upload', 'dataset', 'training', 'endpoint', 'deployment'] as const;
/** A step of training at Vertex AI. */
export type VertexStep = (typeof vertexSteps)[number];

const step = v.object({
  /** The service was asked to make it. If this is all, it is not known whether the request arrived. */
  asked: v.optional(v.literal(true)),
  /** What is under way: a long-running operation, or a training pipeline. */
  work: v.optional(v.string()),
  /** What came of it. */
  resource: v.optional(v.string()),
});

const run = v.object({
  /** Says which examples and options it is of; resources are named after it. */
  id: v.string(),
  name: v.string(),
  project: v.string(),
  location: v.string(),
  steps: v.object({
    upload: v.optional(step),
    dataset: v.optional(step),
    training: v.optional(step),
    endpoint: v.optional(step),
    deployment: v.optional(step),
  }),
});

const stateSchema = v.object({
  format: v.literal('spotitags-vertex'),
  version: v.literal(1),
  runs: v.array(run),
});

/** What is recorded of a step. */
export type StepRecord = Readonly<v.InferOutput<typeof step>>;
/** What is recorded of a run: the steps from some examples to a classifier. */
export type RunRecord = Readonly<v.InferOutput<typeof run>>;

/** Runs of one process may share a file, and each write starts from what the file has. */
const writing = new Map<string, Promise<void>>();

/**
 * What was made at the service, in a JSON file that is written whole after every answer of the service. It is a file and not
 * a store: a run lasts hours and costs money, so the record must outlive the process without further packages, and a person
 * must be able to read what is still billed.
 */
export class StateFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws SpotiTagsError `invalid-input` for a file that is not a state file. */
  async runs(): Promise<readonly RunRecord[]> {
    const text = await this.#read();
    if (text === undefined) return [];
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), stateSchema), text, { abortEarly: true });
    if (parsed.success) return parsed.output.runs;
    throw new SpotiTagsError(
      'invalid-input',
      `${this.#path} is not a state file of VertexTrainer, version 1. Name another stateFile; what was made at the ` +
        'service is found again by its name.',
    );
  }

  /** Puts a run in the place of the one with its id, or at the end. */
  keep(changed: RunRecord): Promise<void> {
    const before = writing.get(this.#path) ?? Promise.resolve();
    const mine = before.then(() => this.#write(changed));
    writing.set(
      this.#path,
      mine.catch(() => undefined),
    );
    return mine;
  }

  async #write(changed: RunRecord): Promise<void> {
    const others = (await this.runs()).filter(({ id }) => id !== changed.id);
    const state = { format: 'spotitags-vertex', version: 1, runs: [...others, changed] };
    await writeWhole(this.#path, (file) => file.write(`${JSON.stringify(state, undefined, 2)}\n`));
  }

  async #read(): Promise<string | undefined> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** The run with a new record of a step; undefined removes the record. */
export function withStep(run: RunRecord, name: VertexStep, known: StepRecord | undefined): RunRecord {
  return { ...run, steps: { ...run.steps, [name]: known } };
}
