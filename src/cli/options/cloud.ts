import { type Command, Option } from 'commander';
import type { Classifier } from '../../classifier/classifier.ts';
import { SpotiTagsError } from '../../errors.ts';
import type { TagFilter } from '../../tags/filter.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from './usage-error.ts';

export interface CloudOptions {
  readonly classifier?: 'vertex' | 'gemini';
  readonly endpoint?: string;
  readonly genres?: readonly string[];
}

export function withCloud(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--classifier <name>',
        'instead of a model file: a model deployed to Vertex AI, or Gemini; they need GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION',
      ).choices(['vertex', 'gemini']),
    )
    .option('--endpoint <id>', 'the endpoint of Vertex AI that the model is deployed to')
    .option('--genres <list>', 'what vertex or gemini chooses from, separated by commas', (text) =>
      text
        .split(',')
        .map((genre) => genre.trim())
        .filter((genre) => genre !== ''),
    );
}

/** @param tagger - the id of the tagger whose tags the model is asked about. */
export async function openCloud(
  { classifier, endpoint, genres }: CloudOptions,
  tagger: string,
  filter: { readonly filter?: TagFilter },
  { env }: Io,
): Promise<Classifier & AsyncDisposable> {
  if (genres === undefined || genres.length === 0) {
    throw new UsageError('Which genres does it choose from? Type --genres "doom metal,k-pop".');
  }
  const { GOOGLE_CLOUD_PROJECT: project, GOOGLE_CLOUD_LOCATION: location } = env;
  if (!project || !location) {
    throw new SpotiTagsError(
      'unauthorized',
      'Google Cloud needs a project and a region: set GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION, and log in ' +
        'with gcloud auth application-default login.',
    );
  }
  const common = { project, location, genres, ...filter };
  // Loaded when asked for: most people have no use for them.
  const { GeminiClassifier, VertexClassifier } = await import('../../classifier/google/index.ts');
  if (classifier === 'gemini') return disposable(new GeminiClassifier(common));
  if (endpoint === undefined) {
    throw new UsageError('Which endpoint? Type --classifier vertex --endpoint ID.');
  }
  return disposable(new VertexClassifier({ ...common, endpoint, tagger }));
}

function disposable(cloud: Classifier & { close(): Promise<void> }): Classifier & AsyncDisposable {
  return {
    genres: cloud.genres,
    classify: (profiles, options) => cloud.classify(profiles, options),
    [Symbol.asyncDispose]: () => cloud.close(),
  };
}
