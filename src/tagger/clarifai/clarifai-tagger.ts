import * as v from 'valibot';
import { SpotiTagsError } from '../../errors.ts';
import type { Answer } from '../../http/answer.ts';
import { accountKey } from '../../http/process-wide.ts';
import { isUnavailable } from '../../http/retry.ts';
import { excerpt, quote } from '../../http/text.ts';
import { Transport, decideByStatus, type HttpRequest, type Service } from '../../http/transport.ts';
import type { CallOptions, Corrections, Cover, TagResult } from '../../model.ts';
import { checkOptions } from '../../util/options.ts';
import type { Tagger } from '../tagger.ts';
import { batches, load, type Input } from './images.ts';
import {
  clarifaiOptions,
  credentialNames,
  settingsOf,
  type ClarifaiSettings,
  type ClarifaiTaggerOptions,
} from './options.ts';
import { meaningOf } from './status.ts';
import {
  otherOutput,
  toTags,
  wireOutputs,
  wireStatus,
  wordsOf,
  type WireOutput,
  type WireStatus,
} from './wire.ts';

/** Clarifai's rate limit, the same on every plan. */
const requestsPerSecond = 15;
/**
 * Milliseconds of the first back-off, doubling. All back-offs of a request together last 15 s on average, as
 * Clarifai suggests.
 */
const firstBackOff = 2000;
/** How often an image is sent if its own status is temporary. */
const rounds = 3;

const clarifai: Service = {
  name: 'Clarifai',
  firstBackOffMs: firstBackOff,
  decide: (answer) => {
    const status = statusOf(answer);
    const meaning = meaningOf(status?.code);
    if (meaning === 'throttled' || status?.description?.includes('CONN_THROTTLED')) return 'throttled';
    if (meaning === 'transient') return 'unavailable';
    // The status in the answer decides, whatever the HTTP status is.
    return meaning === 'unknown' ? decideByStatus(answer) : 'final';
  },
  message: (json) => (v.is(wireStatus, json) ? wordsOf(json.status) : undefined),
};

/**
 * Tags covers with one of Clarifai's image models, over the REST API.
 *
 * URLs are passed on, and Clarifai downloads them. Files and bytes are sent. The tagger waits for at most a
 * minute if the service throttles. All taggers of a process with the same token together send 15 requests per
 * second.
 */
export class ClarifaiTagger implements Tagger {
  readonly id: string;
  readonly maxBatchSize = 128;
  readonly requestsPerSecond = requestsPerSecond;
  /** Adds a corrected cover to the inputs of `feedbackApp`. Absent without that option. */
  readonly feedback?: (cover: Cover, corrections: Corrections, options?: CallOptions) => Promise<void>;
  readonly #settings: ClarifaiSettings;
  readonly #transport: Transport;
  readonly #account: string;

  /** @throws SpotiTagsError `unauthorized` for a missing token, `invalid-input` for an invalid option. */
  constructor(options: ClarifaiTaggerOptions) {
    const checked = checkOptions(clarifaiOptions, options, credentialNames);
    this.#settings = settingsOf(checked);
    this.id = this.#settings.id;
    this.#account = accountKey(this.#settings.url.host, checked.pat);
    this.#transport = new Transport(checked, { timeoutMs: this.#settings.timeoutMs });
    const { feedbackUrl } = this.#settings;
    if (feedbackUrl) {
      this.feedback = (cover, corrections, { signal } = {}) =>
        this.#label(feedbackUrl, cover, corrections, signal);
    }
  }

  async tag(covers: readonly Cover[], options: CallOptions = {}): Promise<readonly TagResult[]> {
    const { signal } = options;
    signal?.throwIfAborted();
    if (covers.length > this.maxBatchSize) {
      const text = `Clarifai accepts at most ${this.maxBatchSize} covers at once, got ${covers.length}.`;
      throw new SpotiTagsError('invalid-input', text);
    }
    const results = new Map<number, TagResult>();
    const refuse = (at: number, error: SpotiTagsError) => results.set(at, { error });
    let stopped: SpotiTagsError | undefined;
    for await (const batch of batches(covers, refuse, signal)) {
      try {
        await this.#persist(batch, results, options);
      } catch (error) {
        signal?.throwIfAborted();
        // Tagged covers were paid for, so they are kept when others fail.
        if (!SpotiTagsError.isInstance(error) || !anyTagged(results)) throw error;
        stopped = error;
        break;
      }
    }
    return covers.map((_, at) => results.get(at) ?? { error: stopped ?? lost() });
  }

