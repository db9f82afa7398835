import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { folderOf } from '../files.ts';
import { clipFolder } from './clip-folder.ts';
import { written } from './use-lettering.ts';
import { modelOf, solid } from './use-onnx.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Runs an example as its first lines say, and gives what it prints. */
async function printed(name: string, ...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', name, ...args]);
  await import(`../../examples/${name}.ts`);
  return lines;
}

const [red, blue] = [await solid('#ff0000'), await solid('#0000ff')];

it('onnx: says what a model sees, beside the palette', async () => {
  const root = await folderOf({
    ...{ 'red.png': red, 'no.png': 'no image', 'labels.txt': 'red\ngreen\nblue\n' },
    'm.onnx': modelOf(),
  });
  const paths = ['m.onnx', 'labels.txt', 'red.png', 'no.png'].map((name) => join(root, name));
  const [first, second] = await printed('onnx', ...paths);
  expect(first).toMatch(/red\.png: onnx: red 0\.\d\d, onnx: .*; \d\d tags of the palette$/u);
  expect(second).toMatch(/no\.png: .*image/u);
});

it('clip: says which words of a vocabulary fit', async () => {
  const model = Object.entries(clipFolder()).map(([name, content]) => [
    `model/${name.replace('.onnx', '_quantized.onnx')}`,
    content,
  ]);
  const files = Object.fromEntries(model) as Record<string, string | Uint8Array>;
  const root = await folderOf({ ...files, 'red.png': red, 'blue.png': blue });
  vi.stubEnv('CLIP_FOLDER', join(root, 'model'));
  vi.stubEnv('STORE', join(root, 'store'));
  const lines = await printed('clip', join(root, 'red.png'), join(root, 'blue.png'));
  expect(lines[0]).toMatch(/red\.png: .*red desert \d\.\d\d/u);
  expect(lines[1]).toMatch(/blue\.png: .*blue ocean \d\.\d\d/u);
});

it('lettering: says what is written on images', async () => {
  const image = await written([{ text: 'THE HILL', left: 30, top: 30, height: 35 }]);
  const root = await folderOf({ 'hill.png': image, 'no.png': 'no image' });
  const [first, second] = await printed('lettering', join(root, 'hill.png'), join(root, 'no.png'));
  expect(first).toMatch(/hill\.png: "the hill"; .*little text \d\.\d\d/u);
  expect(second).toMatch(/no\.png: .*image/u);
});
