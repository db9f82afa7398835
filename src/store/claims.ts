import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { codeOf } from '../errors.ts';
import { allDone, sleep } from '../util/waits.ts';
import { answerOf } from './answer-of.ts';
import { claimKey } from './keys.ts';
import { readEntry } from './read-entry.ts';
import type { TagStore } from './store.ts';
import { updateEntry } from './update-entry.ts';

/** A claim that is not renewed ends after this many milliseconds. */
const claimMs = 60_000;
const renewMs = 20_000;
const pollMs = 500;
/** So soon no other process takes a claim for ended, even if its clock is wrong by half a minute. */
const certainMs = 30_000;
/** When a store may delete a claim. Longer than a claim lasts, since the store's clock may differ. */
const keptMs = 3_600_000;

const claimSchema = v.object({
  owner: v.string(),
  /** Where the number of the process is valid. */
  host: v.string(),
  pid: v.number(),
  until: v.number(),
});
type Claim = v.InferOutput<typeof claimSchema>;
type Taken = 'taken' | 'held' | 'held around';

/** The owners of the work that the running code is part of. Their covers count as free inside it. */
const around = new AsyncLocalStorage<readonly string[]>();
const thisHost = `${hostname()} ${processNamespace()}`;

/**
 * Claims on covers that are being tagged, so that processes with one store do not pay for the same cover
 * twice. A claim ends when its owner releases it, and soon after its owner died. Only a store with an atomic
 * `update` can hold claims. With any other store, every cover is free.
 */
export class Claims {
  readonly #store: TagStore;
  readonly #tagger: string;

  constructor(store: TagStore, tagger: string) {
    this.#store = store;
    this.#tagger = tagger;
  }

  /**
   * Works on the covers that were free, and holds them until the work is done.
   * @param work - gets the keys of the covers that were free. It must read the store again, because their
   * last owner may have stored their tags in the meantime.
   * @throws what the store or the work throws. Then no cover is held any more.
   */
  async hold<T>(covers: readonly string[], work: (free: ReadonlySet<string>) => Promise<T>): Promise<T> {
    const owner = randomUUID();
    const begin = Date.now();
    const own: string[] = [];
    const renewal = setInterval(() => {
      // If the store fails, the work notices that itself when it stores its results.
      for (const cover of own) this.#take(cover, owner).catch(() => undefined);
    }, renewMs);
    try {
      const taken = await allDone(
        covers.map(async (cover) => {
          const answer = await this.#take(cover, owner);
          if (answer === 'taken') own.push(cover);
          return answer;
        }),
      );
      const free = new Set(covers.filter((_, at) => taken[at] !== 'held'));
      return await around.run([...(around.getStore() ?? []), owner], () => work(free));
    } finally {
      clearInterval(renewal);
      // A claim that cannot be released ends by itself.
      const isCertain = Date.now() - begin < certainMs;
      await Promise.allSettled(own.map((cover) => this.#release(cover, owner, isCertain)));
    }
  }

  /** Resolves when no other owner holds the cover. */
  async whenFree(cover: string, signal?: AbortSignal): Promise<void> {
    while (isHeld(await this.#read(cover))) await sleep(pollMs, signal);
  }

  async #take(cover: string, owner: string): Promise<Taken> {
    let taken: Taken = 'held around';
    if (!this.#store.update) return taken;
    const claimed = (value: unknown) => {
      const claim = parse(value);
      taken = !isLive(claim) || claim.owner === owner ? 'taken' : isAround(claim) ? 'held around' : 'held';
      return taken === 'taken' ? newClaim(owner) : value;
    };
    await updateEntry(this.#store, claimKey(this.#tagger, cover), claimed, keptMs);
    return taken;
  }

  /** @param isCertain - whether the cover can have no other owner: a read is saved for each cover. */
  async #release(cover: string, owner: string, isCertain: boolean): Promise<void> {
    if (!isCertain && (await this.#read(cover))?.owner !== owner) return;
    await answerOf(() => this.#store.delete(claimKey(this.#tagger, cover)));
  }

  async #read(cover: string): Promise<Claim | undefined> {
    return parse(await readEntry(this.#store, claimKey(this.#tagger, cover)));
  }
}

function newClaim(owner: string): Claim {
  return { owner, host: thisHost, pid: process.pid, until: Date.now() + claimMs };
}

function isAround({ owner }: Claim): boolean {
  return around.getStore()?.includes(owner) ?? false;
}

function isHeld(claim: Claim | undefined): boolean {
  return isLive(claim) && !isAround(claim);
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
