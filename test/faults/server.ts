import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { wireInputs } from '../../src/tagger/clarifai/wire.ts';
import { spotifyAnswer, tagged, type Reply } from './answers.ts';
import { ImageBook } from './image-book.ts';
import type { Endpoint, Fault, Script } from './script.ts';
import type { FaultArtist } from './world.ts';

export interface Account {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly pat: string;
}

export interface FaultServerOptions {
  /** What goes wrong. @default nothing */
  readonly script?: Script;
  /** Where clients believe Spotify's Web API to be. @default where it is */
  readonly publicUrl?: string;
  /** Milliseconds before an answer. @default 0 */
  readonly latency?: (endpoint: Endpoint) => number;
  /** Begins every access token. @default 'token' */
  readonly tokenPrefix?: string;
}

/**
 * Spotify and Clarifai over real sockets on loopback, as they are on bad days. Whatever they refuse they refuse rudely:
 * with the credentials in the answer.
 */
export class FaultServer {
  /** What becomes of requests from now on. */
  script: Script | undefined;
  /** Told of each event, for tests that wait for one. */
  onEvent: () => void = () => undefined;
  /** How often each endpoint was asked. */
  readonly asked = new Map<Endpoint, number>();
  /** How often each fault came. */
  readonly faults = new Map<Fault, number>();
  readonly images = new ImageBook();
  /** When images were sent to be tagged, in milliseconds. */
  readonly taggedAt: number[] = [];
  readonly #artists: readonly FaultArtist[];
  readonly #options: FaultServerOptions;
  readonly #server: Server;
  readonly #accounts: Account[] = [];
  readonly #tokens = new Set<string>();
  #tokensIssued = 0;

