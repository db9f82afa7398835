import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeDataset } from 'spotitags';
import { separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

async function inputs() {
  const root = await folderOf({
    'g.json': '{"a":["x"]}',
    'f.json': '{"stopTags":["art"]}',
    'onnx.json': '{}',
    'tagger.mjs': 'export default {};',
    'd.csv': '"metal","skull"\n',
  });
  const at = (name: string) => join(root, name);
  await writeDataset(at('d.jsonl'), 'fake@1', separable(3));
  await spotitags(['train', at('d.jsonl'), '--out', at('m.json')]);
  await symlink(at('d.jsonl'), at('link.jsonl'));
  await symlink(at('d.jsonl'), at('link.csv'));
  return at;
}

it.each([
  ['d.jsonl', 'evaluate d.jsonl --predictions d.jsonl'],
  ['m.json', 'evaluate d.jsonl --model m.json --predictions m.json'],
  ['f.json', 'evaluate d.jsonl --filter f.json --predictions f.json'],
  ['d.jsonl', 'train d.jsonl --out d.jsonl'],
  ['d.jsonl', 'train d.jsonl --out link.jsonl'],
  ['d.jsonl', 'train link.jsonl --out d.jsonl'],
  ['f.json', 'train d.jsonl --filter f.json --out f.json'],
  ['d.jsonl', 'experiment d.jsonl --save d.jsonl'],
  ['f.json', 'experiment d.jsonl --filter f.json --save f.json'],
  ['d.jsonl', 'convert d.jsonl link.csv'],
  ['g.json', 'collect g.json --out g.json'],
  ['f.json', 'collect g.json --filter f.json --out f.json'],
  ['onnx.json', 'collect g.json --onnx onnx.json --out onnx.json'],
  ['tagger.mjs', 'collect g.json --tagger tagger.mjs --out tagger.mjs'],
])('an output never replaces its input: %s, %s', async (input, line) => {
  const at = await inputs();
  const before = await readFile(at(input));
  const argv = line.split(' ').map((word) => (word.includes('.') ? at(word) : word));
  const { code, stdout, stderr } = await spotitags(argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const out = argv.at(-1) ?? '';
  expect(stderr).toMatch(`The output ${out} would replace the input `);
  expect(stderr).toMatch(/\. Type another name for the output\.\n$/u);
  expect(await readFile(at(input))).toEqual(before);
});

it('an output replaces a file that is not an input', async () => {
  const at = await inputs();
  expect((await spotitags(['train', at('d.jsonl'), '--out', at('m.json')])).code).toBe(0);
});
