import { SpotiTagsError, wholeNumber } from '../../errors.ts';
import { baseUrl, isCredential } from '../../http/options.ts';
import type { HttpOptions } from '../../http/transport.ts';

/** What a tagger of Clarifai's takes, whichever way it reaches the service. */
export interface ClarifaiOptions {
  /** A personal access token, from https://clarifai.com/settings/security. It is billed about one operation a cover. */
  readonly pat: string;
  /** @default 'https://api.clarifai.com' */
  readonly apiUrl?: string;
  /**
   * An image model that answers concepts: the name of one of Clarifai's own, or the address of any,
   * `https://clarifai.com/{user}/{app}/models/{name}`.
   * @default 'general-image-recognition'
   */
  readonly model?: string;
  /**
   * The model's version. It is pinned, since tags of two versions do not compare; a `model` of your choice needs one.
   * @default 'aa7f35c01e0642fda5cf400f543e7c40', of the default model
   */
  readonly version?: string;
  /** The most tags a cover gets, 1 to 200. @default 50 */
  readonly maxConcepts?: number;
  /** Tags of less confidence are left out, 0 to 1. @default 0.5 */
  readonly minConfidence?: number;
  /** Language of the tags, as Clarifai codes it: `en`, `de`, `zh-TW`. @default 'en' */
  readonly language?: string;
  /**
   * Milliseconds for one request, in which Clarifai fetches up to 128 images, or is sent 13 MB. What it tags after that
   * is billed all the same.
   * @default 120_000
   */
  readonly timeout?: number;
}

export interface ClarifaiTaggerOptions extends ClarifaiOptions, HttpOptions {
  /**
   * Your own application: `feedback` then adds corrected covers to its inputs, labeled, to train a model of your own
   * on. Clarifai's own models do not learn from it. @default none, `feedback` stays with the library
   */
  readonly feedbackApp?: FeedbackApp;
}

/** An application of one's own at Clarifai's, which takes corrections as labeled inputs to train models on. */
export interface FeedbackApp {
  readonly user: string;
  readonly app: string;
}

export interface ClarifaiSettings {
  readonly id: string;
  readonly pat: string;
  readonly model: ModelVersion;
  /** Where the model's outputs are asked for. */
  readonly url: URL;
  /** Where feedback goes, if anywhere. */
  readonly feedbackUrl: URL | undefined;
  readonly outputConfig: {
    readonly max_concepts: number;
    readonly min_value: number;
    readonly language: string;
  };
  readonly timeout: number;
}

interface ModelVersion {
  readonly user: string;
  readonly app: string;
  readonly name: string;
  readonly version: string;
}

const defaultModel = 'general-image-recognition';
const defaultVersion = 'aa7f35c01e0642fda5cf400f543e7c40';

/** Checks options and fills in defaults. */
export function settingsOf(options: ClarifaiTaggerOptions): ClarifaiSettings {
  const { pat, apiUrl = 'https://api.clarifai.com', model = defaultModel, language = 'en' } = options;
  const { maxConcepts = 50, minConfidence = 0.5, timeout = 120_000 } = options;
  if (!isCredential(pat))
    throw new SpotiTagsError(
      'unauthorized',
      'A Clarifai personal access token is missing or malformed: create one at https://clarifai.com/settings/security ' +
        'and pass it as `pat`, for example from CLARIFAI_PAT',
    );
  if (!Number.isInteger(maxConcepts) || maxConcepts < 1 || maxConcepts > 200)
    throw invalid(`maxConcepts must be a whole number from 1 to 200, got ${maxConcepts}`);
  if (!(minConfidence >= 0 && minConfidence <= 1))
    throw invalid(`minConfidence must lie in 0..1, got ${minConfidence}`);
  if (!/^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$/.test(language))
    throw invalid(`language must be a code such as "en" or "zh-TW", got "${language}"`);

  const { user, app, name } = parseModel(model);
  const version = options.version ?? (model === defaultModel ? defaultVersion : undefined);
  if (version === undefined || !/^[\w-]+$/.test(version))
    throw invalid(
      `version must name the version of the model "${model}", as its page on clarifai.com lists them`,
    );
  const path = `/v2/users/${user}/apps/${app}/models/${name}/versions/${version}/outputs`;
  const label = user === 'clarifai' && app === 'main' ? name : `${user}/${app}/${name}`;
  return {
    id: `clarifai/${label}@${version}?max=${maxConcepts}&min=${minConfidence}&language=${language}`,
    pat,
    model: { user, app, name, version },
    url: new URL(baseUrl('apiUrl', apiUrl) + path),
    feedbackUrl: options.feedbackApp && new URL(baseUrl('apiUrl', apiUrl) + inputsPath(options.feedbackApp)),
    outputConfig: { max_concepts: maxConcepts, min_value: minConfidence, language },
    timeout: wholeNumber('timeout', timeout),
  };
}

function inputsPath({ user, app }: FeedbackApp): string {
  if (/^[\w-]+$/.test(user) && /^[\w-]+$/.test(app)) return `/v2/users/${user}/apps/${app}/inputs`;
  throw invalid(`feedbackApp must name a user and an app of Clarifai, got "${user}" and "${app}"`);
}

function parseModel(model: string): Omit<ModelVersion, 'version'> {
  const address = /^https:\/\/clarifai\.com\/([\w-]+)\/([\w-]+)\/models\/([\w-]+)\/?$/.exec(model);
  const [, user = 'clarifai', app = 'main', name = model] = address ?? [];
  if (/^[\w-]+$/.test(name)) return { user, app, name };
  throw invalid(`model must be a name or https://clarifai.com/{user}/{app}/models/{name}, got "${model}"`);
}

function invalid(message: string): SpotiTagsError {
  return new SpotiTagsError('invalid-input', message);
}
