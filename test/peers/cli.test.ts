import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import type { Tag } from 'spotitags';
import { afterAll, expect, it } from 'vitest';
import { spotitags } from '../cli/run.ts';
import { folderOf } from '../files.ts';
import { clipFolder } from './clip-folder.ts';
import { modelOf, solid } from './use-onnx.ts';

// At once: Transformers.js keeps the `fetch` that is there when it is imported.
const server = setupServer(http.all('*', () => HttpResponse.error()));
server.listen();
afterAll(() => {
  server.close();
});

const files = {
  'red.png': await solid('#ff0000'),
  'model/m.onnx': modelOf(),
  'model/labels.txt': 'rouge\nvert\nbleu\n',
  'model/onnx.json': JSON.stringify({
    ...{ model: 'm.onnx', labels: 'labels.txt', activation: 'none', minConfidence: 0.5 },
    ...{ mean: [0, 0, 0], std: [1, 1, 1] },
  }),
  ...under('model/clip', clipFolder()),
  'model/clip.json': JSON.stringify({
    ...{ folder: 'clip', dtype: 'fp32', neutral: 'cover', templates: ['{}'] },
    vocabulary: [{ name: 'colors', concepts: ['red', 'green'] }],
  }),
};

function under<T>(folder: string, contents: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(contents).map(([name, content]) => [join(folder, name), content]));
}

/** Tags an image with a command's options; its models stand beside their descriptions. */
async function tag(root: string, ...options: string[]): Promise<string[]> {
  const image = ['tag', '--image', join(root, 'red.png'), '--json', '--store', join(root, 'store')];
  const { code, stdout, stderr } = await spotitags([...image, ...options]);
  if (code !== 0) throw new Error(stderr);
  const [result] = JSON.parse(stdout) as [{ tags: Tag[] }];
  return result.tags.map(({ name }) => name);
}

it('tags by an ONNX model that a file describes', async () => {
  const root = await folderOf(files);
  expect(await tag(root, '--tagger', 'onnx', '--onnx', join(root, 'model/onnx.json'))).toEqual(['rouge']);
  expect(await tag(root, '--onnx', join(root, 'model/onnx.json'))).toEqual(['rouge']);
});

it('tags by a CLIP model and a vocabulary that a file describes, and keeps what it makes of them', async () => {
  const root = await folderOf(files);
  expect(await tag(root, '--tagger', 'clip', '--clip', join(root, 'model/clip.json'))).toEqual(['red']);
  const { stdout } = await spotitags(['store', 'stats', '--store', join(root, 'store')]);
  expect(stdout).toMatch(/^ {2}clip-texts +1 /mu);
});

it('gives the tags of all that are named, in whatever order', async () => {
  const root = await folderOf(files);
  const [clip, onnx] = [join(root, 'model/clip.json'), join(root, 'model/onnx.json')];
  const all = await tag(root, '--tagger', 'clip', '--tagger', 'palette', '--clip', clip, '--onnx', onnx);
  expect(all).toEqual(expect.arrayContaining(['onnx: rouge', 'clip: red', 'palette: mostly bright red']));
  expect(await tag(root, '--onnx', onnx, '--clip', clip, '--tagger', 'palette')).toEqual(all);
  expect(new Set(await tag(root, '--onnx', onnx, '--clip', clip))).toEqual(
    new Set(['clip: red', 'onnx: rouge']),
  );
});

