import type * as Sdk from 'clarifai-nodejs';
import * as v from 'valibot';
import { orAbort } from '../../../util/waits.ts';
import type { CallOptions, Cover, TagResult } from '../../../model.ts';
import { importOptional } from '../../../util/optional-package.ts';
import { checkOptions } from '../../../util/options.ts';
import type { Tagger } from '../../tagger.ts';
import { ClarifaiTagger } from '../clarifai-tagger.ts';
import {
  clarifaiSdkOptions,
  credentialNames,
  settingsOf,
  type ClarifaiOptions,
  type ClarifaiSettings,
} from '../options.ts';
import { wireInputs, type WireInput } from '../wire.ts';
import { asRefusal, asResponse } from './answer.ts';
import { modelOf, type SdkModel } from './model.ts';

const requestBody = v.pipe(v.string(), v.parseJson(), wireInputs);

/** `apiUrl` is a host and a port, without a path. `http://` makes a connection without TLS. */
export type ClarifaiSdkTaggerOptions = ClarifaiOptions;

/**
 * Tags covers with one of Clarifai's image models, through the official SDK, which uses gRPC. It needs the
 * optional package `clarifai-nodejs`. The package is loaded at the first `tag`, which takes more than a
 * second.
 *
 * Its id, tags, limits, retries and errors are those of {@link ClarifaiTagger} with the same options.
 * Clarifai's REST API is a gateway to the same call, so this tagger is the REST tagger with the SDK instead
 * of `fetch`. The SDK's own error handling (repeat, wait, write to the console, drop tagged covers) is
 * switched off.
 */
export class ClarifaiSdkTagger implements Tagger {
  readonly id: string;
  readonly maxBatchSize: number;
  readonly requestsPerSecond: number;
  readonly #settings: ClarifaiSettings;
  readonly #tagger: ClarifaiTagger;
  #model: SdkModel | undefined;

  /** @throws SpotiTagsError `unauthorized` for a missing token, `invalid-input` for an invalid option. */
  constructor(options: ClarifaiSdkTaggerOptions) {
    const checked = checkOptions(clarifaiSdkOptions, options, credentialNames);
    this.#settings = settingsOf(checked);
    this.#tagger = new ClarifaiTagger({ ...checked, fetch: (_, init) => this.#fetch(init) });
    this.id = this.#tagger.id;
    this.maxBatchSize = this.#tagger.maxBatchSize;
    this.requestsPerSecond = this.#tagger.requestsPerSecond;
  }

  /** @throws SpotiTagsError `missing-package` if the SDK is not installed. */
  async tag(covers: readonly Cover[], options: CallOptions = {}): Promise<readonly TagResult[]> {
    options.signal?.throwIfAborted();
    // Loaded here, so that loading does not count towards the timeout of a request.
    if (covers.length > 0) await orAbort(loadSdk(), options.signal);
    return this.#tagger.tag(covers, options);
  }

  /** Closes the connection. Running calls and later calls fail. */
  async close(): Promise<void> {
    await this.#tagger.close();
    this.#model?.close();
  }

  /** The answer of the REST API to a request that is sent through the SDK. */
  async #fetch({ body, signal }: RequestInit = {}): Promise<Response> {
    const sdk = await loadSdk();
    signal?.throwIfAborted();
    const { inputs } = v.parse(requestBody, body, { abortEarly: true });
    this.#model ??= modelOf(sdk, this.#settings);
    const messages = inputs.map((input) => message(sdk, input));
    return this.#model.ask(messages, signal ?? undefined).then(asResponse, asRefusal);
  }
}

function loadSdk(): Promise<typeof Sdk> {
  return importOptional('ClarifaiSdkTagger', 'clarifai-nodejs', () => import('clarifai-nodejs'));
}

function message({ Input }: typeof Sdk, { id, data: { image } }: WireInput): Sdk.Message {
  return 'url' in image
    ? Input.getInputFromUrl({ inputId: id, imageUrl: image.url })
    : Input.getInputFromBytes({ inputId: id, imageBytes: Buffer.from(image.base64, 'base64') });
}
