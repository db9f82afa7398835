import { GeminiClassifier, VertexClassifier } from 'spotitags/google';
import { expect, it, vi } from 'vitest';
import { profile } from '../../examples.ts';
import { place } from '../../../src/testing/msw/vertex.ts';

vi.mock('@google-cloud/aiplatform', () => {
  throw Object.assign(new Error("Cannot find package '@google-cloud/aiplatform'"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
});

const genres = ['a', 'b'];

it.each([
  ['VertexClassifier', new VertexClassifier({ ...place, endpoint: '42', genres, tagger: 'fake@1' })],
  ['GeminiClassifier', new GeminiClassifier({ ...place, genres })],
])('%s says what to install, when it is first used', async (name, classifier) => {
  await expect(classifier.classify([profile('A', [{ skull: 1 }])])).rejects.toMatchObject({
    code: 'missing-package',
    retryable: false,
    message: `${name} needs the optional package "@google-cloud/aiplatform", which is not installed. Run: npm install @google-cloud/aiplatform`,
  });
  await classifier.close();
});
