/** Draws docs/report.png, the picture of the README: `tsx scripts/report-screenshot.ts`. It needs Chromium. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { launchChromium } from './chromium.ts';
import { projectFile } from './subpaths.ts';

const folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
try {
  const report = join(folder, 'report.html');
  process.argv[2] = report;
  await import('../examples/demo.ts');
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1180, height: 1500 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(report).href);
  const screen = await page.screenshot();
  await browser.close();
  // A palette keeps the file small.
  await sharp(screen).png({ palette: true, colors: 128, effort: 10 }).toFile(projectFile('docs/report.png'));
} finally {
  await rm(folder, { recursive: true });
}
