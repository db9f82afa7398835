/** A condition that changes with time. Whoever changes what it depends on calls `notify`. */
export class Condition {
  #waiting: (() => void)[] = [];

  /** Makes all callers that wait look again. */
  notify(): void {
    for (const lookAgain of this.#waiting.splice(0)) lookAgain();
  }

  /** Resolves once `isMet` returns true. It is asked at once, and again after each `notify`. */
  async until(isMet: () => boolean): Promise<void> {
    while (!isMet()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** Something that adds work to a queue. */
export interface Producer {
  /** It adds nothing before running work is done. */
  block(): void;
  unblock(): void;
  /** It adds nothing more. */
  release(): void;
}

/** Knows whether more work may come, so that a batch that is not full is worth keeping back. */
export class Producers {
  readonly #onChange: () => void;
  #active = 0;
  #blocked = 0;

  /** @param onChange - called if a producer blocks, unblocks or is released. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether work may be added. A blocked producer waits for running work: if none runs, it waits for the batch itself. */
  mayAdd(isWorkRunning: boolean): boolean {
    return this.#active > 0 || (this.#blocked > 0 && isWorkRunning);
  }

  register(): Producer {
    let state: 'active' | 'blocked' | 'released' = 'active';
    this.#active += 1;
    const change = (next: typeof state) => {
      if (state === next || state === 'released') return;
      if (state === 'active') this.#active -= 1;
      else this.#blocked -= 1;
      if (next === 'active') this.#active += 1;
      if (next === 'blocked') this.#blocked += 1;
      state = next;
      this.#onChange();
    };
    return {
      block: () => {
        change('blocked');
      },
      unblock: () => {
        change('active');
      },
      release: () => {
        change('released');
      },
    };
  }
}
