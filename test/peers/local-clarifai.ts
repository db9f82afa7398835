import { getResponse } from 'msw';
import { FakeClarifai } from '../../src/testing/msw/clarifai.ts';
import { FakeClarifaiGrpc } from './fake-clarifai-grpc.ts';

/** Clarifai's gRPC service on this machine, for an example: it sees a skull on every cover that has a URL. */
export async function localClarifai(urls: readonly string[]) {
  const pat = 'local';
  const images = new Map(urls.map((url) => [url, [{ name: 'skull', value: 0.97 }]] as const));
  const { handlers } = new FakeClarifai({ pat, images });
  const fake = new FakeClarifaiGrpc();
  fake.answer = async ({ url, authorization, inputs, config }) => {
    const body = JSON.stringify({ inputs, model: { output_info: { output_config: config } } });
    const request = new Request(url, { method: 'POST', headers: { authorization }, body });
    return (await getResponse(handlers, request)) ?? { code: 'NOT_FOUND' };
  };
  return { pat, apiUrl: await fake.listen(), close: () => fake.close() };
}
