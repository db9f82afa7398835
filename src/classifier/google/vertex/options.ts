import * as v from 'valibot';
import type { TagFilter } from '../../../tags/filter.ts';
import { optionPath, optionsSchema, text } from '../../../util/options.ts';
import type { VertexOptions } from '../client.ts';
import { countingEntries, genresEntry, vertexEntries } from '../options.ts';

export interface VertexClassifierOptions extends VertexOptions {
  /** The endpoint that the model is deployed to: its id, or `projects/…/locations/…/endpoints/…`. */
  readonly endpoint: string;
  /** The genres that the model was trained on. An endpoint does not tell them before it is asked for a prediction. */
  readonly genres: readonly string[];
  /** The id of the tagger whose tags the model was trained on. */
  readonly tagger: string;
  /** Which tags of a cover count: the filter that the model was trained with. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count: as the model was trained. @default 1 */
  readonly minCovers?: number;
}

export interface VertexRegressorOptions extends VertexOptions {
  /** The endpoint that the model is deployed to: its id, or `projects/…/locations/…/endpoints/…`. */
  readonly endpoint: string;
  /** The id of the tagger whose tags the model was trained on. */
  readonly tagger: string;
  /** Which tags of a cover count: the filter that the model was trained with. @default `tagFilter()` */
  readonly filter?: TagFilter;
  /** Tags on fewer of an artist's covers do not count: as the model was trained. @default 1 */
  readonly minCovers?: number;
}

const common = { ...vertexEntries, ...countingEntries, endpoint: text };
const entries = { ...common, genres: genresEntry };

/** The options of the command line, which knows the tagger by itself. */
export const vertexCommandOptions = v.pipe(optionsSchema(entries), withEndpointName());

export const vertexOptions = v.pipe(optionsSchema({ ...entries, tagger: text }), withEndpointName());

export const vertexRegressorOptions = v.pipe(optionsSchema({ ...common, tagger: text }), withEndpointName());

/** The options, checked and complete, with the endpoint's full name. */
export type CheckedVertexOptions = v.InferOutput<typeof vertexOptions>;

function withEndpointName<Options extends VertexOptions & { readonly endpoint: string }>() {
  return v.rawTransform<Options, Options>(({ dataset, addIssue, NEVER }) => {
    const options = dataset.value;
    const { project, location, endpoint: value } = options;
    const endpoint = endpointName(options, value);
    if (endpoint !== undefined) return { ...options, endpoint };
    const resource = `projects/${project}/locations/${location}/endpoints/…`;
    addIssue({
      message: `must be an id, or ${resource}, got ${JSON.stringify(value)}`,
      path: optionPath('endpoint'),
    });
    return NEVER;
  });
}

/**
 * The full name of an endpoint, given that or its id: `projects/p/locations/l/endpoints/42`. It is `undefined` for what
 * is not a name, or the name of something in another project or location.
 */
function endpointName({ project, location }: VertexOptions, name: string): string | undefined {
  if (/^[\w-]+$/u.test(name)) return `projects/${project}/locations/${location}/endpoints/${name}`;
  const parts = /^projects\/([^/]+)\/locations\/([^/]+)\/endpoints\/[\w-]+$/iu.exec(name);
  const [, ofProject = '', ofLocation] = parts ?? [];
  // Google answers names with the project's number, even if it was asked with the id, which then cannot be compared.
  const isOfProject = ofProject === project || /^\d+$/u.test(ofProject) !== /^\d+$/u.test(project);
  return isOfProject && ofLocation === location ? name : undefined;
}
