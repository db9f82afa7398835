/** One promise of a contract. Runner-neutral: `for (const { name, run } of checks) it(name, run)`. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
}
