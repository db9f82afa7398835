import * as v from 'valibot';
import type { Answer } from '../../../http/answer.ts';
import { type HttpOptions, type Service, Transport } from '../../../http/transport.ts';
import type { CallOptions } from '../../../model.ts';

/** Milliseconds for one upload. */
const timeout = 300_000;

const errorBody = v.object({ error: v.object({ message: v.string() }) });

/** https://cloud.google.com/storage/docs/json_api/v1/objects/insert */
const cloudStorage: Service = {
  name: 'Cloud Storage',
  message: (json) => (v.is(errorBody, json) ? json.error.message : undefined),
};

export interface StoredObject {
  readonly bucket: string;
  readonly name: string;
  readonly contentType: string;
  readonly content: string;
}

export interface StorageOptions extends HttpOptions {
  readonly storageUrl: string;
  readonly location: string;
  /** An OAuth 2 access token. */
  readonly token: () => Promise<string>;
}

/**
 * Puts an object into a bucket, over the library's own HTTP: the SDK of Cloud Storage would be another forty packages
 * for one request. An object of that name stays as it is, for its name tells its content.
 *
 * @throws SpotiTagsError `unauthorized`, `not-found` for a bucket that is not there, or as `Transport.send` does.
 */
export async function upload(
  { bucket, name, contentType, content }: StoredObject,
  { storageUrl, location, token, ...http }: StorageOptions,
  { signal }: CallOptions = {},
): Promise<void> {
  const url = new URL(`${storageUrl}/upload/storage/v1/b/${encodeURIComponent(bucket)}/o`);
  url.search = String(new URLSearchParams({ uploadType: 'media', name, ifGenerationMatch: '0' }));
  const secret = await token();
  const transport = new Transport(http, { timeoutMs: timeout });
  try {
    const answer = await transport.send({
      service: cloudStorage,
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${secret}`, 'content-type': contentType },
      body: content,
      // The second time, the object is there, and the answer 412.
      repeatable: true,
      rateLimit: { key: `${url.host}#${bucket}`, perSecond: 10 },
      bucket: 'storage:objects',
      secrets: [secret],
      signal,
    });
    if (!answer.ok && answer.status !== 412) throw refusal(answer, bucket, location);
  } finally {
    await transport.close();
  }
}

function refusal(answer: Answer, bucket: string, location: string): Error {
  const { status } = answer;
  if (status === 401 || status === 403) {
    return answer.error(
      'unauthorized',
      `Grant the credentials the role roles/storage.objectUser on the bucket ${bucket}.`,
    );
  }
  if (status === 404) {
    return answer.error(
      'not-found',
      `Check the option bucket, or run \`gcloud storage buckets create gs://${bucket} --location=${location}\`.`,
    );
  }
  return answer.error('service');
}
