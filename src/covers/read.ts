import packageJson from '../../package.json' with { type: 'json' };
import { SpotiTagsError } from '../errors.ts';
import { type HttpOptions, type Service, Transport } from '../http/transport.ts';
import type { CallOptions, Cover } from '../model.ts';
import { coverLimits } from './limits.ts';
import { readCoverFile } from './read-file.ts';

const images: Service = { name: 'The server of the image' };

/** Archives want to know who asks. */
const headers = { 'user-agent': `spotitags/${packageJson.version}` };

/** How covers with a URL are downloaded. */
export interface CoverReaderOptions extends HttpOptions {
  /**
   * Whether covers may be fetched from this machine and its own network. Their URLs come from outside, and could ask for
   * what only this machine can reach. A `fetch` or `dispatcher` of your own is asked whatever the address.
   * @default false
   */
  readonly allowPrivateAddresses?: boolean;
}

/**
 * Reads covers from wherever they are. Failures have the code `cover`; their messages name neither path nor URL, since
 * they are kept in datasets that get published.
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

  /** Lets go of the connections. Downloads fail from then on, and as a whole: the cover is not at fault. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.#transport.close();
  }

  async #download(address: string, { signal, counter }: CallOptions): Promise<Uint8Array> {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || !/^https?:$/u.test(url.protocol)) {
      throw new SpotiTagsError('cover', 'The image has an address that is not http or https.');
    }
    // Hosts of images have no rate limit, but one that throttles is left alone by all of its images.
    const rateLimit = { key: `image:${url.host}`, perSecond: Infinity };
    try {
      const request = { service: images, method: 'GET', url, headers, rateLimit, bucket: 'image' } as const;
      const answer = await this.#transport.send({ ...request, secrets: [], counter, signal });
      if (answer.ok) return answer.bytes;
      throw unfetched(`the server answered ${answer.status}`, false);
    } catch (error) {
      signal?.throwIfAborted();
      if (this.#isClosed || SpotiTagsError.isInstance(error, 'cover')) throw error;
      throw unfetched('its server could not be reached, does not answer, or answers too much', true);
    }
  }
}

function unfetched(reason: string, retryable: boolean): SpotiTagsError {
  return new SpotiTagsError('cover', `The image cannot be fetched: ${reason}.`, { retryable });
}

function refusePrivate(): SpotiTagsError {
  return new SpotiTagsError(
    'cover',
    'The image cannot be fetched: its server is in a private network. If that is meant, allow it: ' +
      'allowPrivateAddresses.',
  );
}
