import type { ClassifierProvider } from '../../provider.ts';
import { genresFlag, googleEnvironment, googleMissing, googlePackages } from '../options.ts';
import { geminiOptions, type CheckedGeminiOptions } from './options.ts';

export const geminiProvider: ClassifierProvider<CheckedGeminiOptions> = {
  kind: 'classifier',
  name: 'gemini',
  exportName: 'GeminiClassifier',
  subpath: 'google',
  summary: 'Gemini, which chooses from genres of yours without training; billed per artist',
  needs: 'a Google Cloud project, and the package `@google-cloud/aiplatform`',
  packages: googlePackages,
  environment: googleEnvironment,
  missing: googleMissing,
  flags: [genresFlag],
  options: geminiOptions,
  open: async (options, { filter = options.filter }) => {
    const { GeminiClassifier } = await import('../index.ts');
    return new GeminiClassifier({ ...options, filter });
  },
};
