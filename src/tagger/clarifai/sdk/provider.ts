import type { TaggerProvider } from '../../provider.ts';
import { clarifaiSdkOptions, type CheckedClarifaiSdkOptions } from '../options.ts';

export const clarifaiSdkProvider: TaggerProvider<CheckedClarifaiSdkOptions> = {
  kind: 'tagger',
  name: 'clarifai-sdk',
  exportName: 'ClarifaiSdkTagger',
  subpath: 'clarifai/sdk',
  summary: 'the same tags over Clarifai’s own SDK and gRPC',
  needs: '`pat`, and the package `clarifai-nodejs`',
  packages: [{ name: 'clarifai-nodejs', load: () => import('clarifai-nodejs') }],
  environment: [[{ name: 'CLARIFAI_PAT', option: 'pat' }]],
  missing:
    'Clarifai needs a personal access token. Set CLARIFAI_PAT, or use --tagger palette, which needs no key.',
  options: clarifaiSdkOptions,
  open: async (options) => new (await import('./index.ts')).ClarifaiSdkTagger(options),
  probe: async (options, context) => (await import('../probe.ts')).probeClarifai(options, context),
};
