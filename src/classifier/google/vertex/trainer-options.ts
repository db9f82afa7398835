import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { baseUrl, httpEntries } from '../../../http/options.ts';
import type { HttpOptions } from '../../../http/transport.ts';
import type { TagFilter } from '../../../tags/filter.ts';
import { functionOf, optionsSchema, text, textLike, wholeNumberFrom } from '../../../util/options.ts';
import type { VertexOptions } from '../client.ts';
import { countingEntries, vertexEntries } from '../options.ts';
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
  readonly pollEveryMs?: number;
  /** Called for each step, and after each poll of work under way. */
  readonly onProgress?: (progress: VertexProgress) => void;
  /** @default 'https://storage.googleapis.com' */
  readonly storageUrl?: string;
}

export const trainerOptions = optionsSchema({
  ...vertexEntries,
  ...httpEntries,
  ...countingEntries,
  bucket: textLike(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/u, 'be the name of a bucket, without gs://'),
  name: v.exactOptional(
    textLike(/^[a-z][a-z0-9-]{0,39}$/u, 'begin with a small letter, and have up to 40 of a-z, 0-9 and "-"'),
    'spotitags',
  ),
  budgetMilliNodeHours: v.exactOptional(wholeNumberFrom(1000, 72_000), 1000),
  machineType: v.exactOptional(text, 'n1-standard-2'),
  stateFile: v.exactOptional(text, 'spotitags-vertex.json'),
  pollEveryMs: v.exactOptional(wholeNumberFrom(1), 15_000),
  onProgress: v.exactOptional(functionOf<(progress: VertexProgress) => void>(), () => () => undefined),
  storageUrl: v.exactOptional(baseUrl, 'https://storage.googleapis.com'),
});

/** The options, checked and complete. */
export type VertexTrainerSettings = v.InferOutput<typeof trainerOptions>;

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
