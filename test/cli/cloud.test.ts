import { join } from 'node:path';
import sharp from 'sharp';
import type { Prediction } from 'spotitags';
import { expect, it } from 'vitest';
import { folderOf } from '../files.ts';
import { genres, useVertex } from '../msw/use-vertex.ts';
import { place } from '../../src/testing/msw/vertex.ts';
import { spotitags } from './run.ts';

const { startVertex, startGemini } = useVertex();

const env = { GOOGLE_CLOUD_PROJECT: place.project, GOOGLE_CLOUD_LOCATION: place.location };
const classify = async (...more: string[]) => {
  const image = sharp({ create: { width: 64, height: 64, channels: 3, background: '#c01010' } });
  const root = await folderOf({ 'Sleep/Dopesmoker.png': await image.png().toBuffer() });
  const providers = ['--root', root, '--layout', 'artist', '--store', join(root, 'store')];
  return ['classify', 'Sleep', ...providers, ...more];
};

it('asks a model on Vertex AI, as the experiment of 2015 asked Google Prediction', async () => {
  const { fake } = startVertex();
  const ask = await classify(
    '--classifier',
    'vertex',
    '--endpoint',
    '42',
    '--genres',
    genres.join(', '),
    '--json',
  );
  const { code, stdout, stderr } = await spotitags(ask, { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout) as Prediction).toMatchObject({ genre: 'doom metal', calibrated: false });
  expect(JSON.stringify(fake.batches)).toContain('red');
});

it('asks Gemini', async () => {
  startGemini();
  const ask = await classify('--classifier', 'gemini', '--genres', genres.join(','));
  expect((await spotitags(ask, { env })).stdout).toMatch(
    /^Sleep: doom metal\n +probability +genre\n +80\.0 %/,
  );
});

it.each<[string, string[], Record<string, string>, number, RegExp]>([
  ['no model at all', [], env, 2, /Which model/],
  ['two models', ['--model', 'm', '--classifier', 'gemini'], env, 2, /Which model/],
  ['no genres', ['--classifier', 'gemini'], env, 2, /--genres/],
  ['no endpoint', ['--classifier', 'vertex', '--genres', 'a,b'], env, 2, /--endpoint/],
  ['a genre twice', ['--classifier', 'gemini', '--genres', 'a,a'], env, 2, /genres must name .*each once/],
  [
    'an endpoint elsewhere',
    ['--classifier', 'vertex', '--genres', 'a,b', '--endpoint', 'a/b'],
    env,
    2,
    /endpoint must be an id/,
  ],
  ['no project', ['--classifier', 'gemini', '--genres', 'a,b'], {}, 1, /GOOGLE_CLOUD_PROJECT/],
])('says what is missing: %s', async (_, more, environment, code, message) => {
  const ran = await spotitags(await classify(...more), { env: environment });
  expect(ran.code).toBe(code);
  expect(ran.stderr).toMatch(message);
});