  /** Closes the connections. Running calls and later calls fail. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  /** Tags a batch, and sends those images again whose status says that another attempt may help. */
  async #persist(
    batch: readonly Input[],
    results: Map<number, TagResult>,
    options: CallOptions,
  ): Promise<void> {
    let left = batch;
    for (let round = 1; left.length > 0; round += 1) {
      await this.#ask(left, results, options);
      left = left.filter(({ at }) => {
        const { error } = results.get(at) ?? {};
        return error?.code === 'cover' && error.retryable;
      });
      if (round === rounds) break;
      if (left.length > 0) await this.#transport.backOff(round, clarifai, options.signal);
    }
  }

  /** One request, or several if the whole batch is refused for one image without saying which. */
  async #ask(batch: readonly Input[], results: Map<number, TagResult>, options: CallOptions): Promise<void> {
    const answer = await this.#send(batch, options);
    const status = statusOf(answer);
    const meaning = meaningOf(status?.code);
    if (meaning !== 'ok' && meaning !== 'mixed' && meaning !== 'image') throw refusal(answer, status);
    const { outputs } = answer.read(wireOutputs);
    if (outputs.length > 0) {
      const matched = this.#match(batch, outputs, answer);
      const refused = [...matched.values()].find(({ error }) => error && error.code !== 'cover')?.error;
      // If the key or quota is refused for all images, the batch fails. If only for some, the others were
      // tagged and paid for.
      if (refused && !anyTagged(matched)) throw refused;
      for (const [at, result] of matched) results.set(at, result);
      return;
    }
    if (meaning !== 'image') throw answer.error('service', 'The answer has no outputs.', { retryable: true });

    const [only] = batch;
    if (only && batch.length === 1) {
      results.set(only.at, { error: answer.error('cover') });
      return;
    }
    const half = Math.ceil(batch.length / 2);
    await this.#ask(batch.slice(0, half), results, options);
    await this.#ask(batch.slice(half), results, options);
  }

  #send(batch: readonly Input[], { signal, counter }: CallOptions): Promise<Answer> {
    const { url, outputConfig } = this.#settings;
    const body = {
      inputs: batch.map(({ at, image }) => ({ id: inputId(at), data: { image } })),
      model: { output_info: { output_config: outputConfig } },
    };
    // Tagging an image twice changes nothing at Clarifai, so the request is repeatable.
    const items = batch.length;
    return this.#post(url, body, { bucket: 'clarifai:outputs', repeatable: true, items, counter, signal });
  }

  async #label(url: URL, cover: Cover, corrections: Corrections, signal?: AbortSignal): Promise<void> {
    const { image } = await load(cover, signal);
    const concepts = [
      ...corrections.add.map((name) => ({ name, value: 1 })),
      ...corrections.remove.map((name) => ({ name, value: 0 })),
    ];
    const body = { inputs: [{ data: { image: { ...image, allow_duplicate_url: true }, concepts } }] };
    const answer = await this.#post(url, body, { bucket: 'clarifai:inputs', repeatable: false, signal });
    const status = statusOf(answer);
    if (meaningOf(status?.code) !== 'ok') throw refusal(answer, status);
  }

  #post(
    url: URL,
    body: unknown,
    how: Pick<HttpRequest, 'bucket' | 'repeatable' | 'items' | 'counter' | 'signal'>,
  ): Promise<Answer> {
    const { pat } = this.#settings;
    return this.#transport.send({
      ...how,
      service: clarifai,
      method: 'POST',
      url,
      headers: {
        authorization: `Key ${pat}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
      rateLimit: { key: this.#account, perSecond: requestsPerSecond },
      secrets: [pat],
    });
  }

  /**
   * Finds the output of each input: by the input's id, which Clarifai repeats, otherwise by order, if none is
   * missing.
   */
  #match(
    batch: readonly Input[],
    outputs: readonly (WireOutput | null)[],
    answer: Answer,
  ): Map<number, TagResult> {
    const byId = new Map(outputs.map((output) => [output?.input?.id, output]));
    const inOrder = outputs.length === batch.length;
    return new Map(
      batch.map(({ at }, place) => {
        const placed = inOrder && !known(batch, outputs[place]) ? outputs[place] : undefined;
        const output = byId.get(inputId(at)) ?? placed;
        return [at, output ? this.#result(output, answer) : { error: lost() }];
      }),
    );
  }

  #result(output: WireOutput, answer: Answer): TagResult {
    const { status } = output;
    const meaning = status ? meaningOf(status.code) : 'ok';
    if (meaning === 'ok') {
      const other = otherOutput(output);
      if (other === undefined) return { tags: toTags(output) };
      const advice = `The model returns ${excerpt(other)} instead of concepts. Set model to one that classifies images.`;
      throw answer.error('invalid-input', advice);
    }
    const words = quote(wordsOf(status ?? {}), [this.#settings.pat]);
    if (meaning === 'unauthorized' || meaning === 'quota') {
      return { error: refusal(answer, status, `${words}. `) };
    }
    const retryable = meaning === 'throttled' || meaning === 'transient';
    return {
      error: new SpotiTagsError('cover', `Clarifai could not tag the image: ${words}.`, { retryable }),
    };
  }
}

function anyTagged(results: ReadonlyMap<number, TagResult>): boolean {
  return [...results.values()].some(({ tags }) => tags !== undefined);
}

function inputId(at: number): string {
  return `cover-${at}`;
}

/** Whether an output says which input it belongs to. */
function known(batch: readonly Input[], output: WireOutput | null | undefined): boolean {
  return batch.some(({ at }) => inputId(at) === output?.input?.id);
}

function statusOf({ json }: Answer): WireStatus | undefined {
  return v.is(wireStatus, json) ? json.status : undefined;
}

function lost(): SpotiTagsError {
  return new SpotiTagsError('cover', 'Clarifai left the image out of its answer.', { retryable: true });
}

/**
 * The error of an answer that concerns the whole batch. `words` is set if the error is from one output in it.
 */
function refusal(answer: Answer, status: WireStatus | null | undefined, words = ''): SpotiTagsError {
  const meaning = meaningOf(status?.code);
  const { status: http } = answer;
  if (meaning === 'unauthorized' || (meaning === 'unknown' && (http === 401 || http === 403)))
    return answer.error(
      'unauthorized',
      `${words}Check the personal access token (CLARIFAI_PAT) and its scopes.`,
    );
  if (meaning === 'quota') {
    const advice = `${words}The operations of the plan are used up. Wait, or change the plan.`;
    return answer.error('rate-limited', advice, { retryable: true });
  }
  if (meaning === 'model' || (meaning === 'unknown' && http === 404))
    return answer.error('invalid-input', 'Check the options model and version.');
  if (status === undefined && answer.ok)
    return answer.error('service', 'The body of the answer is not what was expected.', { retryable: true });
  return answer.error('service', undefined, { retryable: isUnavailable(http) });
}
