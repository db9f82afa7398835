import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { executablePath, hasChromium, launchChromium } from '../../scripts/chromium.ts';
import type { Example } from '../../src/model.ts';
import { type ReportOptions, writeReport } from '../../src/report/index.ts';
import { folderOf } from '../files.ts';
import { hostile, sampleExamples, samplePictures, samplePredictions } from './sample-report.ts';

if (!hasChromium)
  console.warn(
    `The tests of reports in a browser are skipped: ${executablePath} does not exist. Install the package chromium.`,
  );

describe.skipIf(!hasChromium)('a report in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
  });

  interface Opened {
    readonly page: Page;
    /** Addresses that were asked for, without the page itself. */
    readonly requests: readonly string[];
    /** What the browser complains about. */
    readonly complaints: readonly string[];
  }

  async function open(
    {
      examples = sampleExamples(),
      ...options
    }: Partial<ReportOptions> & { readonly examples?: readonly Example[] } = {},
    context: BrowserContextOptions = {},
  ): Promise<Opened> {
    const root = await folderOf(await samplePictures(examples));
    const path = join(root, 'report.html');
    await writeReport(path, { examples, predictions: samplePredictions(examples), root, ...options });
    const opened = await browser.newContext({ reducedMotion: 'reduce', ...context });
    onTestFinished(() => opened.close());
    const page = await opened.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith('file:') && !url.startsWith('data:')) requests.push(url);
    });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    await page.route('https://**', (route) => route.fulfill({ status: 404 }));
    await page.goto(`file://${path}`);
    return { page, requests, complaints };
  }

  it('opens from disk, asks for nothing, and has nothing to complain about', async () => {
    const { page, requests, complaints } = await open();
    expect(await page.title()).toBe('What the covers of 6 artists look like');
    const width = await page.evaluate(`document.querySelector('.cards use').getBoundingClientRect().width`);
    expect(width).toBeGreaterThan(50);
    expect(await page.evaluate(`getComputedStyle(document.body).fontSize`)).toBe('16px');
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('asks only for linked pictures, and tells their server no page', async () => {
    const examples = sampleExamples({ sourceOf: (id) => ({ url: `https://covers.test/${id}.jpg` }) });
    const { requests } = await open({ examples });
    await expect.poll(() => requests.length).toBeGreaterThan(0);
    for (const url of requests) expect(url).toMatch(/^https:\/\/covers\.test\//u);
  });

  it('filters artists by name, tag, genre and mistakes, and shows a linked artist all the same', async () => {
    const { page } = await open();
    const shown = () => page.locator('section.artist:visible h3').allTextContents();
    expect(await shown()).toHaveLength(6);
    await page.fill('#query', 'POP 1');
    expect(await shown()).toEqual(['indie pop 1']);
    expect(await page.textContent('#count')).toBe('1 of 6 artists');
    await page.fill('#query', 'skull');
    expect(await shown()).toEqual(['doom metal 0', 'doom metal 1', 'doom metal 2']);
    await page.fill('#query', '');
    await page.selectOption('#genre', '1');
    expect(await shown()).toHaveLength(3);
    await page.check('#wrong');
    expect(await shown()).toEqual(['indie pop 2']);
    await page.evaluate(`location.hash = '#a0'`);
    await expect.poll(shown).toHaveLength(6);
  });

  it('leads from a cell of the confusion matrix to its artists', async () => {
    const { page } = await open();
    await page.click('#model .st-chart a[href="#m0-1"] >> nth=0');
    expect(await page.locator(':target').textContent()).toBe('doom metal, said: indie pop 1 artist');
    await page.locator(':target + dd a').click();
    expect(await page.locator(':target h3').first().textContent()).toBe('doom metal 2');
  });

  it('shows a cover large, by pointer and by keyboard', async () => {
    const { page, complaints } = await open();
    await page.click('#g0 .strip a.c >> nth=0');
    const words = () => page.textContent('#zoom .words');
    expect(await words()).toMatch(/^doom metal 0\s*Album 0 of doom metal/u);
    await page.keyboard.press('ArrowRight');
    expect(await words()).toMatch(/^doom metal 1/u);
    await page.keyboard.press('Escape');
    expect(await page.locator('#zoom').isVisible()).toBe(false);
    await page.locator('#g1 .strip a.c').first().focus();
    await page.keyboard.press('Enter');
    expect(await words()).toMatch(/^indie pop 0/u);
    await page.click('#zoom .words a');
    expect(await page.evaluate(`location.hash`)).toBe('#a3');
    expect(complaints).toEqual([]);
  });

  it('fits a window of 360 pixels, and is dark where the reader wants that', async () => {
    const { page } = await open({}, { viewport: { width: 360, height: 800 }, colorScheme: 'dark' });
    expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBe(360);
    expect(await page.evaluate(`getComputedStyle(document.body).backgroundColor`)).toBe('rgb(15, 17, 21)');
  });

  it.each(['light', 'dark'] as const)(
    'has no fault that axe-core finds, in %s colors',
    async (colorScheme) => {
      const { page } = await open({}, { colorScheme, bypassCSP: true });
      await page.addScriptTag({ content: axe.source });
      const found = await page.evaluate(
        `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
      );
      expect(found).toEqual([]);
    },
  );

  it('does nothing that a name says', async () => {
    const examples = sampleExamples({ artists: 6, name: (_, at) => hostile[at] ?? '' });
    const { page, complaints, requests } = await open({ examples, title: hostile[0] ?? '' });
    expect(await page.title()).toBe(hostile[0]);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    expect(await page.locator('#artists h3').first().textContent()).toContain('<svg onload=alert(1)>');
    expect(await page.locator('img, b:text("bold")').count()).toBe(0);
  });

  it('says everything without its script', async () => {
    const { page } = await open({}, { javaScriptEnabled: false });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await page.locator('section.artist h3').allInnerTexts()).toHaveLength(6);
    await page.locator('#model summary').first().click();
    expect(await page.locator('#model table').first().innerText()).toContain('67');
  });

  it('prints the tables behind the charts, and no controls', async () => {
    const { page } = await open();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await page.locator('nav').isVisible()).toBe(false);
    expect(await page.locator('#map td').first().isVisible()).toBe(true);
  });
});
