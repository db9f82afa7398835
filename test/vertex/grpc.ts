import { createRequire } from 'node:module';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import type * as Grpc from '@grpc/grpc-js';

/**
 * gRPC as the SDK under test has it: credentials made by another copy are refused. With VERTEX_SDK=7 that is the one
 * beside version 7.
 */
const sdk = process.env['VERTEX_SDK'] === '7' ? '../peers/vertex-7/package.json' : '../../package.json';
const load = createRequire(new URL(sdk, import.meta.url));
const gax = createRequire(load.resolve('google-gax'));
export const grpc = gax('@grpc/grpc-js') as typeof Grpc;

/** What the static classes of the SDK's protos can do. */
interface Codec<Message, Wire> {
  decode(bytes: Uint8Array): Message;
  encode(message: Wire): { finish(): Uint8Array };
}

export type Method = (bytes: Buffer) => Promise<Uint8Array>;

/** A method of a service, in bytes, as a server without generated stubs wants it. */
export function method<Request, Response>(
  request: Codec<Request, never>,
  response: Codec<unknown, Response>,
  answer: (request: Request) => Response | Promise<Response>,
): Method {
  return async (bytes) => response.encode(await answer(request.decode(bytes))).finish();
}

export interface LocalServer {
  readonly port: number;
  /** Cuts every connection, as a network does. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Serves methods, by their paths, on 127.0.0.1. A relay in front of it cuts connections on demand.
 *
 * @param around - told of every call, and passes it on or not.
 */
export async function serve(
  methods: ReadonlyMap<string, Method>,
  around: (path: string, run: () => Promise<Uint8Array>) => Promise<Uint8Array>,
): Promise<LocalServer> {
  const server = new grpc.Server();
  for (const [path, answer] of methods) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const bytes = (value: Buffer) => value;
    server.addService(
      {
        [name]: {
          path,
          requestStream: false,
          responseStream: false,
          requestSerialize: bytes,
          requestDeserialize: bytes,
          responseSerialize: bytes,
          responseDeserialize: bytes,
        },
      },
      {
        [name]: (call: Grpc.ServerUnaryCall<Buffer, Buffer>, reply: Grpc.sendUnaryData<Buffer>) => {
          around(path, () => answer(call.request)).then(
            (value) => {
              reply(null, Buffer.from(value));
            },
            (error: unknown) => {
              reply(error as Grpc.ServiceError);
            },
          );
        },
      },
    );
  }
  const inner = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
  const relay = await startRelay(inner);
  return {
    port: relay.port,
    cut: relay.cut,
    close: async () => {
      await relay.close();
      server.forceShutdown();
    },
  };
}

async function startRelay(target: number): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  // Else each answer waits 40 ms for the next packet.
  const relay = createServer({ noDelay: true }, (socket) => {
    const onward = connect({ port: target, host: '127.0.0.1', noDelay: true });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return {
    port: (relay.address() as AddressInfo).port,
    cut,
    close: () => {
      cut();
      return new Promise((resolve) =>
        relay.close(() => {
          resolve();
        }),
      );
    },
  };
}

/** An error with a code of gRPC. */
export function failure(code: number, message: string): Error {
  return Object.assign(new Error(message), { code, details: message });
}
