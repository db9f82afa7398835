/** The part of Clarifai's SDK that is used, of version 0.4.0: its own types need 150 packages to be installed. */
declare module 'clarifai-nodejs' {
  /** A message of google-protobuf's. */
  export interface Message {
    toObject(): unknown;
  }

  export interface ModelMessage extends Message {
    /** Takes a list of the fields, by number from one; the list becomes a part of the message. */
    readonly constructor: new (fields: readonly unknown[]) => ModelMessage;
  }

  /** A call that is under way. */
  export interface Call {
    cancel(): void;
  }

  /** A channel, with a method for each of the service's. */
  export interface Client {
    postModelOutputs(
      request: Message,
      metadata: Metadata,
      callback: (error: Error | null, response?: Message) => void,
    ): Call;
    close(): void;
  }

  /** The headers of a call, the token among them. */
  export type Metadata = object;

  export interface Stub {
    readonly client: Client;
    /** Calls `endpoint` with the headers, and again where it rejects for gRPC's UNAVAILABLE. */
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
    /** Resolves with the outputs; rejects with an error whose `cause` is that of what `grpcRequest` rejected with. */
    predict(config: { inputs: readonly Message[] }): Promise<unknown>;
    protected grpcRequest(endpoint: unknown, request: Message): Promise<Message>;
  }
}
