/** The used part of Clarifai's SDK, version 0.4.0. Its own types need 150 installed packages. */
declare module 'clarifai-nodejs' {
  /** A message of google-protobuf. */
  export interface Message {
    toObject(): unknown;
  }

  export interface ModelMessage extends Message {
    /** Takes a list of the fields, numbered from one. The list becomes a part of the message. */
    readonly constructor: new (fields: readonly unknown[]) => ModelMessage;
  }

  /** A running call. */
  export interface Call {
    cancel(): void;
  }

  /** A channel, with one method for each method of the service. */
  export interface Client {
    postModelOutputs(
      request: Message,
      metadata: Metadata,
      callback: (error: Error | null, response?: Message) => void,
    ): Call;
    close(): void;
  }

  /** The headers of a call, including the token. */
  export type Metadata = object;

  export interface Stub {
    readonly client: Client;
    /** Calls `endpoint` with the headers, and again if it rejects with UNAVAILABLE of gRPC. */
    makeCallPromise<Answer>(
      endpoint: (request: Message, metadata: Metadata) => Promise<Answer>,
      request: Message,
    ): Promise<Answer>;
  }

  export const Input: {
    getInputFromUrl(input: { inputId: string; imageUrl: string }): Message;
    getInputFromBytes(input: { inputId: string; imageBytes: Uint8Array }): Message;
  };

  export class Model {
    modelInfo: ModelMessage;
    protected readonly STUB: Stub;
    constructor(config: {
      modelId: string;
      modelVersion: { id: string };
      authConfig: { userId: string; appId: string; pat: string; base: string };
    });
    /**
     * Resolves with the outputs. Rejects with an error whose `cause` is that of the rejection of
     * `grpcRequest`.
     */
    predict(config: { inputs: readonly Message[] }): Promise<unknown>;
    protected grpcRequest(endpoint: unknown, request: Message): Promise<Message>;
  }
}
