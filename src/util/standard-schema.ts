/**
 * The part of Standard Schema 1 (https://standardschema.dev) that is used here. Valibot, Zod and others
 * implement it.
 */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
  };
}

export type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** `artists.0.name`, or undefined if the issue is about the whole value. */
export function issuePath({ path = [] }: StandardIssue): string | undefined {
  if (path.length === 0) return undefined;
  return path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}
