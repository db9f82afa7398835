import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';
import { bundle } from '../test/browser/page.ts';
import { launchChromium } from './chromium.ts';

/**
 * The output of a program in a page of Chromium. It has `files`, the images of the folder `covers`, and `modelFile`, the file
 * `model.json`, as if they were chosen there.
 */
export async function browserProgram(code: string, folder: string): Promise<string> {
  const names = (await readdir(join(folder, 'covers'))).sort();
  const chosen = await Promise.all(
    [...names.map((name) => join('covers', name)), 'model.json'].map(async (name) => ({
      name,
      bytes: await readFile(join(folder, name), 'base64'),
    })),
  );
  const program = await bundle(code);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const lines: Promise<string>[] = [];
    const failed = new Promise<never>((_, reject) => {
      page.on('pageerror', reject);
    });
    page.on('console', (message) => {
      lines.push(
        Promise.all(message.args().map((value) => value.jsonValue())).then((all: unknown[]) =>
          format(...all),
        ),
      );
    });
    await page.setContent('');
    await page.addScriptTag({ content: `const chosen = ${JSON.stringify(chosen)};${choose}` });
    await Promise.race([
      failed,
      page
        .addScriptTag({ type: 'module', content: `${program.code}\n;globalThis.isDone = true;` })
        .then(() => page.waitForFunction('globalThis.isDone')),
    ]);
    return (await Promise.all(lines)).map((line) => `${line}\n`).join('');
  } finally {
    await browser.close();
  }
}

const choose = `
const chosenFiles = chosen.map(({ name, bytes }) =>
  new File([Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))], name.split('/').at(-1)));
globalThis.modelFile = chosenFiles.pop();
globalThis.files = chosenFiles;
`;