  private constructor(artists: readonly FaultArtist[], options: FaultServerOptions) {
    this.#artists = artists;
    this.#options = options;
    this.script = options.script;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async start(
    artists: readonly FaultArtist[],
    options: FaultServerOptions = {},
  ): Promise<FaultServer> {
    const server = new FaultServer(artists, options);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get origin(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('The server does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Lets an account in, beside the others. */
  admit(account: Account): Account {
    this.#accounts.push(account);
    return account;
  }

  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.#options.publicUrl ?? this.origin);
    const body = await text(request);
    const credential = request.headers.authorization ?? '';
    const endpoint = endpointOf(url);
    this.asked.set(endpoint, (this.asked.get(endpoint) ?? 0) + 1);
    const inputs = endpoint === 'outputs' ? v.parse(wireInputs, JSON.parse(body)).inputs : [];
    const urls = inputs.map(({ data: { image } }) => ('url' in image ? image.url : ''));
    const refused = this.#refuse(endpoint, credential);
    if (refused) {
      await deliver(response, refused, undefined);
      return;
    }
    const fault = this.script?.(endpoint, endpoint === 'outputs' ? urls.join() : url.href);
    if (fault) this.faults.set(fault, (this.faults.get(fault) ?? 0) + 1);
    if (endpoint === 'outputs') this.taggedAt.push(performance.now());
    const asking = this.images.ask(urls);
    this.onEvent();
    await sleep(this.#options.latency?.(endpoint) ?? 0);
    const reply = this.#reply(endpoint, url, inputs, fault, credential);
    const isReceived = await deliver(response, reply, fault);
    asking.answered(reply.images ?? [], isReceived);
    this.onEvent();
  }

  #reply(
    endpoint: Endpoint,
    url: URL,
    inputs: Parameters<typeof tagged>[0],
    fault: Fault | undefined,
    credential: string,
  ): Reply {
    if (fault === 'expired') {
      this.#tokens.delete(credential.slice('Bearer '.length));
      return refusal(endpoint, 401, 'The access token expired');
    }
    const status = statusOf(fault);
    const rude = `It is not you, ${credential}`;
    if (status !== undefined) {
      const headers =
        fault === 'banned'
          ? { 'retry-after': '86400' }
          : fault === 'throttled for seconds'
            ? { 'retry-after': String(1 + (url.href.length % 3)) }
            : undefined;
      return { ...refusal(endpoint, status, rude), ...(headers && { headers }) };
    }
    if (fault === 'no JSON') return { status: 200, body: `<html><p>Sign in! ${rude}</p></html>` };
    if (fault === 'error inside') return { ...refusal(endpoint, 500, rude), status: 200 };
    if (endpoint === 'outputs') return tagged(inputs, fault, rude);
    if (endpoint === 'token') return this.#issue();
    return spotifyAnswer(this.#artists, endpoint, url, fault);
  }

  #refuse(endpoint: Endpoint, credential: string): Reply | undefined {
    const isKnown = {
      token: () => this.#accounts.some((account) => credential === `Basic ${basicOf(account)}`),
      search: () => this.#tokens.has(credential.slice('Bearer '.length)),
      albums: () => this.#tokens.has(credential.slice('Bearer '.length)),
      outputs: () => this.#accounts.some(({ pat }) => credential === `Key ${pat}`),
    }[endpoint]();
    return isKnown ? undefined : refusal(endpoint, 401, `${credential} is unknown`);
  }

  #issue(): Reply {
    this.#tokensIssued += 1;
    const access_token = `${this.#options.tokenPrefix ?? 'token'}-${this.#tokensIssued}`;
    this.#tokens.add(access_token);
    return json({ access_token, token_type: 'Bearer', expires_in: 3600 });
  }
}

export function basicOf({ clientId, clientSecret }: Account): string {
  return Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
}

function endpointOf({ pathname }: URL): Endpoint {
  if (pathname === '/api/token') return 'token';
  if (pathname === '/v1/search') return 'search';
  if (/^\/v1\/artists\/\w+\/albums$/u.test(pathname)) return 'albums';
  if (pathname.endsWith('/outputs')) return 'outputs';
  throw new Error(`No client should ask for ${pathname}`);
}

function statusOf(fault: Fault | undefined): number | undefined {
  if (fault === 'throttled' || fault === 'throttled for seconds' || fault === 'banned') return 429;
  return fault?.startsWith('status ') ? Number(fault.slice('status '.length)) : undefined;
}

function refusal(endpoint: Endpoint, status: number, message: string): Reply {
  const body = {
    token: { error: 'invalid_client', error_description: message },
    search: { error: { status, message } },
    albums: { error: { status, message } },
    outputs: { status: { code: status === 401 ? 11009 : 10020, description: message }, outputs: [] },
  }[endpoint];
  return { ...json(body), status };
}

function json(body: unknown): Reply {
  return { status: 200, body: JSON.stringify(body) };
}

/** Connections that are about to be reset. The client may send its next request on one, and gets no answer. */
const doomed = new WeakSet<Socket>();

/** @returns whether the client has got all of an answer that it can read. */
async function deliver(
  response: ServerResponse,
  { status, body, headers }: Reply,
  fault: Fault | undefined,
): Promise<boolean> {
  const { socket } = response;
  if (isGone(response)) return false;
  if (fault === 'reset before' || (socket && doomed.has(socket))) {
    socket?.resetAndDestroy();
    return false;
  }
  const half = body.slice(0, body.length / 2);
  const sent = fault === 'half the JSON' ? half : body;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': sent.length,
    ...headers,
  });
  const isCut = fault === 'reset within' || fault === 'hung up';
  if (isCut || fault === 'slow') {
    response.write(half);
    await sleep(5);
    if (isGone(response)) return false;
  }
  if (isCut) {
    if (fault === 'hung up') socket?.end();
    else socket?.resetAndDestroy();
    return false;
  }
  const closed = once(response, 'close');
  response.end(fault === 'slow' ? body.slice(half.length) : sent);
  await closed;
  if (!response.writableFinished) return false;
  if (fault === 'reset after' && socket) {
    doomed.add(socket);
    // What is still on its way would be lost with the connection.
    await sleep(5);
    socket.resetAndDestroy();
  }
  return fault !== 'half the JSON';
}

/** Whether the client has gone. */
function isGone({ destroyed }: ServerResponse): boolean {
  return destroyed;
}
