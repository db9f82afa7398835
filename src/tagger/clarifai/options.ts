import * as v from 'valibot';
import { baseUrl, httpEntries, isCredential } from '../../http/options.ts';
import type { HttpOptions } from '../../http/transport.ts';
import {
  isText,
  minConfidence,
  must,
  mustSecretly,
  optionsSchema,
  refuse,
  textLike,
  wholeNumberFrom,
} from '../../util/options.ts';

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
  readonly maxTags?: number;
  /** Tags of less confidence are left out, 0 to 1. @default 0.5 */
  readonly minConfidence?: number;
  /** Language of the tags, as Clarifai codes it: `en`, `de`, `zh-TW`. @default 'en' */
  readonly language?: string;
  /**
   * Milliseconds for one request, in which Clarifai fetches up to 128 images, or is sent 13 MB. What it tags after that
   * is billed as well.
   * @default 120_000
   */
  readonly timeoutMs?: number;
}

export interface ClarifaiTaggerOptions extends ClarifaiOptions, HttpOptions {
  /**
   * Your own application: `feedback` then adds corrected covers to its inputs, labeled, to train a model of your own
   * on. Clarifai's own models do not learn from it. @default none, `feedback` stays with the library
   */
  readonly feedbackApp?: FeedbackApp;
}

/** An application of your own at Clarifai, which takes corrections as labeled inputs to train models on. */
export interface FeedbackApp {
  readonly user: string;
  readonly app: string;
}

/** What follows from the options. */
export interface ClarifaiSettings {
  readonly id: string;
  readonly pat: string;
  readonly model: ModelVersion;
  /** Where the model's outputs are asked for. */
  readonly url: URL;
  /** Where feedback goes; `undefined` if it goes nowhere. */
  readonly feedbackUrl: URL | undefined;
  readonly outputConfig: {
    readonly max_concepts: number;
    readonly min_value: number;
    readonly language: string;
  };
  readonly timeoutMs: number;
}

interface ModelVersion {
  readonly user: string;
  readonly app: string;
  readonly name: string;
  readonly version: string;
}

const defaultModel = 'general-image-recognition';
const defaultVersion = 'aa7f35c01e0642fda5cf400f543e7c40';

const isPart = (value: unknown): value is string => isText(value) && /^[\w-]+$/.test(value);

const commonEntries = {
  pat: mustSecretly(
    'A Clarifai personal access token is missing or malformed: create one at ' +
      'https://clarifai.com/settings/security and pass it as `pat`, for example from CLARIFAI_PAT.',
    isCredential,
  ),
  apiUrl: v.exactOptional(baseUrl, 'https://api.clarifai.com'),
  model: v.exactOptional(
    must(
      'be a name or https://clarifai.com/{user}/{app}/models/{name}',
      (value): value is string => isText(value) && parseModel(value) !== undefined,
    ),
    defaultModel,
  ),
  version: v.exactOptional(must('be the version of a model', isPart)),
  maxTags: v.exactOptional(wholeNumberFrom(1, 200), 50),
  minConfidence: v.exactOptional(minConfidence, 0.5),
  language: v.exactOptional(
    textLike(/^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$/, 'be a code such as "en" or "zh-TW"'),
    'en',
  ),
  timeoutMs: v.exactOptional(wholeNumberFrom(1), 120_000),
};

const feedbackApp = must(
  'name a user and an app of Clarifai',
  (value): value is FeedbackApp =>
    typeof value === 'object' &&
    value !== null &&
    'user' in value &&
    'app' in value &&
    isPart(value.user) &&
    isPart(value.app),
);

/** Refuses a model of the user's choice without its version. */
function needVersion({ model, version }: { readonly model: string; readonly version?: string }) {
  if (model === defaultModel || version !== undefined) return undefined;
  return `version must name the version of the model "${model}", as its page on clarifai.com lists them`;
}

export const clarifaiOptions = v.pipe(
  optionsSchema({ ...commonEntries, ...httpEntries, feedbackApp: v.exactOptional(feedbackApp) }),
  refuse((options) => needVersion(options)),
);

export const clarifaiSdkOptions = v.pipe(
  optionsSchema(commonEntries),
  refuse((options) => needVersion(options)),
  refuse(({ apiUrl }) =>
    new URL(apiUrl).pathname === '/' ? undefined : 'apiUrl must have no path: the SDK takes hosts alone',
  ),
);

/** The options, checked and complete. */
export type CheckedClarifaiOptions = v.InferOutput<typeof clarifaiOptions>;
export type CheckedClarifaiSdkOptions = v.InferOutput<typeof clarifaiSdkOptions>;

/** Options whose problems have the code `unauthorized`. */
export const credentialNames = ['pat'];

export function settingsOf(options: CheckedClarifaiOptions): ClarifaiSettings {
  const {
    pat,
    apiUrl,
    model,
    version = defaultVersion,
    language,
    timeoutMs,
    feedbackApp: feedback,
  } = options;
  const { maxTags, minConfidence: least } = options;
  const { user, app, name } = parseModel(model) ?? { user: 'clarifai', app: 'main', name: model };
  const path = `/v2/users/${user}/apps/${app}/models/${name}/versions/${version}/outputs`;
  const label = user === 'clarifai' && app === 'main' ? name : `${user}/${app}/${name}`;
  return {
    id: `clarifai/${label}@${version}?max=${maxTags}&min=${least}&language=${language}`,
    pat,
    model: { user, app, name, version },
    url: new URL(apiUrl + path),
    feedbackUrl: feedback && new URL(`${apiUrl}/v2/users/${feedback.user}/apps/${feedback.app}/inputs`),
    outputConfig: { max_concepts: maxTags, min_value: least, language },
    timeoutMs,
  };
}

function parseModel(model: string): Omit<ModelVersion, 'version'> | undefined {
  const address = /^https:\/\/clarifai\.com\/([\w-]+)\/([\w-]+)\/models\/([\w-]+)\/?$/.exec(model);
  const [, user = 'clarifai', app = 'main', name = model] = address ?? [];
  return isPart(name) ? { user, app, name } : undefined;
}
