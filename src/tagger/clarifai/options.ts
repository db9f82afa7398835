import * as v from 'valibot';
import { baseUrl, httpEntries, isCredential } from '../../http/options.ts';
import type { HttpOptions } from '../../http/transport.ts';
import {
  isText,
  must,
  mustSecretly,
  optionsSchema,
  refuse,
  textLike,
  wholeNumberFrom,
  zeroToOne,
} from '../../util/options.ts';

/** The options of Clarifai taggers, over REST or the SDK. */
export interface ClarifaiOptions {
  /**
   * A personal access token, from https://clarifai.com/settings/security. About one operation per cover is
   * billed.
   */
  readonly pat: string;
  /** @default 'https://api.clarifai.com' */
  readonly apiUrl?: string;
  /**
   * An image model with concepts as output: the name of one of Clarifai's own models, or the URL of any
   * model, `https://clarifai.com/{user}/{app}/models/{name}`.
   * @default 'general-image-recognition'
   */
  readonly model?: string;
  /**
   * The model's version. It is fixed, because tags of two versions cannot be compared. If you set `model`,
   * set `version` too.
   * @default 'aa7f35c01e0642fda5cf400f543e7c40', of the default model
   */
  readonly version?: string;
  /** Largest number of tags per cover, 1 to 200. @default 50 */
  readonly maxTags?: number;
  /** Tags with less confidence are left out, 0 to 1. @default 0.5 */
  readonly minConfidence?: number;
  /** Language of the tags, as a code of Clarifai: `en`, `de`, `zh-TW`. @default 'en' */
  readonly language?: string;
  /**
   * Timeout of one request in milliseconds. In this time Clarifai downloads up to 128 images, or receives 13
   * MB. Images that it tags later are billed too.
   * @default 120_000
   */
  readonly timeoutMs?: number;
}

export interface ClarifaiTaggerOptions extends ClarifaiOptions, HttpOptions {
  /**
   * Your own application. `feedback` then adds corrected covers with labels to its inputs, so that you can
   * train your own model. Clarifai's own models do not learn from it. @default none: feedback stays in the
   * library
   */
  readonly feedbackApp?: FeedbackApp;
}

/** Your own application at Clarifai, which receives corrections as labeled inputs. */
export interface FeedbackApp {
  readonly user: string;
  readonly app: string;
}

/** Settings derived from the options. */
export interface ClarifaiSettings {
  readonly id: string;
  readonly pat: string;
  readonly model: ModelVersion;
  /** The URL of the model's outputs. */
  readonly url: URL;
  /** The URL for feedback. `undefined` if there is none. */
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
    'A Clarifai personal access token is missing or malformed. Create one at ' +
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
  minConfidence: v.exactOptional(zeroToOne, 0.5),
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

/** Refuses a custom model without its version. */
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
