import * as v from 'valibot';
import { type TagFilter, tagFilter } from '../../tags/filter.ts';
import { areTexts, must, objectOf, oneOf, textLike, wholeNumberFrom } from '../../util/options.ts';
import { compareCodePoints } from '../../util/order.ts';
import type { EnvironmentVariable } from '../../util/provider.ts';
import type { VertexOptions } from './client.ts';

const placeName = /^[a-z0-9](?:[a-z0-9.:-]*[a-z0-9])?$/u;

/** Where a project's Vertex AI is, among options. */
export const vertexEntries = {
  project: textLike(placeName, 'be the id of a Google Cloud project, such as "my-project"'),
  location: textLike(placeName, 'be the id of a Google Cloud location, such as "us-central1"'),
  clientOptions: v.exactOptional(objectOf<Readonly<Record<string, unknown>>>()),
  transport: v.exactOptional(oneOf(['rest', 'grpc']), 'rest'),
};

/** Which tags count, among options. */
export const countingEntries = {
  filter: v.exactOptional(objectOf<TagFilter>(), () => tagFilter()),
  minCovers: v.exactOptional(wholeNumberFrom(1), 1),
};

/** The genres to choose from; in the order of their code points once checked. */
export const genresEntry = v.pipe(
  must(
    'name one genre or more, each once',
    (value): value is readonly string[] =>
      areTexts(value) && value.length > 0 && new Set(value).size === value.length && !value.includes(''),
  ),
  v.transform((genres): readonly string[] => [...genres].sort(compareCodePoints)),
);

/** The part of a classifier's or trainer's options that says where Vertex AI is. */
export function vertexPlace({ project, location, clientOptions, transport }: VertexOptions): VertexOptions {
  return { project, location, ...(clientOptions && { clientOptions }), ...(transport && { transport }) };
}

export const googlePackages = [
  { name: '@google-cloud/aiplatform', load: () => import('@google-cloud/aiplatform') },
] as const;

export const googleEnvironment: readonly (readonly EnvironmentVariable[])[] = [
  [
    { name: 'GOOGLE_CLOUD_PROJECT', option: 'project' },
    { name: 'GOOGLE_CLOUD_LOCATION', option: 'location' },
  ],
];

export const googleMissing =
  'Google Cloud needs a project and a region: set GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION, and log in with ' +
  'gcloud auth application-default login.';

export const genresFlag = {
  flag: '--genres <list>',
  option: 'genres',
  help: 'the genres that vertex or gemini chooses from, separated by commas',
  isList: true,
  missing: 'Which genres does it choose from? Type --genres "doom metal,k-pop".',
} as const;
