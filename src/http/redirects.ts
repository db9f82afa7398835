import { SpotiTagsError } from '../errors.ts';
import { type AnsweredRequest, label } from './answer.ts';

/** As many as browsers follow. */
const mostRedirects = 20;

/** What is sent: a part of the `init` of `fetch`. */
export interface Sending {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

/**
 * Sends a request and follows redirects, as `fetch` does by itself, but tells of each: a redirect is a request
 * of its own, which counts towards a budget.
 *
 * @param send - sends one request, without following redirects.
 * @param onRedirect - called before a redirect is followed.
 * @throws SpotiTagsError `service`, not retryable, for a redirect that cannot be followed.
 */
export async function followRedirects(
  request: AnsweredRequest & Sending,
  send: (url: URL, sending: Sending) => Promise<Response>,
  onRedirect: () => void | Promise<void>,
): Promise<Response> {
  let { url } = request;
  let sending: Sending = request;
  for (let count = 0; ; count += 1) {
    const response = await send(url, sending);
    const location = isRedirect(response.status) ? response.headers.get('location') : null;
    if (location === null) return response;
    // Not awaited: a body may take its time to end.
    response.body?.cancel().catch(() => undefined);
    if (count === mostRedirects) throw hopeless(request, `was redirected more than ${mostRedirects} times`);
    const next = targetOf(request, location, url);
    await onRedirect();
    sending = redirected(sending, response.status, next.origin === url.origin ? [] : request.secrets);
    url = next;
  }
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function targetOf(request: AnsweredRequest, location: string, base: URL): URL {
  const target = URL.canParse(location, base.href) ? new URL(location, base) : undefined;
  if (!target) throw hopeless(request, 'was redirected to an address that is not a URL');
  if (target.protocol === 'http:' || target.protocol === 'https:') return target;
  throw hopeless(request, `was redirected to a ${target.protocol} address, expected http: or https:`);
}

/**
 * What is sent to the target, by the rules of https://fetch.spec.whatwg.org/#http-redirect-fetch.
 * @param withheld - secrets that the target must not get.
 */
function redirected(
  { method, headers, body }: Sending,
  status: number,
  withheld: readonly string[],
): Sending {
  const isSecret = (value: string) => withheld.some((secret) => secret !== '' && value.includes(secret));
  const kept = Object.fromEntries(Object.entries(headers).filter(([, value]) => !isSecret(value)));
  const becomesGet = method === 'POST' && (status === 303 || status === 301 || status === 302);
  if (becomesGet) return { method: 'GET', headers: kept };
  return { method, headers: kept, ...(body !== undefined && { body }) };
}

function hopeless(request: AnsweredRequest, problem: string): SpotiTagsError {
  const text = `${request.service.name}: ${label(request)} ${problem}. Check the address.`;
  return new SpotiTagsError('service', text);
}
