/** One rule of a contract. Works with any runner: `for (const { name, skip, run } of checks) it(name, { skip }, run)`. */
export interface Check {
  /** The rule. */
  readonly name: string;
  /** What of `supports` the rule belongs to; absent for a rule that every provider keeps. */
  readonly feature?: string;
  /** Why the provider does not keep the rule, if its `supports` says so: the runner skips the check. */
  readonly skip?: string;
  /** Rejects if the rule is broken. The message says the rule and what came instead. */
  readonly run: () => Promise<void>;
}

/** `true`, or the reason why a provider does not do it. */
export type Support = true | { readonly no: string };

/** What a provider does: all of it, except what is declared here with a reason. */
export type Supports<Feature extends string> = Readonly<Partial<Record<Feature, Support>>>;

interface Closable {
  close?(): Promise<void>;
}

/** Makes the checks of a suite: each one opens a provider of its own, and closes it at the end. */
export class CheckList<Provider extends object, Feature extends string> {
  readonly #create: () => Provider | Promise<Provider>;
  readonly #supports: Supports<Feature> | undefined;
  readonly #checks: Check[] = [];

  constructor(create: () => Provider | Promise<Provider>, supports?: Supports<Feature>) {
    this.#create = create;
    this.#supports = supports;
  }

  get checks(): Check[] {
    return [...this.#checks];
  }

  /** Why the provider does not do it; `undefined` if it does. */
  reason(feature: Feature): string | undefined {
    const support = this.#supports?.[feature] ?? true;
    return support === true ? undefined : support.no;
  }

  /** A rule of every provider. */
  rule(name: string, use: (provider: Provider) => void | Promise<void>): void {
    this.#checks.push({ name, run: () => this.use(use) });
  }

  /** A rule of the providers that support the feature. */
  ruleOf(feature: Feature, name: string, use: (provider: Provider) => void | Promise<void>): void {
    const skip = this.reason(feature);
    this.#checks.push({ name, feature, ...(skip !== undefined && { skip }), run: () => this.use(use) });
  }

  /** Opens a provider, and closes it after use. */
  async use(use: (provider: Provider) => void | Promise<void>): Promise<void> {
    const provider: Provider & Closable = await this.#create();
    try {
      await use(provider);
    } finally {
      await provider.close?.();
    }
  }
}
