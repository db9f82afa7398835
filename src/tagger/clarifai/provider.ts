import type { TaggerProvider } from '../provider.ts';
import { clarifaiOptions, type CheckedClarifaiOptions } from './options.ts';

export const clarifaiProvider: TaggerProvider<CheckedClarifaiOptions> = {
  kind: 'tagger',
  name: 'clarifai',
  exportName: 'ClarifaiTagger',
  summary: 'Clarifai’s general image recognition over REST; billed per image',
  needs: '`pat`, a personal access token',
  environment: [[{ name: 'CLARIFAI_PAT', option: 'pat' }]],
  missing:
    'Clarifai needs a personal access token. Set CLARIFAI_PAT, or use --tagger palette, which needs no key.',
  options: clarifaiOptions,
  open: async (options) => new (await import('./clarifai-tagger.ts')).ClarifaiTagger(options),
  probe: async (options, context) => (await import('./probe.ts')).probeClarifai(options, context),
};
