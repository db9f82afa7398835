import { helpers, protos } from '@google-cloud/aiplatform';
import { VertexClassifier } from 'spotitags/google';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepAll, profile } from '../../examples.ts';
import { genres } from '../../msw/use-vertex.ts';
import { endpointName, place } from '../../../src/testing/msw/vertex.ts';
import { failure, grpc, method, serve } from '../../vertex/grpc.ts';

const { PredictRequest, PredictResponse } = protos.google.cloud.aiplatform.v1;
const doom = profile('A', [{ skull: 0.9, 'black cat': 0.5 }, { skull: 0.7 }]);

/** A classifier over gRPC, and an endpoint that fails in this way until told otherwise. */
async function start(...codes: number[]) {
  const requests: protos.google.cloud.aiplatform.v1.PredictRequest[] = [];
  const predict = method(PredictRequest, PredictResponse, (request) => {
    requests.push(request);
    const code = codes.shift();
    if (code !== undefined) throw failure(code, 'Not now.');
    const answer = helpers.toValue({ classes: [...genres], scores: [0.8, 0.2] });
    return { predictions: request.instances.map(() => answer as protos.google.protobuf.IValue) };
  });
  const path = '/google.cloud.aiplatform.v1.PredictionService/Predict';
  const server = await serve(new Map([[path, predict]]), (_, run) => run());
  const classifier = new VertexClassifier({
    ...place,
    endpoint: '42',
    genres,
    tagger: 'fake@1',
    filter: keepAll,
    transport: 'grpc',
    clientOptions: {
      apiEndpoint: '127.0.0.1',
      port: server.port,
      sslCreds: grpc.credentials.createInsecure(),
      auth: { getUniverseDomain: () => Promise.resolve('googleapis.com') },
    },
  });
  onTestFinished(async () => {
    await classifier.close();
    await server.close();
  });
  return { classifier, requests };
}

describe('over gRPC, a classifier of Vertex AI', () => {
  it('asks and reads as over REST', async () => {
    const { classifier, requests } = await start();
    const [prediction] = await classifier.classify([doom]);
    expect(prediction?.scores).toEqual([
      { genre: 'doom metal', probability: expect.closeTo(0.8, 12) as number },
      { genre: 'k-pop', probability: expect.closeTo(0.2, 12) as number },
    ]);
    expect(requests.map(({ endpoint }) => endpoint)).toEqual([endpointName]);
    expect(requests[0]?.instances.map((instance) => helpers.fromValue(instance as never))).toEqual([
      { tags: 'skull skull black_cat' },
    ]);
  });

  it('waits out throttling and outages', async () => {
    const { classifier, requests } = await start(8, 14);
    // No wait at all is the luckiest back-off; gRPC has timers of its own, which a fake clock would upset.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    const [prediction] = await classifier.classify([doom]);
    expect(prediction?.genre).toBe('doom metal');
    expect(requests).toHaveLength(3);
  });

  it.each([
    [5, 'invalid-input', /Check the options endpoint/u],
    [7, 'unauthorized', /roles\/aiplatform\.user/u],
    [16, 'unauthorized', /gcloud auth/u],
  ])('says what to do about code %i', async (grpcCode, code, message) => {
    const { classifier, requests } = await start(grpcCode);
    await expect(classifier.classify([doom])).rejects.toMatchObject({
      code,
      retryable: false,
      message: expect.stringMatching(message) as string,
    });
    expect(requests).toHaveLength(1);
  });
});
