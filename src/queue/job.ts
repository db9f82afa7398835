import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { coverKey } from '../covers/cover-key.ts';
import { isBelowRoot } from '../covers/cover-source.ts';
import { readCoverFile } from '../covers/read-file.ts';
import { type ErrorCode, SpotiTagsError } from '../errors.ts';
import type { CallOptions, Cover } from '../model.ts';

/** Goes up if jobs change. It is in the names of queues, so that versions do not read each other's jobs. */
const version = 1;
/** Largest image in a job, in bytes. Databases hold jobs in memory. */
const mostBytes = 5_000_000;

const coverSchema = v.intersect([
  v.object({ key: v.string() }),
  v.union([
    v.object({ url: v.string() }),
    /** Below the root that coordinator and workers share. */
    v.object({ path: v.string() }),
    v.object({ bytes: v.pipe(v.string(), v.base64()) }),
  ]),
]);

/** A cover in a job, with its `coverKey`. */
export type JobCover = v.InferOutput<typeof coverSchema>;

export const jobSchema = v.object({
  /** The id of the tagger that is to tag them. */
  tagger: v.string(),
  covers: v.array(coverSchema),
  /** What the coordinator may spend in all of its jobs. */
  budget: v.exactOptional(v.object({ name: v.string(), images: v.number() })),
});
export type JobData = v.InferOutput<typeof jobSchema>;

/** What a job returns. The tags are in the store. */
export const jobResultSchema = v.object({
  /** Images that were sent to the tagger's service, if it counts them. */
  images: v.exactOptional(v.number()),
  failed: v.array(v.object({ key: v.string(), message: v.string() })),
});
export type JobResult = v.InferOutput<typeof jobResultSchema>;

/** The name of the queue of a tagger: readable, different for each id, and short: PostgreSQL cuts names of 63 bytes. */
export function queueNameOf(tagger: string): string {
  const readable = tagger
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .slice(0, 24);
  return `spotitags-${readable}-${hashOf(`${version} ${tagger}`).slice(0, 12)}`;
}

/** Equal covers are one job, whichever coordinator asks for them. BullMQ refuses ids of digits, and ids with a colon. */
export function jobIdOf({ covers }: JobData): string {
  return `covers-${hashOf(JSON.stringify(covers.map(({ key }) => key))).slice(0, 32)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * The cover as a job has it: a URL, a path below the root, or the bytes.
 * @throws SpotiTagsError `cover` for a file that cannot be read, or that is too large.
 */
export async function jobCoverOf(cover: Cover, options: CallOptions): Promise<JobCover> {
  const key = await coverKey(cover, options);
  if (cover.url !== undefined) return { key, url: cover.url };
  if (cover.path !== undefined && cover.relativePath !== undefined && isBelowRoot(cover.relativePath))
    return { key, path: cover.relativePath };
  const bytes = cover.bytes ?? (await readCoverFile(cover.path, options));
  if (bytes.length > mostBytes) {
    const text = `The image has ${bytes.length} bytes. At most ${mostBytes} can be sent over the queue.`;
    throw new SpotiTagsError('cover', text);
  }
  return { key, bytes: Buffer.from(bytes).toString('base64') };
}

/** The cover of a job, for a worker. @param root - the folder of relative paths. */
export function coverOf(cover: JobCover, root: string): Cover {
  if ('url' in cover) return { url: cover.url };
  if ('bytes' in cover) return { bytes: Buffer.from(cover.bytes, 'base64') };
  return { path: join(root, cover.path), relativePath: cover.path };
}

/** Whether the job has files, which a worker finds below its root only. */
export function hasFiles({ covers }: JobData): boolean {
  return covers.some((cover) => 'path' in cover);
}

const codes: Readonly<Record<ErrorCode, true>> = {
  'not-found': true,
  unauthorized: true,
  'rate-limited': true,
  service: true,
  'invalid-input': true,
  cover: true,
  track: true,
  'missing-package': true,
  'over-budget': true,
};

/** An error as the reason of a failed job: `unauthorized: Clarifai refuses the key.` */
export function reasonOf({ code, message }: SpotiTagsError): string {
  return `${code}: ${message}`;
}

/** The error behind the reason of a failed job. */
export function errorOf(reason: string): SpotiTagsError {
  const [, code = '', message = ''] = /^([a-z-]+): ([^]*)$/u.exec(reason) ?? [];
  return isCode(code)
    ? new SpotiTagsError(code, message)
    : new SpotiTagsError('service', `The job of the queue failed: ${reason.replace(/\.$/u, '')}.`);
}

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(codes, text);
}

/** Whether BullMQ gave the job up because its workers died. */
export function isCrash(reason: string): boolean {
  return /stalled more than|started more than/u.test(reason);
}
