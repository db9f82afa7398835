import { type BuildOptions, build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../scripts/chromium.ts';
import { projectFile } from '../../scripts/subpaths.ts';

/** As a user's bundler does it for a browser: one file, and an error for what a browser does not have. */
export async function bundle(code: string, options: BuildOptions = {}) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: projectFile('') },
    alias: { 'spotitags/browser': projectFile('src/browser/index.ts') },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
    ...options,
  });
  return { code: outputFiles?.[0]?.text ?? '', metafile };
}

interface OpenedPage {
  readonly browser: Browser;
  readonly page: Page;
  /** What the page asked of a network. None is answered. */
  readonly requests: readonly string[];
}

/** A page that has `spotitags/browser` as `spotitags` and a worker's script as `workerScript`. */
export async function openPage(): Promise<OpenedPage> {
  const library = await bundle('export * from "spotitags/browser"', {
    format: 'iife',
    globalName: 'spotitags',
  });
  const worker = await bundle('import { servePalette } from "spotitags/browser"; servePalette();');
  const browser = await launchChromium();
  const page = await browser.newPage();
  // Workers need an origin.
  await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto('http://localhost/');
  const requests: string[] = [];
  await page.route(/^(?!blob:)/u, async (route) => {
    requests.push(route.request().url());
    await route.abort();
  });
  await page.addScriptTag({ content: library.code });
  await page.addScriptTag({ content: `globalThis.workerScript = ${JSON.stringify(worker.code)};` });
  await page.addScriptTag({ content: helpers });
  return { browser, page, requests };
}

const helpers = `
globalThis.bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
globalThis.tagAll = async (images, options) => {
  const tagger = new spotitags.CanvasPaletteTagger(options);
  const results = [];
  for (const image of images) {
    const [{ tags, error }] = await tagger.tag([{ bytes: bytesOf(image) }]);
    results.push(tags ?? { code: error.code, message: error.message });
  }
  return results;
};
globalThis.workerOf = (script) =>
  new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), { type: 'module' });
`;
