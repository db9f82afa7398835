import packageJson from '../../package.json' with { type: 'json' };
import { SpotiTagsError } from '../errors.ts';
import { type HttpOptions, type Service, Transport } from '../http/transport.ts';
import type { CallOptions, Cover } from '../model.ts';
import { coverLimits } from './limits.ts';
import { readCoverFile } from './read-file.ts';

const images: Service = { name: 'The server of the image' };

/** Image archives ask clients to identify themselves. */
const headers = { 'user-agent': `spotitags/${packageJson.version}` };

/** How covers with a URL are downloaded. */
export interface CoverReaderOptions extends HttpOptions {
  /**
   * Whether covers may be downloaded from this machine and its own network. URLs of covers are untrusted, and
   * could reach services that only this machine can reach. A custom `fetch` or `dispatcher` is used for all
   * addresses.
   * @default false
   */
  readonly allowPrivateAddresses?: boolean;
}

/**
 * Reads covers from a URL, a path or bytes. Failures have the code `cover`. Their messages contain neither
 * path nor URL, because datasets that keep them get published.
 */
export class CoverReader {
  readonly #transport: Transport;
  #isClosed = false;

  constructor({ allowPrivateAddresses = false, ...options }: CoverReaderOptions = {}) {
    this.#transport = new Transport(options, {
      attempts: 3,
      maxWaitMs: 20_000,
      maxBytes: coverLimits.downloadBytes,
      ...(!allowPrivateAddresses && { refusePrivate }),
    });
  }

  async read(cover: Cover, { signal, counter }: CallOptions = {}): Promise<Uint8Array> {
    signal?.throwIfAborted();
    if (cover.bytes !== undefined) return cover.bytes;
    if (cover.path !== undefined) return readCoverFile(cover.path, signal && { signal });
    return this.#download(cover.url, { ...(signal && { signal }), ...(counter && { counter }) });
  }

  /** Closes the connections. Later downloads fail the whole call, because the cover is not at fault. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#transport.close();
  }

  async #download(address: string, { signal, counter }: CallOptions): Promise<Uint8Array> {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || !/^https?:$/u.test(url.protocol)) {
      throw new SpotiTagsError('cover', 'The URL of the image is not http or https.');
    }
    // Image hosts have no known rate limit. If a host throttles, all of its images wait.
    const rateLimit = { key: `image:${url.host}`, perSecond: Infinity };
    try {
      const request = { service: images, method: 'GET', url, headers, rateLimit, bucket: 'image' } as const;
      const answer = await this.#transport.send({ ...request, secrets: [], counter, signal });
      if (answer.ok) return answer.bytes;
      throw unfetched(`the server answered ${answer.status}`, false);
    } catch (error) {
      signal?.throwIfAborted();
      if (this.#isClosed || SpotiTagsError.isInstance(error, 'cover')) throw error;
      const retryable = !SpotiTagsError.isInstance(error) || error.retryable;
      throw unfetched('its server cannot be reached, does not answer, or sends too much data', retryable);
    }
  }
}

function unfetched(reason: string, retryable: boolean): SpotiTagsError {
  return new SpotiTagsError('cover', `The image cannot be fetched: ${reason}.`, { retryable });
}

function refusePrivate(): SpotiTagsError {
  return new SpotiTagsError(
    'cover',
    'The image cannot be fetched: its server is in a private network. ' +
      'To allow such addresses, set allowPrivateAddresses.',
  );
}
