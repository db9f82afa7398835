import { join } from 'node:path';
import type { ArtistProfile } from 'spotitags';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

const tagger = `{
  id: 'own@1',
  maxBatchSize: 10,
  tag: (covers) => Promise.resolve(covers.map(() => ({ tags: [{ name: 'seen', confidence: 1 }] }))),
}`;
const catalog = `{
  id: 'own',
  findArtist: (name) => Promise.resolve({ artist: { catalog: 'own', id: '1', name }, alternatives: [] }),
  albums: async function* () {
    yield { id: 'a', title: 'A', cover: { bytes: new Uint8Array(3) } };
  },
}`;
/** A schema without a library, as https://standardschema.dev describes it. */
const schema = `{
  '~standard': {
    version: 1,
    vendor: 'own',
    validate: (value) =>
      value.word === 'bad' ? { issues: [{ message: 'must be good', path: ['word'] }] } : { value },
  },
}`;
const descriptor = `{
  kind: 'tagger',
  name: 'own',
  exportName: 'OwnTagger',
  summary: 'says a word',
  needs: 'OWN_WORD',
  environment: [[{ name: 'OWN_WORD', option: 'word' }]],
  missing: 'Set OWN_WORD.',
  options: ${schema},
  open: ({ word }) => ({
    id: 'own@1',
    maxBatchSize: 10,
    tag: async (covers) => covers.map(() => ({ tags: [{ name: word, confidence: 1 }] })),
  }),
}`;

/** Writes modules, and tags an artist with a catalog and a tagger among them. */
async function tag(files: Record<string, string>, taggers: string[], env: Record<string, string> = {}) {
  const root = await folderOf({ 'catalog.mjs': `export default ${catalog};`, ...files });
  const named = taggers.flatMap((name) => ['--tagger', name.replace('ROOT', root)]);
  const args = ['tag', 'Sleep', '--catalog', join(root, 'catalog.mjs'), ...named, '--json'];
  return spotitags([...args, '--store', join(root, 'store')], { env });
}

const tagsOf = (stdout: string) => (JSON.parse(stdout) as ArtistProfile).tags.map(({ name }) => name);

it('takes a catalog and a tagger from modules of the user', async () => {
  const { code, stdout, stderr } = await tag({ 'tagger.mjs': `export default ${tagger};` }, [
    'ROOT/tagger.mjs',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(tagsOf(stdout)).toEqual(['seen']);
});

it('takes a CommonJS module', async () => {
  const { stdout } = await tag({ 'tagger.cjs': `module.exports = ${tagger};` }, ['ROOT/tagger.cjs']);
  expect(tagsOf(stdout)).toEqual(['seen']);
});

it('opens a descriptor with options from the environment, checked by its schema', async () => {
  const files = { 'tagger.mjs': `export default ${descriptor};` };
  const { stdout } = await tag(files, ['ROOT/tagger.mjs'], { OWN_WORD: 'fog' });
  expect(tagsOf(stdout)).toEqual(['fog']);
  expect(await tag(files, ['ROOT/tagger.mjs'])).toMatchObject({ code: 1, stderr: 'Set OWN_WORD.\n' });
  const refused = await tag(files, ['ROOT/tagger.mjs'], { OWN_WORD: 'bad' });
  expect(refused).toMatchObject({ code: 1, stderr: 'word must be good.\n' });
});

it.each([
  ['is not there', {}, 'ROOT/none.mjs', /none\.mjs does not exist\.$/mu],
  ['throws', { 'a.mjs': 'throw new Error("no")' }, 'ROOT/a.mjs', /a\.mjs cannot be imported: Error: no\.$/mu],
  [
    'exports no default',
    { 'a.mjs': 'export const tagger = 1' },
    'ROOT/a.mjs',
    /must have a default export that is a tagger \(an object with id, maxBatchSize and tag\) or its descriptor .*It exports no default\./u,
  ],
  ['exports a catalog', {}, 'ROOT/catalog.mjs', /It exports an object with id, findArtist, albums\./u],
  [
    'exports the descriptor of another kind',
    { 'a.mjs': `export default ${descriptor.replace("kind: 'tagger'", "kind: 'catalog'")}` },
    'ROOT/a.mjs',
    /kind: 'tagger'.*It exports an object with kind, name/u,
  ],
  [
    'is neither a name nor a path',
    {},
    'magic',
    /palette, onnx, clip, lettering, clarifai.*\.\/my-tagger\.js/u,
  ],
])('refuses a module that %s, as wrong usage', async (_, files, name, message) => {
  const { code, stdout, stderr } = await tag(files, [name]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

it('shows the words of an image if the tagger reads', async () => {
  const reader = (words: string) =>
    `export default { id: 'own@1', maxBatchSize: 10, tag: async (covers) =>
      covers.map(() => ({ tags: [{ name: 'seen', confidence: 1 }], ${words} })) };`;
  const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const words = [
    { text: 'deutsche', confidence: 0.9 },
    { text: 'grammophon', confidence: 0.8 },
  ];
  const root = await folderOf({
    'a.png': image,
    'reads.mjs': reader(`words: ${JSON.stringify(words)}`),
    'finds-none.mjs': reader('words: []'),
    'sees.mjs': reader(''),
  });
  const tagBy = async (name: string, ...more: string[]) => {
    const tagger = ['--tagger', join(root, name), '--store', join(root, `${name}-store`)];
    return (await spotitags(['tag', '--image', join(root, 'a.png'), ...tagger, ...more])).stdout;
  };
  expect(await tagBy('reads.mjs')).toMatch(/seen .*\nWords: deutsche grammophon\n$/u);
  expect(JSON.parse(await tagBy('reads.mjs', '--json'))).toMatchObject([{ words }]);
  expect(await tagBy('finds-none.mjs')).toMatch(/\nNo words can be read\.\n$/u);
  expect(await tagBy('sees.mjs')).not.toMatch(/words/iu);
});
