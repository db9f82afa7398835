import * as v from 'valibot';
import { concept, status } from '../wire.ts';

/** An output in the SDK's form: like in the REST API, with a few other names. */
const output = v.object({
  status: v.optional(status),
  input: v.optional(v.object({ id: v.string() })),
  data: v.optional(v.looseObject({ conceptsList: v.array(concept) })),
  model: v.optional(v.object({ modelTypeId: v.string() })),
});

const outputs = v.array(output);

/** A completely successful answer. The SDK resolves with no other. */
export const success = v.object({ status: v.object({ code: v.literal(10000) }) });

const anyAnswer = v.object({ status: v.optional(status), outputsList: outputs });

const grpcError = v.object({ code: v.number(), message: v.string() });

/**
 * HTTP status by gRPC code, as a gateway translates it (`google/rpc/code.proto`). Clarifai's REST API is such
 * a gateway: its `service.proto` maps the call to the URL that the REST tagger uses.
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
  return respond({
    status: { code: 10000 },
    outputsList: v.parse(outputs, outputsList, { abortEarly: true }),
  });
}

/** The answer of the REST API for a rejection of `ask`. @throws the error, if there was no answer. */
export function asRefusal(error: unknown): Response {
  const cause = error instanceof Error ? error.cause : undefined;
  if (v.is(grpcError, cause)) {
    const status = httpStatus.get(cause.code);
    if (status !== undefined) return new Response(cause.message, { status });
    // UNAVAILABLE and CANCELLED have the message of the connection. Only that is kept, because the error
    // itself holds headers.
    throw new Error(cause.message);
  }
  const answer = v.safeParse(anyAnswer, cause, { abortEarly: true });
  if (answer.success) return respond(answer.output);
  throw error;
}

function respond({ status, outputsList }: v.InferOutput<typeof anyAnswer>): Response {
  return Response.json({
    status,
    outputs: outputsList.map(({ status, input, data, model }) => ({
      status,
      input,
      data: {
        ...restNamed(data),
        concepts: data?.conceptsList.map(({ name, value }) => ({ name, value: asWritten(value) })),
      },
      model: { model_type_id: model?.modelTypeId },
    })),
  });
}

/** The other fields of an output, with their names in the REST API: `time_segments` for `timeSegmentsList`. */
function restNamed(data: object = {}): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name.replace(/List$/u, '').replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`),
      value as unknown,
    ]),
  );
}

/**
 * A 32-bit float in the form of the REST API, with as few digits as identify it: 0.9989112, where the
 * JavaScript number is 0.9989111995697021. So both APIs give the same numbers for the same tags.
 */
function asWritten(value: number | null | undefined): number | undefined {
  if (typeof value !== 'number') return undefined;
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
