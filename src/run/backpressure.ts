/** A condition that changes with time. Code that changes what the condition depends on calls `notify`. */
export class Condition {
  #waiting: (() => void)[] = [];

  /** Makes all waiting callers check the condition again. */
  notify(): void {
    for (const lookAgain of this.#waiting.splice(0)) lookAgain();
  }

  /** Resolves when `isMet` returns true. It is called at once, and again after each `notify`. */
  async until(isMet: () => boolean): Promise<void> {
    while (!isMet()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** Something that adds work to a queue. */
export interface Producer {
  /** Says that it adds nothing until running work is done. */
  block(): void;
  unblock(): void;
  /** Says that it adds nothing more. */
  release(): void;
}

/** Knows whether more work may come. If so, a batch that is not full waits for it. */
export class Producers {
  readonly #onChange: () => void;
  #active = 0;
  #blocked = 0;

  /** @param onChange - called when a producer blocks, unblocks or is released. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /**
   * Whether work may be added. A blocked producer waits for running work. If no work is running, it waits for
   * the batch itself.
   */
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
