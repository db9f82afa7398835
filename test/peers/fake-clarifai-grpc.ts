import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect, createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import {
  Server,
  ServerCredentials,
  status as grpcStatus,
  type Client,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import type { FakeInput } from '../../src/testing/msw/clarifai.ts';

/** A request as the service's own definition decodes it, its fields named as in the REST API. */
interface GrpcRequest {
  readonly user_app_id: { readonly user_id: string; readonly app_id: string };
  readonly model_id: string;
  readonly version_id: string;
  readonly inputs: readonly {
    readonly id: string;
    readonly data: { readonly image: { readonly url: string; readonly base64: Buffer } };
  }[];
  readonly model: { readonly output_info: { readonly output_config: OutputConfig } | null };
}

interface OutputConfig {
  readonly max_concepts: number;
  readonly min_value: number;
  readonly language: string;
}

/** What the fake was asked, as the REST API would have been. */
export interface Asked {
  readonly url: string;
  readonly authorization: string;
  readonly inputs: readonly FakeInput[];
  readonly config: OutputConfig | undefined;
}

/** What it may do: answer as the REST API does, fail as gRPC does, keep silent, or break all connections. */
export type GrpcReply =
  Response | { readonly code: keyof typeof grpcStatus; readonly details?: string } | 'silence' | 'break';

const require = createRequire(import.meta.url);

/**
 * Clarifai's gRPC service, as far as a model's outputs go, on a port of this machine's: the service's own definition, and
 * behind it what the REST API would answer, since that is a gateway to it.
 */
export class FakeClarifaiGrpc {
  readonly asked: Asked[] = [];
  /** Calls that the client gave up. */
  cancelled = 0;
  answer: (asked: Asked) => GrpcReply | Promise<GrpcReply> = () => ({ code: 'UNIMPLEMENTED' });
  readonly #server = new Server();
  readonly #sockets = new Set<Socket>();
  #front: NetServer | undefined;

  /** Begins to listen; returns the address. */
  async listen(): Promise<string> {
    this.#server.addService(serviceDefinition(), {
      postModelOutputs: (call: ServerUnaryCall<GrpcRequest, unknown>, callback: sendUnaryData<unknown>) =>
        void this.#postModelOutputs(call, callback),
    });
    const bound = new Promise<number>((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
        if (error) reject(error);
        else resolve(port);
      });
    });
    const port = await bound;
    // In front of the server, to see and to break its connections.
    this.#front = createServer({ noDelay: true }, (socket) => {
      const inner = connect({ port, host: '127.0.0.1', noDelay: true });
      this.#sockets.add(socket);
      socket.pipe(inner).pipe(socket);
      socket.on('error', () => undefined).on('close', () => inner.destroy());
      inner.on('error', () => undefined).on('close', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    }).listen(0, '127.0.0.1');
    await once(this.#front, 'listening');
    return `http://127.0.0.1:${(this.#front.address() as AddressInfo).port}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    const closed = this.#front && once(this.#front, 'close');
    for (const socket of this.#sockets) socket.destroy();
    this.#front?.close();
    this.#server.forceShutdown();
    await closed;
  }

  async #postModelOutputs(
    call: ServerUnaryCall<GrpcRequest, unknown>,
    callback: sendUnaryData<unknown>,
  ): Promise<void> {
    call.on('cancelled', () => (this.cancelled += 1));
    const asked = askedOf(call);
    this.asked.push(asked);
    const reply = await this.answer(asked);
    if (reply instanceof Response) {
      callback(null, await reply.json());
    } else if (reply === 'break') {
      for (const socket of this.#sockets) socket.destroy();
    } else if (reply !== 'silence') {
      callback({ code: grpcStatus[reply.code], details: reply.details ?? '' });
    }
  }
}

function askedOf({ request, metadata }: ServerUnaryCall<GrpcRequest, unknown>): Asked {
  const { user_app_id: owner, model_id, version_id, inputs, model } = request;
  const path = `/v2/users/${owner.user_id}/apps/${owner.app_id}/models/${model_id}/versions/${version_id}/outputs`;
  return {
    url: `https://api.clarifai.com${path}`,
    authorization: String(metadata.get('authorization')[0]),
    inputs: inputs.map(({ id, data: { image } }) => ({
      id,
      data: { image: image.url ? { url: image.url } : { base64: image.base64.toString('base64') } },
    })),
    config: model.output_info?.output_config,
  };
}

/** The service as the SDK's own package defines it. */
function serviceDefinition(): ServiceDefinition {
  // Typed here, since the package is not installed where types are checked.
  const { ClarifaiStub } = require('clarifai-nodejs-grpc') as {
    ClarifaiStub: { grpc(base: string): Client };
  };
  const client = ClarifaiStub.grpc('127.0.0.1:1');
  client.close();
  return (client.constructor as unknown as { service: ServiceDefinition }).service;
}
