import { AsyncLocalStorage } from 'node:async_hooks';
import { isDeepStrictEqual } from 'node:util';
import type * as Sdk from 'clarifai-nodejs';
import * as v from 'valibot';
import { onAbort } from '../../../util/on-abort.ts';
import { SpotiTagsError } from '../../../errors.ts';
import type { ClarifaiSettings } from '../options.ts';
import { success } from './answer.ts';

const modelMessage = v.object({
  id: v.string(),
  outputInfo: v.object({
    outputConfig: v.object({ language: v.string(), maxConcepts: v.number(), minValue: v.number() }),
  }),
  modelVersion: v.object({ id: v.string() }),
});

/** A model that sends one request per call, and does not write to the console. */
export interface SdkModel {
  /**
   * Resolves with the outputs. Rejects with an error whose `cause` is the complete answer if that is not a
   * full success, or the error of gRPC.
   */
  ask(inputs: readonly Sdk.Message[], signal?: AbortSignal): Promise<unknown>;
  close(): void;
}

/**
 * Makes the SDK's model without the SDK's retries. By itself, the SDK repeats a call ten times, five seconds
 * apart, waits ten minutes for a model that is being deployed, writes both to the console, and cannot be
 * aborted.
 */
export function modelOf(sdk: typeof Sdk, settings: ClarifaiSettings): SdkModel {
  const { user, app, name, version } = settings.model;

  class QuietModel extends sdk.Model implements SdkModel {
    /** The SDK passes nothing from `predict` to `grpcRequest`, so the signal takes this way. */
    readonly #signal = new AsyncLocalStorage<AbortSignal | undefined>();

    constructor() {
      super({
        modelId: name,
        modelVersion: { id: version },
        authConfig: { userId: user, appId: app, pat: settings.pat, base: settings.url.origin },
      });
      this.modelInfo = withOutputConfig(this.modelInfo, settings);
    }

    ask(inputs: readonly Sdk.Message[], signal?: AbortSignal): Promise<unknown> {
      return this.#signal.run(signal, () => this.predict({ inputs }));
    }

    close(): void {
      this.STUB.client.close();
    }

    protected override async grpcRequest(_endpoint: unknown, request: Sdk.Message): Promise<Sdk.Message> {
      const signal = this.#signal.getStore();
      // Never rejects, because the SDK would repeat the call. The SDK only adds the token.
      const { error, response } = await this.STUB.makeCallPromise(
        (message, metadata) => this.#call(message, metadata, signal),
        request,
      );
      if (!response) throw new Error(error?.message, { cause: error });
      const answer = response.toObject();
      if (!v.is(success, answer)) throw new Error('No success', { cause: answer });
      return { toObject: () => answer };
    }

    #call(request: Sdk.Message, metadata: Sdk.Metadata, signal: AbortSignal | undefined): Promise<Outcome> {
      return new Promise((resolve) => {
        let leave: (() => void) | undefined;
        const call = this.STUB.client.postModelOutputs(request, metadata, (error, response) => {
          leave?.();
          resolve({ error, response });
        });
        if (signal) {
          leave = onAbort(signal, () => {
            call.cancel();
          });
        }
      });
    }
  }
  return new QuietModel();
}

interface Outcome {
  readonly error: Error | null;
  readonly response: Sdk.Message | undefined;
}

/**
 * The model's message with the settings, in the same field as in the REST API. The SDK exports no message to
 * set them, so the list of fields is written by hand, by their numbers in Clarifai's `resources.proto`.
 */
function withOutputConfig(message: Sdk.ModelMessage, settings: ClarifaiSettings): Sdk.ModelMessage {
  const { app, name, version } = settings.model;
  const { language, max_concepts, min_value } = settings.outputConfig;
  const outputConfig = [null, null, null, language, null, max_concepts, min_value];
  const outputInfo = [null, outputConfig];
  const complete = new message.constructor([name, null, null, app, outputInfo, [version]]);
  const meant = { language, maxConcepts: max_concepts, minValue: min_value };
  const said = v.safeParse(modelMessage, complete.toObject(), { abortEarly: true }).output;
  // The id of the tagger depends on these settings.
  if (
    !isDeepStrictEqual(said, { id: name, outputInfo: { outputConfig: meant }, modelVersion: { id: version } })
  )
    throw new SpotiTagsError(
      'missing-package',
      'The installed version of "clarifai-nodejs" does not accept the settings of a model. Run: npm install clarifai-nodejs@0.4.0',
    );
  return complete;
}
