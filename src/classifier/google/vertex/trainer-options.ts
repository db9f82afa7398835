import { createHash } from 'node:crypto';
import { SpotiTagsError, wholeNumber } from '../../../errors.ts';
import { baseUrl } from '../../../http/options.ts';
import type { HttpOptions } from '../../../http/transport.ts';
import { type TagFilter, tagFilter } from '../../../tags/filter.ts';
import { type VertexOptions, checkPlace } from '../client.ts';
import type { TrainingTable } from './table.ts';
import type { VertexProgress } from './provisioning.ts';

export interface VertexTrainerOptions extends VertexOptions, HttpOptions {
  /** A bucket of Cloud Storage, without `gs://`, in the region `location` or a multi-region around it. */
  readonly bucket: string;
  /** Begins the names of all that is made. Small letters, digits and `-`, up to 40. @default 'spotitags' */
  readonly name?: string;
  /** What training may cost at most, in thousandths of a node hour, 1,000 to 72,000. @default 1000 */
  readonly budgetMilliNodeHours?: number;
  /** The machine that answers predictions. @default 'n1-standard-2' */
  readonly machineType?: string;
  /** Where it is kept what was made at the service: a JSON file. @default 'spotitags-vertex.json' */
  readonly stateFile?: string;
  /** Which tags of a cover count; the classifier counts the same. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count. @default 1 */
  readonly minCovers?: number;
  /** Milliseconds between two polls of work under way. @default 15_000 */
  readonly pollEvery?: number;
  /** Called for each step, and after each poll of work under way. */
  readonly onProgress?: (progress: VertexProgress) => void;
  /** @default 'https://storage.googleapis.com' */
  readonly storageUrl?: string;
}

export type VertexTrainerSettings = VertexTrainerOptions &
  Required<Omit<VertexTrainerOptions, keyof VertexOptions | keyof HttpOptions>>;

/** Checks options and fills in defaults. @throws SpotiTagsError `invalid-input` */
export function trainerSettings(options: VertexTrainerOptions): VertexTrainerSettings {
  checkPlace(options);
  const settings = {
    ...options,
    name: options.name ?? 'spotitags',
    budgetMilliNodeHours: options.budgetMilliNodeHours ?? 1000,
    machineType: options.machineType ?? 'n1-standard-2',
    stateFile: options.stateFile ?? 'spotitags-vertex.json',
    filter: options.filter ?? tagFilter(),
    minCovers: wholeNumber('minCovers', options.minCovers ?? 1),
    pollEvery: wholeNumber('pollEvery', options.pollEvery ?? 15_000),
    onProgress: options.onProgress ?? (() => undefined),
    storageUrl: baseUrl('storageUrl', options.storageUrl ?? 'https://storage.googleapis.com'),
  };
  const { bucket, name, budgetMilliNodeHours: budget } = settings;
  if (!/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/u.test(bucket)) {
    throw invalid(`bucket must be the name of a bucket, without gs://, got ${JSON.stringify(bucket)}.`);
  }
  if (!/^[a-z][a-z0-9-]{0,39}$/u.test(name)) {
    throw invalid(
      `name must begin with a small letter, and have up to 40 of a-z, 0-9 and "-", got ${JSON.stringify(name)}.`,
    );
  }
  if (!Number.isInteger(budget) || budget < 1000 || budget > 72_000) {
    throw invalid(`budgetMilliNodeHours must be a whole number from 1000 to 72000, got ${budget}.`);
  }
  return settings;
}

/** Names a run after everything that changes its model: the same examples and options are one run, in any process. */
export function runId(settings: VertexTrainerSettings, { hash, tagger }: TrainingTable): string {
  const { project, location, bucket, name, budgetMilliNodeHours } = settings;
  const key = [hash, tagger, project, location, bucket, budgetMilliNodeHours];
  return `${name}-${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16)}`;
}

/** The id that a run's model has where it is deployed: ten digits. */
export function deployedModelId(run: string): string {
  const number = createHash('sha256').update(run).digest().readUInt32BE();
  return String(1_000_000_000 + (number % 1_000_000_000));
}

export function objectName({ name }: VertexTrainerSettings, { hash }: TrainingTable): string {
  return `${name}/${hash}.csv`;
}

function invalid(message: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', message);
}
