import { availableParallelism } from 'node:os';
import { dirname, extname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import type { Tinypool } from 'tinypool';
import { SpotiTagsError } from '../../errors.ts';
import { importOptional } from '../../util/optional-package.ts';
import { orAbort, withDeadline } from '../../util/waits.ts';
import type { MeasureTask, Measured } from './measure-file.ts';

/** Milliseconds for one track. A second is usual. */
const longestTask = 60_000;
/** Milliseconds after which a thread without work ends. */
const idleTimeout = 10_000;

/** Threads that measure tracks. They start with the first track. */
export class Threads {
  readonly #limit;
  readonly #most: number;
  #pool: Promise<Tinypool> | undefined;

  constructor(threads = availableParallelism()) {
    this.#most = threads;
    this.#limit = pLimit(threads);
  }

  /**
   * @throws SpotiTagsError `missing-package` without `tinypool`; `track` if the thread ended, or did not answer within a
   * minute.
   */
  measure(task: MeasureTask, signal: AbortSignal | undefined): Promise<Measured> {
    const turn = this.#limit(async (): Promise<Measured> => {
      signal?.throwIfAborted();
      const pool = await (this.#pool ??= startPool(this.#most));
      return withDeadline(longestTask, tooLong, signal, async (joined) => {
        try {
          // An abort ends the thread.
          return (await pool.run(task, { signal: joined })) as Measured;
        } catch (cause) {
          joined.throwIfAborted();
          throw new SpotiTagsError('track', 'The track cannot be measured: the thread ended.', { cause });
        }
      });
    });
    return orAbort(turn, signal);
  }

  async close(): Promise<void> {
    const pool = await this.#pool?.catch(() => undefined);
    this.#pool = undefined;
    await pool?.destroy();
  }
}

function tooLong(): SpotiTagsError {
  return new SpotiTagsError(
    'track',
    `The track cannot be measured: it was not done within ${longestTask / 1000} s.`,
  );
}

async function startPool(maxThreads: number): Promise<Tinypool> {
  const { Tinypool: Pool } = await importOptional('The sound meter', 'tinypool', () => import('tinypool'));
  const pool = new Pool({ filename: threadFile(), minThreads: 0, maxThreads, idleTimeout });
  // The task that a broken thread had is rejected, which is enough.
  pool.on('error', () => undefined);
  return pool;
}

/** What a thread runs: a file beside this one, in the package as in the sources. Node cannot read sources by itself. */
function threadFile(): string {
  const own = typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url);
  const extension = extname(own);
  return resolve(
    dirname(own),
    extension === '.ts' ? '../../../scripts/source-worker.mjs' : `sound-worker${extension}`,
  );
}
