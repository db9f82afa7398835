import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { hasChromium, launchChromium } from '../chromium.ts';
import { projectFile } from '../subpaths.ts';

const patienceMs = 120_000;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.webp': 'image/webp',
  '.png': 'image/png',
};

/**
 * Uses the built playground as a visitor does, in Chromium: an invented artist, covers and a model of their own, a file that
 * is neither. Nothing may leave the page.
 * @throws Error that says what is wrong. Without Chromium it says that nothing was tried.
 */
export async function tryPlayground(site: string): Promise<string> {
  if (!hasChromium) return 'The playground was not tried: Chromium is not installed.';
  const server = createServer(({ url = '/' }, response) => {
    const path = join(site, decodeURIComponent(new URL(url, 'http://localhost').pathname));
    if (!existsSync(path)) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': types[extname(path)] ?? '' }).end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(patienceMs);
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('request', (request) => {
      const isOwn = request.url().startsWith(origin) || request.url().startsWith('blob:');
      if (!isOwn || request.method() !== 'GET') faults.push(`${request.method()} ${request.url()}`);
    });
    await page.goto(`${origin}/playground.html`);
    const genre = await trySample(page, site);
    await tryFiles(page, site);
    if (faults.length > 0) throw new Error(`The playground did what it must not do:\n${faults.join('\n')}`);
    return `The playground works in Chromium: an artist of ${genre} was recognized.`;
  } finally {
    await browser.close();
    server.close();
  }
}

/** @returns the genre of the first artist that is offered. */
async function trySample(page: Page, site: string): Promise<string> {
  const samples = JSON.parse(readFileSync(join(site, 'playground/samples.json'), 'utf8')) as readonly {
    artist: string;
    covers: readonly string[];
  }[];
  const [sample] = samples;
  const genre = sample?.covers[0]?.split('/')[0] ?? '';
  await page.getByRole('button', { name: sample?.artist ?? '' }).click();
  expectEqual('the genre of an artist', await page.locator('.said').textContent(), genre);
  expectEqual('the number of covers', await page.locator('ul.covers > li').count(), sample?.covers.length);
  return genre;
}

async function tryFiles(page: Page, site: string): Promise<void> {
  await page.getByRole('button', { name: 'Remove' }).click();
  const [images, , model] = await page.locator('input[type=file]').all();
  const covers = ['Ash Liturgy', 'Cold Hearth'].map((title) =>
    projectFile(`examples/covers/basalt drone/Kiln of Morrow/${title}.webp`),
  );
  await images?.setInputFiles(covers);
  await page.getByRole('heading', { name: 'Together' }).waitFor();
  for (const cover of await page.locator('ul.covers > li').all())
    if ((await cover.locator('ul.tags li').count()) === 0) throw new Error('A cover has no tags.');
  expectEqual('predictions without a model', await page.locator('.said').count(), 0);
  await model?.setInputFiles(join(site, 'playground/model.json'));
  expectEqual('the genre of covers', await page.locator('.said').textContent(), 'basalt drone');
  await model?.setInputFiles({ name: 'model.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  if (!(await page.locator('.problem').textContent())) throw new Error('A damaged model is not named.');
}

function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (found !== expected)
    throw new Error(`${what}: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}.`);
}
