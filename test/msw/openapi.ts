import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parse } from 'yaml';

const schema = v.object({
  type: v.optional(v.string()),
  enum: v.optional(v.array(v.unknown())),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  items: v.optional(v.object({ enum: v.optional(v.array(v.unknown())) })),
});
const parameter = v.object({
  name: v.string(),
  in: v.string(),
  required: v.optional(v.boolean()),
  deprecated: v.optional(v.boolean()),
  schema,
});
const reference = v.object({ $ref: v.string() });
const operation = v.object({
  deprecated: v.optional(v.boolean()),
  parameters: v.optional(v.array(v.union([reference, parameter])), []),
});
const description = v.object({
  servers: v.tupleWithRest([v.object({ url: v.string() })], v.unknown()),
  paths: v.record(v.string(), v.record(v.string(), v.unknown())),
  components: v.object({ parameters: v.record(v.string(), parameter) }),
});

type Description = v.InferOutput<typeof description>;
type Parameter = v.InferOutput<typeof parameter>;

/** The values of a list that the file names in prose alone. */
const listed = new Map([['include_groups', ['album', 'single', 'appears_on', 'compilation']]]);

/** Spotify's own description of its Web API; undefined where the file, which lies beside the repository, is absent. */
export async function loadSpotifyContract(): Promise<((request: Request) => string[]) | undefined> {
  const file = new URL('../../../shared/fixtures/spotify-openapi.yml', import.meta.url);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    console.warn('Spotify requests are not checked against its OpenAPI file: ../shared/fixtures is absent');
    return undefined;
  }
  const contract = v.parse(description, parse(text));
  return (request) => violations(contract, request);
}

/** What is wrong with a request, by the contract; nothing for requests to other hosts. */
function violations({ servers, paths, components }: Description, request: Request): string[] {
  const [{ url: base }] = servers;
  const url = new URL(request.url);
  const asked = `${url.origin}${url.pathname}`;
  if (url.origin !== new URL(base).origin) return [];
  const template = Object.keys(paths).find((path) => matches(base + path, asked));
  if (template === undefined) return [`${asked} is not a path of the API`];
  const found = v.safeParse(operation, paths[template]?.[request.method.toLowerCase()]);
  if (!found.success) return [`${request.method} is not a method of ${template}`];

  const known = found.output.parameters.map((one) =>
    '$ref' in one ? components.parameters[one.$ref.split('/').at(-1) ?? ''] : one,
  );
  const wanted = known.flatMap((one) => (one?.in === 'query' ? [one] : []));
  return [
    ...(found.output.deprecated ? [`${request.method} ${template} is deprecated`] : []),
    ...wanted
      .filter(({ name, required }) => required && !url.searchParams.has(name))
      .map(({ name }) => `${template} lacks ${name}`),
    ...[...url.searchParams].flatMap(([name, value]) => {
      const rule = wanted.find((one) => one.name === name);
      if (!rule) return [`${template} knows no parameter ${name}`];
      return complaint(rule, value).map((text) => `${template}: ${name}=${value} ${text}`);
    }),
  ];
}

function complaint(
  { name, deprecated, schema: { type, enum: allowed, minimum, maximum, items } }: Parameter,
  value: string,
) {
  const choices = listed.get(name) ?? items?.enum ?? allowed;
  const complaints: string[] = deprecated ? ['is deprecated'] : [];
  if (choices && value.split(',').some((part) => !choices.includes(part)))
    complaints.push(`is not of ${choices.join(', ')}`);
  if (type === 'integer' && !/^-?\d+$/.test(value)) complaints.push('is not a whole number');
  if (minimum !== undefined && Number(value) < minimum) complaints.push(`is below ${minimum}`);
  if (maximum !== undefined && Number(value) > maximum) complaints.push(`is above ${maximum}`);
  return complaints;
}

function matches(template: string, url: string): boolean {
  const parts = template.split('/');
  const others = url.split('/');
  return (
    parts.length === others.length && parts.every((part, at) => /^\{.+\}$/.test(part) || part === others[at])
  );
}
