import { getResponse, http, HttpResponse, type HttpHandler } from 'msw';

/** Cloud Storage's JSON API, as far as a single upload goes. Handlers for MSW; `objects` are what it holds. */
export class FakeStorage {
  readonly handlers: HttpHandler[];
  /** By their `gs://` addresses. */
  readonly objects = new Map<string, string>();
  uploads = 0;

  constructor(buckets: readonly string[] = ['covers-and-genres'], token = 'token-of-the-fake') {
    const path = 'https://storage.googleapis.com/upload/storage/v1/b/:bucket/o';
    this.handlers = [
      http.post(path, async ({ request, params }) => {
        this.uploads += 1;
        const { searchParams } = new URL(request.url);
        const [bucket, name] = [String(params['bucket']), searchParams.get('name') ?? ''];
        if (request.headers.get('authorization') !== `Bearer ${token}`)
          return refuse(401, 'Invalid Credentials');
        if (!buckets.includes(bucket)) return refuse(404, 'The specified bucket does not exist.');
        if (searchParams.get('uploadType') !== 'media' || name === '') return refuse(400, 'Bad Request');
        const address = `gs://${bucket}/${name}`;
        if (searchParams.get('ifGenerationMatch') === '0' && this.objects.has(address)) {
          return refuse(412, 'At least one of the pre-conditions you specified did not hold.');
        }
        this.objects.set(address, await request.text());
        return HttpResponse.json({ kind: 'storage#object', bucket, name });
      }),
    ];
  }

  /** In the place of the global `fetch`, where no mocked network should be about. */
  readonly fetch: typeof globalThis.fetch = async (url, init) => {
    const response = await getResponse(this.handlers, new Request(url, init));
    if (response) return response;
    throw new TypeError('The fake has Cloud Storage alone.');
  };
}

/** A refusal, as Cloud Storage words it. */
export function refuse(code: number, message: string): Response {
  return HttpResponse.json({ error: { code, message } }, { status: code });
}
