import * as v from 'valibot';
import { concept, status } from '../wire.ts';

/** What the SDK makes of an output: the REST API's, but for a few names. */
const output = v.object({
  status: v.optional(status),
  input: v.optional(v.object({ id: v.string() })),
  data: v.optional(v.object({ conceptsList: v.array(concept) })),
});

const outputs = v.array(output);

/** An answer that is well in all its parts; the SDK knows no other. */
export const success = v.object({ status: v.object({ code: v.literal(10000) }) });

const anyAnswer = v.object({ status: v.optional(status), outputsList: outputs });

const grpcError = v.object({ code: v.number(), message: v.string() });

/**
 * HTTP status by gRPC code, as a gateway translates it (`google/rpc/code.proto`). Clarifai's REST API is one: its
 * `service.proto` gives the call the address that the REST tagger asks.
 */
const httpStatus = new Map([
  [2, 500],
  [3, 400],
  [4, 504],
  [5, 404],
  [6, 409],
  [7, 403],
  [8, 429],
  [9, 400],
  [10, 409],
  [11, 400],
  [12, 501],
  [13, 500],
  [15, 500],
  [16, 401],
]);

/** The answer of the REST API to the same request. */
export function asResponse(outputsList: unknown): Response {
  return respond({ status: { code: 10000 }, outputsList: v.parse(outputs, outputsList) });
}

/**
 * The same for what `ask` rejected with.
 * @throws the error, where there was no answer.
 */
export function asRefusal(error: unknown): Response {
  const cause = error instanceof Error ? error.cause : undefined;
  if (v.is(grpcError, cause)) {
    const status = httpStatus.get(cause.code);
    if (status !== undefined) return new Response(cause.message, { status });
    // UNAVAILABLE and CANCELLED: the connection's words. Alone, since the error itself holds headers.
    throw new Error(cause.message);
  }
  const answer = v.safeParse(anyAnswer, cause);
  if (answer.success) return respond(answer.output);
  throw error;
}

function respond({ status, outputsList }: v.InferOutput<typeof anyAnswer>): Response {
  return Response.json({
    status,
    outputs: outputsList.map(({ status, input, data }) => ({
      status,
      input,
      data: { concepts: data?.conceptsList.map(({ name, value }) => ({ name, value: asWritten(value) })) },
    })),
  });
}

/**
 * A 32-bit float as the REST API writes it, in as few digits as tell it from its neighbors: 0.9989112, where a
 * JavaScript number is 0.9989111995697021. The same tags over either wire are then the same numbers.
 */
function asWritten(value: number | null | undefined): number | undefined {
  if (typeof value !== 'number') return undefined;
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
