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

/** `apiUrl` is a host and a port, without a path; `http://` makes the connection one without TLS. */
export type ClarifaiSdkTaggerOptions = ClarifaiOptions;

/**
 * Tags covers with an image model of Clarifai's, through the official SDK, which speaks gRPC. It needs the optional
 * package `clarifai-nodejs`, loaded at the first `tag`; that takes more than a second.
 *
 * Its id and its tags are those of {@link ClarifaiTagger} with the same options, and so are its limits, its retries and
 * its errors: Clarifai's REST API is a gateway to the same call, so the one tagger is the other with the SDK in place of
 * `fetch`. What the SDK does by itself where a call fails (repeat, wait, write to the console, drop what was tagged) it
 * is kept from.
 */
export class ClarifaiSdkTagger implements Tagger {
  readonly id: string;
  readonly maxBatchSize: number;
  readonly requestsPerSecond: number;
  readonly #settings: ClarifaiSettings;
  readonly #tagger: ClarifaiTagger;
  #model: SdkModel | undefined;

  /**
   * @throws SpotiTagsError `unauthorized` if the token is missing, `invalid-input` if an option is not what was
   * expected.
   */
  constructor(options: ClarifaiSdkTaggerOptions) {
    const checked = checkOptions(clarifaiSdkOptions, options, credentialNames);
    this.#settings = settingsOf(checked);
    this.#tagger = new ClarifaiTagger({ ...checked, fetch: (_, init) => this.#fetch(init) });
    this.id = this.#tagger.id;
    this.maxBatchSize = this.#tagger.maxBatchSize;
    this.requestsPerSecond = this.#tagger.requestsPerSecond;
  }

  /** @throws SpotiTagsError `missing-package` where the SDK is not installed. */
  async tag(covers: readonly Cover[], options: CallOptions = {}): Promise<readonly TagResult[]> {
    options.signal?.throwIfAborted();
    // Here already, so that no request's time goes by meanwhile.
    if (covers.length > 0) await orAbort(loadSdk(), options.signal);
    return this.#tagger.tag(covers, options);
  }

  /** Lets go of the connection. What is under way fails, and so do later calls. */
  async close(): Promise<void> {
    await this.#tagger.close();
    this.#model?.close();
  }

  /** What the REST API answers to a request, asked through the SDK. */
  async #fetch({ body, signal }: RequestInit = {}): Promise<Response> {
    const sdk = await loadSdk();
    signal?.throwIfAborted();
    const { inputs } = v.parse(requestBody, body);
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
