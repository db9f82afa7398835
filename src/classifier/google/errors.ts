import * as v from 'valibot';
import { orAbort, withDeadline } from '../../util/waits.ts';
import { type ErrorCode, SpotiTagsError } from '../../errors.ts';
import { withRetries } from '../../http/retry.ts';
import { excerpt } from '../../http/text.ts';
import type { CallOptions } from '../../model.ts';

/** Requests before a call gives up. */
const attempts = 6;
/** Milliseconds that the first back-off lasts at most; all of them last 15 s on average. */
const firstBackOffMs = 1000;
/** Milliseconds for one request. */
export const requestTimeout = 120_000;

/** A call of the service, for its errors to name. */
export interface VertexCall {
  /** What the call does, to begin an error with: `Predicting with projects/…/endpoints/42`. */
  readonly what: string;
  readonly project: string;
  /** What to do if the service knows no such thing: `Check the option endpoint.` */
  readonly notFound: string;
  /** What the caller may lack the permission of. @default 'roles/aiplatform.user' */
  readonly role?: string;
  /** Whether it may be sent twice. If not, it is repeated only after throttling. @default true */
  readonly repeatable?: boolean;
}

/** Codes of gRPC, by https://grpc.io/docs/guides/status-codes/. */
const grpc = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** HTTP statuses as gRPC's codes, by `google/rpc/code.proto`. */
const byHttpStatus = new Map<number, number>([
  [400, grpc.invalidArgument],
  [401, grpc.unauthenticated],
  [403, grpc.permissionDenied],
  [404, grpc.notFound],
  [408, grpc.deadlineExceeded],
  [413, grpc.invalidArgument],
  [429, grpc.resourceExhausted],
  [500, grpc.internal],
  [501, grpc.unimplemented],
  [502, grpc.unavailable],
  [503, grpc.unavailable],
  [504, grpc.deadlineExceeded],
]);

const passing: readonly (number | undefined)[] = [
  grpc.deadlineExceeded,
  grpc.resourceExhausted,
  grpc.internal,
  grpc.unavailable,
];
const faulty: readonly (number | undefined)[] = [
  grpc.invalidArgument,
  grpc.notFound,
  grpc.failedPrecondition,
  grpc.outOfRange,
];

/**
 * Makes a request of the SDK, and repeats it if it is throttled or the service has an outage: the SDK itself repeats neither
 * a prediction nor anything that makes something.
 *
 * @param request - makes one attempt; also loads the SDK, so that its absence is the error it should be.
 * @throws SpotiTagsError as {@link vertexError} says.
 */
export async function callVertex<T>(
  call: VertexCall,
  request: () => Promise<T>,
  { signal }: CallOptions = {},
): Promise<T> {
  return withRetries({ attempts, firstBackOffMs, signal }, async () => {
    signal?.throwIfAborted();
    try {
      // In REST mode, version 6 of the SDK waits without end.
      const result = await withDeadline(
        requestTimeout,
        () => late(call),
        signal,
        (inner) => orAbort(request(), inner),
      );
      return { result };
    } catch (cause) {
      signal?.throwIfAborted();
      const error = vertexError(call, cause);
      const isSafe = call.repeatable !== false || rpcCode(cause) === grpc.resourceExhausted;
      return { error, isRepeatable: error.retryable && isSafe };
    }
  });
}

/**
 * Says what went wrong and what to do: `unauthorized` for missing or refused credentials and permissions,
 * `rate-limited` for throttling, `invalid-input` for a request that is refused or names what does not exist, `service` for
 * everything else. The error of the SDK is not its cause: it holds the request's headers, and so the token.
 */
export function vertexError(call: VertexCall, error: unknown): SpotiTagsError {
  if (SpotiTagsError.isInstance(error)) return error;
  const words = wordsOf(error);
  const [kind, advice] = explain(call, rpcCode(error), words);
  const text = `${call.what} failed: ${excerpt(words)}`;
  return new SpotiTagsError(kind, `${/[.!?…]$/u.test(text) ? text : `${text}.`}${advice && ` ${advice}`}`, {
    retryable: kind === 'rate-limited' || (kind === 'service' && passing.includes(rpcCode(error))),
  });
}

const credentialTrouble =
  /default credentials|credential file|The file at .+ does not exist|invalid_grant|invalid_rapt|invalid_client/iu;

function explain(
  { project, notFound, role = 'roles/aiplatform.user' }: VertexCall,
  code: number | undefined,
  words: string,
): readonly [ErrorCode, string] {
  const login =
    'Run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS to the path of a key file.';
  // Before the code: behind gRPC, missing credentials have the code of a service that is not available.
  if (credentialTrouble.test(words)) {
    return ['unauthorized', login];
  }
  if (code === grpc.unauthenticated) return ['unauthorized', `The credentials are not accepted. ${login}`];
  if (code === grpc.permissionDenied) {
    return [
      'unauthorized',
      /has not been used|is disabled|SERVICE_DISABLED/u.test(words)
        ? `Run \`gcloud services enable aiplatform.googleapis.com --project ${project}\`.`
        : `Grant the credentials the role ${role} in the project ${project}.`,
    ];
  }
  if (code === grpc.resourceExhausted) return ['rate-limited', 'Try again later, or ask for a larger quota.'];
  if (code === grpc.notFound) return ['invalid-input', notFound];
  if (faulty.includes(code)) return ['invalid-input', ''];
  return ['service', passing.includes(code) ? 'Try again later.' : ''];
}

function late({ what }: VertexCall): SpotiTagsError {
  return new SpotiTagsError('service', `${what} got no answer within ${requestTimeout / 1000} s.`, {
    retryable: true,
  });
}

const sdkError = v.object({
  message: v.optional(v.string()),
  code: v.nullish(v.union([v.number(), v.string()])),
  status: v.nullish(v.union([v.number(), v.string()])),
});

/**
 * The code of gRPC, for every version of the SDK and every transport: gax 5 gives HTTP's number over REST, or
 * none for a failure of the network, and gax 6 gives gRPC's.
 */
function rpcCode(error: unknown): number | undefined {
  const parsed = v.safeParse(sdkError, error, { abortEarly: true });
  if (!parsed.success) return undefined;
  const { message = '', code, status } = parsed.output;
  for (const value of [code, status]) {
    const number = Number(value ?? NaN);
    if (!Number.isInteger(number)) continue;
    if (number < 100) return number;
    return byHttpStatus.get(number) ?? (number >= 500 ? grpc.internal : grpc.failedPrecondition);
  }
  return network.test(`${String(code)} ${message}`) ? grpc.unavailable : undefined;
}

/** Codes of the system's, and words of node-fetch's where there is none. */
const network =
  /^(?:ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|ENETUNREACH)|^\S+ request to \S+ failed, reason:/u;

const errorBody = v.object({ error: v.object({ message: v.string() }) });

/** The service's own words: gax 5 puts the whole body of an answer into the message. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  try {
    const json: unknown = JSON.parse(message);
    const body = v.safeParse(errorBody, Array.isArray(json) ? json[0] : json, { abortEarly: true });
    if (body.success) return body.output.error.message;
  } catch {
    // Plain words, as they mostly are.
  }
  return message || 'no words';
}
