import type { ClassifierProvider } from '../../provider.ts';
import { genresFlag, googleEnvironment, googleMissing, googlePackages } from '../options.ts';
import { vertexCommandOptions, type CheckedVertexOptions } from './options.ts';

export const vertexProvider: ClassifierProvider<Omit<CheckedVertexOptions, 'tagger'>> = {
  kind: 'classifier',
  name: 'vertex',
  exportName: 'VertexClassifier',
  subpath: 'google',
  summary: 'a model that is deployed to Vertex AI, as `VertexTrainer` trains it; billed while it is deployed',
  needs: 'a Google Cloud project, and the package `@google-cloud/aiplatform`',
  packages: googlePackages,
  environment: googleEnvironment,
  missing: googleMissing,
  flags: [
    genresFlag,
    {
      flag: '--endpoint <id>',
      option: 'endpoint',
      help: 'the endpoint of Vertex AI that the model is deployed to',
      missing: 'Which endpoint? Type --classifier vertex --endpoint ID.',
    },
  ],
  options: vertexCommandOptions,
  open: async (options, { tagger, filter = options.filter }) => {
    const { VertexClassifier } = await import('../index.ts');
    return new VertexClassifier({ ...options, tagger, filter });
  },
};