it('goes from covers to a genre with two taggers, and refuses a model of both where one is named', async () => {
  const blue = await solid('#0000ff');
  const covers = ['red', 'blue'].flatMap((genre) =>
    [1, 2, 3].map((artist): [string, Buffer] => [
      `covers/${genre}/${genre} ${artist}/One.png`,
      genre === 'red' ? files['red.png'] : blue,
    ]),
  );
  const root = await folderOf({ ...files, ...Object.fromEntries(covers) });
  const [dataset, model] = [join(root, 'd.jsonl'), join(root, 'model.json')];
  const onnx = ['--onnx', join(root, 'model/onnx.json')];
  const folder = ['--root', join(root, 'covers'), '--store', join(root, 'store')];
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await spotitags(args, { env: { CLARIFAI_PAT: 'pat' } });
    return code === 0 ? stdout : stderr;
  };
  await said('collect', ...folder, '--tagger', 'palette', ...onnx, '--out', dataset);
  expect(await said('train', dataset, '--out', model)).toMatch(/6 artists, 2 genres/u);
  const classify = ['classify', 'blue 1', ...folder, '--model', model];
  expect(await said(...classify, ...onnx, '--tagger', 'palette')).toMatch(/^blue 1: blue\n.* onnx: bleu /su);
  expect(await said(...classify, ...onnx)).toMatch(
    /tags of combined\(onnx@.* \+ palette@2\)\?names=namespaced, .* the tagger is onnx@.*Type --tagger, --onnx and --clip/u,
  );
  // No tagger was asked to tag anything.
  expect(await said(...classify, '--tagger', 'clarifai')).toMatch(/the tagger is clarifai.*Type --tagger/u);
});

it('finds the model of the CLIP tagger where it was downloaded to: in the user’s cache', async () => {
  const root = await folderOf(files);
  const model = 'spotitags/models/Xenova/clip-vit-base-patch32/d15189d7028b43f1d3e65039190477f6af591c2a';
  const smaller = Object.entries(clipFolder()).map(([name, content]): [string, string | Uint8Array] => [
    name.replace('.onnx', '_quantized.onnx'),
    content,
  ]);
  const cache = await folderOf(under(model, Object.fromEntries(smaller)));
  const words = join(root, 'words.json');
  await writeFile(words, JSON.stringify({ vocabulary: ['red'], neutral: 'cover', templates: ['{}'] }));
  const image = ['tag', '--image', join(root, 'red.png'), '--tagger', 'clip'];
  const env = { XDG_CACHE_HOME: cache, NO_COLOR: '1' };
  const { stdout, stderr } = await spotitags([...image, '--clip', words], { env, tty: true });
  expect(stdout).toMatch(
    /Tags of clip\/Xenova\/clip-vit-base-patch32, .+\n +tag +confidence\n +red +1\.00\n/u,
  );
  expect(stderr).toContain('Loading the CLIP model …');
  const nowhere = await spotitags(image, { env: { XDG_CACHE_HOME: root } });
  expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringMatching(/cannot be loaded/u) as string });
});

it('wants to know which model, as wrong usage', async () => {
  const ran = await spotitags(['tag', '--image', 'red.png', '--tagger', 'onnx']);
  expect(ran).toEqual({ code: 2, stdout: '', stderr: 'Which model? Type --onnx model.json.\n' });
});

it.each([
  ['no file', ['--clip', 'nowhere.json'], /file of options nowhere\.json does not exist/u],
  ['an unknown option', ['--onnx', 'odd.json'], /odd\.json, size: The option size does not exist/u],
  [
    'a vocabulary of neither kind',
    ['--clip', 'mixed.json'],
    /mixed\.json, vocabulary: .*a list of concepts or/u,
  ],
  ['what is of another kind', ['--clip', 'wrong.json'], /wrong\.json, maxTags: .*number.*"50"/u],
])('refuses %s', async (_, options, message) => {
  const root = await folderOf({
    'odd.json': '{ "model": "m.onnx", "labels": [], "size": 3 }',
    'wrong.json': '{ "maxTags": "50" }',
    'mixed.json': '{ "vocabulary": ["red", { "name": "colors", "concepts": ["green"] }] }',
    ...files,
  });
  const located = options.map((option) => (/^(odd|wrong|mixed)/u.test(option) ? join(root, option) : option));
  await expect(tag(root, ...located)).rejects.toThrow(message);
});
