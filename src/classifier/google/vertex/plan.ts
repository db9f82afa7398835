import { type RunRecord, type VertexStep, vertexSteps } from './state-file.ts';
import { type TrainingTable, minRows } from './table.ts';
import { type VertexTrainerSettings, objectName, runId } from './trainer-options.ts';

/** One step of a plan. */
export interface PlannedStep {
  readonly step: VertexStep;
  /** What it makes, for people. */
  readonly what: string;
  /** What is billed for it; absent where nothing is. */
  readonly costs?: string;
  /** Whether the state file knows it done. */
  readonly done: boolean;
}

/** What training would do. Plain data. */
export interface VertexPlan {
  /** Names all that would be made. */
  readonly run: string;
  /** Artists with a tag that counts. */
  readonly rows: number;
  /** Below so many, the service does not train. */
  readonly minRows: number;
  /** Bytes of the CSV. */
  readonly bytes: number;
  /** None if numbers are learned. */
  readonly genres: readonly string[];
  readonly tagger: string;
  readonly steps: readonly PlannedStep[];
}

/** What training would do; the record says what of it is done. */
export function planOf(
  settings: VertexTrainerSettings,
  table: TrainingTable,
  record: RunRecord | undefined,
): VertexPlan {
  const { bucket, budgetMilliNodeHours, machineType, location } = settings;
  const run = runId(settings, table);
  const hours = `${budgetMilliNodeHours / 1000} node hour${budgetMilliNodeHours === 1000 ? '' : 's'}`;
  const whats: Record<VertexStep, readonly [what: string, costs?: string]> = {
    upload: [
      `Put ${table.rows} rows, ${table.bytes} bytes, into gs://${bucket}/${objectName(settings, table)}`,
      'Storage of the object, until it is deleted',
    ],
    dataset: [`Create the dataset ${run} in ${location}`],
    training: [
      `Train an AutoML model on it, for ${hours} at most`,
      `Up to ${hours} of tabular AutoML training`,
    ],
    endpoint: [`Create the endpoint ${run}`],
    deployment: [
      `Deploy the model on one ${machineType}`,
      `One ${machineType} for every hour, idle or not, until undeploy()`,
    ],
  };
  const { rows, bytes, genres, tagger } = table;
  const steps = vertexSteps.map((step): PlannedStep => {
    const [what, costs] = whats[step];
    const done = record?.steps[step]?.resource !== undefined;
    return { step, what, ...(costs !== undefined && { costs }), done };
  });
  return { run, rows, minRows, bytes, genres, tagger, steps };
}
