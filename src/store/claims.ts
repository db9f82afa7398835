import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { codeOf } from '../errors.ts';
import { sleep } from '../util/waits.ts';
import { inTime } from './in-time.ts';
import { claimKey } from './keys.ts';
import { readEntry } from './read-entry.ts';
import type { TagStore } from './store.ts';
import { updateEntry } from './update-entry.ts';

/** A claim that is not renewed ends after this many milliseconds. */
const claimMs = 60_000;
const renewMs = 20_000;
const pollMs = 500;
/** When a store may delete a claim. Longer than a claim lasts, since the store's clock may differ. */
const keptMs = 3_600_000;

const claimSchema = v.object({
  owner: v.string(),
  process: v.string(),
  /** Where the number of the process is valid. */
  host: v.string(),
  pid: v.number(),
  until: v.number(),
});
type Claim = v.InferOutput<typeof claimSchema>;
type Taken = 'taken' | 'held' | 'held by this process';

const thisProcess = randomUUID();
const thisHost = `${hostname()} ${processNamespace()}`;

/**
 * Claims on covers that are being tagged, so that processes with one store do not pay for the same cover
 * twice. A claim ends when its owner releases it, and soon after its owner died. Only a store with an atomic
 * `update` can hold claims. With any other store, every cover is free.
 */
export class Claims {
  readonly #store: TagStore;
  readonly #tagger: string;
  readonly #owner = randomUUID();
  readonly #isInner: boolean;

  /**
   * @param isInner - whether the work may be part of other work of this process that holds the same covers.
   * Such covers count as free. @default false
   */
  constructor(store: TagStore, tagger: string, { isInner = false } = {}) {
    this.#store = store;
    this.#tagger = tagger;
    this.#isInner = isInner;
  }

  /**
   * Works on the covers that were free, and holds them until the work is done.
   * @param work - gets the keys of the covers that were free. It must read the store again, because their
   * last owner may have stored their tags in the meantime.
   */
  async hold<T>(covers: readonly string[], work: (free: ReadonlySet<string>) => Promise<T>): Promise<T> {
    const taken = await Promise.all(covers.map((cover) => this.#take(cover)));
    const free = new Set(covers.filter((_, at) => taken[at] !== 'held'));
    const own = covers.filter((_, at) => taken[at] === 'taken');
    const renewal = setInterval(() => {
      // If the store fails, the work notices that itself when it stores its results.
      for (const cover of own) this.#take(cover).catch(() => undefined);
    }, renewMs);
    try {
      return await work(free);
    } finally {
      clearInterval(renewal);
      // A claim that cannot be released ends by itself.
      await Promise.allSettled(own.map((cover) => this.#release(cover)));
    }
  }

  /** Resolves when no other owner holds the cover. */
  async whenFree(cover: string, signal?: AbortSignal): Promise<void> {
    while (this.#isHeld(await this.#read(cover))) await sleep(pollMs, signal);
  }

  async #take(cover: string): Promise<Taken> {
    let taken: Taken = 'held by this process';
    if (!this.#store.update) return taken;
    const claimed = (value: unknown) => {
      const claim = parse(value);
      taken = this.#isHeld(claim) ? 'held' : this.#isHeldOutside(claim) ? 'held by this process' : 'taken';
      return taken === 'taken' ? this.#claim() : value;
    };
    await updateEntry(this.#store, claimKey(this.#tagger, cover), claimed, keptMs);
    return taken;
  }

  async #release(cover: string): Promise<void> {
    const claim = await this.#read(cover);
    if (claim?.owner !== this.#owner) return;
    await inTime(this.#store.delete(claimKey(this.#tagger, cover)));
  }

  async #read(cover: string): Promise<Claim | undefined> {
    return parse(await readEntry(this.#store, claimKey(this.#tagger, cover)));
  }

  #claim(): Claim {
    const until = Date.now() + claimMs;
    return { owner: this.#owner, process: thisProcess, host: thisHost, pid: process.pid, until };
  }

  #isHeld(claim: Claim | undefined): boolean {
    return isLive(claim) && claim.owner !== this.#owner && !this.#isHeldOutside(claim);
  }

  /** Whether work of this process holds the cover, and this work may be part of it. */
  #isHeldOutside(claim: Claim | undefined): boolean {
    return this.#isInner && isLive(claim) && claim.process === thisProcess && claim.owner !== this.#owner;
  }
}

function parse(value: unknown): Claim | undefined {
  const parsed = v.safeParse(claimSchema, value, { abortEarly: true });
  return parsed.success ? parsed.output : undefined;
}

function isLive(claim: Claim | undefined): claim is Claim {
  const left = (claim?.until ?? 0) - Date.now();
  // A claim with more time than claims get was written by a clock that is wrong.
  return claim !== undefined && left > 0 && left <= claimMs && isOwnerAlive(claim);
}

/** Whether the owner may be running. It is known of processes on this host only. */
function isOwnerAlive({ host, pid }: Claim): boolean {
  if (host !== thisHost) return true;
  try {
    // Sends nothing: signal 0 asks whether the process exists.
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process runs, as another user.
    return codeOf(error) === 'EPERM';
  }
}

/** Tells containers apart that have one host name: each has its own numbers of processes. */
function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
