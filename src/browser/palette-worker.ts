import { type ErrorCode, SpotiTagsError } from '../errors.ts';
import type { TagResult } from '../model.ts';
import { tagImage } from './canvas.ts';

/** A `Worker` whose script calls {@link servePalette}. */
export interface PaletteWorker {
  postMessage(message: unknown): void;
  addEventListener(
    type: 'message' | 'error' | 'messageerror',
    listener: (event: PaletteWorkerEvent) => void,
  ): void;
}

/** What is read of an event of a worker: `message` is that of an error. */
export interface PaletteWorkerEvent {
  readonly data?: unknown;
  readonly message?: string;
}

/** What a worker is asked. */
interface Question {
  readonly spotitags: number;
  readonly bytes: Uint8Array;
}

/** Errors lose their class between threads, so that their parts are sent. */
interface Answer {
  readonly spotitags: number;
  readonly tags?: NonNullable<TagResult['tags']>;
  readonly code?: ErrorCode;
  readonly message?: string;
}

/**
 * Makes a worker tag covers for {@link CanvasPaletteTagger}. This is the whole script of the worker:
 *
 * ```ts
 * import { servePalette } from 'spotitags/browser';
 *
 * servePalette();
 * ```
 *
 * @param scope - replaces the global scope of the worker.
 */
export function servePalette(scope: PaletteWorker = globalThis as unknown as PaletteWorker): void {
  scope.addEventListener('message', ({ data }) => {
    if (isQuestion(data))
      void answer(data).then((found) => {
        scope.postMessage(found);
      });
  });
}

async function answer({ spotitags, bytes }: Question): Promise<Answer> {
  try {
    return { spotitags, tags: await tagImage(bytes) };
  } catch (error) {
    const code = SpotiTagsError.isInstance(error) ? error.code : 'service';
    return { spotitags, code, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Asks a worker. Questions may be asked before the first answer comes. */
export class WorkerClient {
  readonly #worker: PaletteWorker;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor(worker: PaletteWorker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => {
      if (!isAnswer(data)) return;
      this.#waiting.get(data.spotitags)?.(data);
      this.#waiting.delete(data.spotitags);
    });
    const fail = ({ message }: PaletteWorkerEvent) => {
      const reason = message === undefined ? '' : `: ${message}`;
      const failure = `The worker of the palette tagger failed${reason}. Does its script call servePalette()?`;
      for (const [spotitags, settle] of this.#waiting)
        settle({ spotitags, code: 'service', message: failure });
      this.#waiting.clear();
    };
    worker.addEventListener('error', fail);
    worker.addEventListener('messageerror', fail);
  }

  /** @throws SpotiTagsError as `tagImage`, and `service` if the worker fails. */
  async tag(bytes: Uint8Array): Promise<NonNullable<TagResult['tags']>> {
    const spotitags = (this.#last += 1);
    const { tags, code, message } = await new Promise<Answer>((resolve) => {
      this.#waiting.set(spotitags, resolve);
      this.#worker.postMessage({ spotitags, bytes } satisfies Question);
    });
    if (tags) return tags;
    throw new SpotiTagsError(
      code ?? 'service',
      message ?? 'The worker of the palette tagger did not say why.',
    );
  }
}

function isMessage(data: unknown): data is { readonly spotitags: number } {
  return (
    typeof data === 'object' && data !== null && 'spotitags' in data && typeof data.spotitags === 'number'
  );
}

function isQuestion(data: unknown): data is Question {
  return isMessage(data) && 'bytes' in data && data.bytes instanceof Uint8Array;
}

function isAnswer(data: unknown): data is Answer {
  return isMessage(data) && ('tags' in data || 'message' in data);
}
