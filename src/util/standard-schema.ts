import * as v from 'valibot';

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

/** What a schema says of a value: the checked value, or problems. */
export type StandardResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] };

/** A problem that a schema found. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** `artists.0.name`, or undefined if the issue is about the whole value. */
export function issuePath({ path = [] }: StandardIssue): string | undefined {
  if (path.length === 0) return undefined;
  return path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}

/**
 * Checks a value up to its first issue. Standard Schema cannot ask for that, and an answer of megabytes may have millions of
 * issues, so Valibot is asked itself. Other libraries check the whole value.
 */
export function validate<Output>(
  schema: StandardSchema<Output>,
  value: unknown,
): StandardResult<Output> | Promise<StandardResult<Output>> {
  if (!isValibot(schema)) return schema['~standard'].validate(value);
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { value: result.output };
  const issues = result.issues.map(({ message, path }) => ({
    message,
    path: path?.map(({ key }) => String(key)),
  }));
  return { issues };
}

function isValibot<Output>(
  schema: StandardSchema<Output>,
): schema is StandardSchema<Output> & v.GenericSchema<unknown, Output> {
  return schema['~standard'].vendor === 'valibot' && 'async' in schema && schema.async === false;
}
