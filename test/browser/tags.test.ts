import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CanvasPaletteTagger } from '../../src/browser/index.ts';
import type { Tag } from '../../src/model.ts';
import { PaletteTagger } from '../../src/tagger/palette/index.ts';
import { agreementOf } from './agreement.ts';
import { base64Of, imagesIn, inventedCovers, realCovers } from './covers.ts';
import { hasChromium } from '../../scripts/chromium.ts';
import { openPage } from './page.ts';

if (!hasChromium)
  console.warn('The tests of spotitags/browser in a browser are skipped: install the package chromium.');

describe.skipIf(!hasChromium)('CanvasPaletteTagger', () => {
  let browser: Browser;
  let page: Page;
  let requests: readonly string[];

  beforeAll(async () => {
    ({ browser, page, requests } = await openPage());
  });

  afterAll(async () => {
    await browser.close();
  });

  /** What the page says of images. @param options - the tagger's, as code. */
  const tagAll = (images: readonly string[], options = '{}') =>
    page.evaluate<(Tag[] | { readonly code: string; readonly message: string })[]>(
      `tagAll(${JSON.stringify(images)}, ${options})`,
    );
  const ofSharp = async (file: string) => {
    const [result] = await new PaletteTagger().tag([{ bytes: await readFile(file) }]);
    return result?.tags ?? [];
  };
  const compare = async (files: readonly string[]) => {
    const inPage = await tagAll(files.map(base64Of));
    const pairs: (readonly [readonly Tag[], readonly Tag[]])[] = [];
    for (const [at, file] of files.entries()) {
      const tags = inPage[at];
      pairs.push([await ofSharp(file), Array.isArray(tags) ? tags : []]);
    }
    return agreementOf(pairs);
  };

  it('says of the invented covers what sharp says, within the tolerance of docs/browser.md', async () => {
    const { covers, share, shareOfSure, meanDifference } = await compare(imagesIn(inventedCovers));
    expect(covers).toBe(45);
    expect(share).toBeGreaterThan(0.94);
    expect(shareOfSure).toBeGreaterThan(0.99);
    expect(meanDifference).toBeLessThan(0.04);
  });

  it.skipIf(!existsSync(realCovers))(
    'says of real covers what sharp says, within the tolerance',
    async () => {
      const { covers, share, shareOfSure, meanDifference, largestDifference } = await compare(
        imagesIn(realCovers, 120),
      );
      expect(covers).toBe(120);
      expect(share).toBeGreaterThan(0.98);
      expect(shareOfSure).toBeGreaterThan(0.995);
      expect(meanDifference).toBeLessThan(0.01);
      expect(largestDifference).toBeLessThan(0.25);
    },
  );

  it('shrinks pictures of any size, turns them as EXIF says, and lays transparency on white', async () => {
    const [cover = ''] = imagesIn(inventedCovers);
    const large = sharp(cover).resize(2000, 1500, { fit: 'fill' });
    const half = Buffer.from('<svg><rect width="2000" height="700" fill="#fff"/></svg>');
    const images = [
      await large.clone().jpeg().toBuffer(),
      await large.clone().png().toBuffer(),
      await large.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer(),
      await sharp(cover).resize(60, 90, { fit: 'fill' }).png().toBuffer(),
      await large
        .clone()
        .ensureAlpha()
        .composite([{ input: half, blend: 'dest-out' }])
        .png()
        .toBuffer(),
    ];
    const inPage = await tagAll(images.map((image) => image.toString('base64')));
    for (const [at, image] of images.entries()) {
      const [result] = await new PaletteTagger().tag([{ bytes: image }]);
      const tags = inPage[at];
      const agreement = agreementOf([[result?.tags ?? [], Array.isArray(tags) ? tags : []]]);
      expect(agreement.meanDifference, `image ${at}`).toBeLessThan(0.05);
    }
  });

  it('gives the error of a cover for what is not an image, and for a cover that is not bytes', async () => {
    const broken = Buffer.from('not an image').toString('base64');
    expect(await tagAll([broken])).toEqual([
      { code: 'cover', message: expect.stringMatching(/^The image cannot be decoded\./u) as string },
    ]);
    const ofUrl = `new spotitags.CanvasPaletteTagger().tag([{ url: 'https://example.com/a.jpg' }])
      .then(([{ error }]) => [error.code, error.message])`;
    expect(await page.evaluate(ofUrl)).toEqual(['cover', expect.stringContaining('{ bytes }')]);
  });

  it('says the same in a worker', async () => {
    const images = [...imagesIn(inventedCovers, 4).map(base64Of), Buffer.from('no').toString('base64')];
    expect(await tagAll(images, '{ worker: workerOf(workerScript) }')).toEqual(await tagAll(images));
  });

  it('fails with a sentence if the worker has another script', async () => {
    const failing = tagAll(
      [base64Of(imagesIn(inventedCovers)[0] ?? '')],
      '{ worker: workerOf("throw Error(\'no palette\')") }',
    );
    await expect(failing).rejects.toThrow(
      /The worker of the palette tagger failed: .*no palette.*servePalette/u,
    );
  });

  it('rejects with the reason of a signal that aborts', async () => {
    const code = `new spotitags.CanvasPaletteTagger({ worker: workerOf('') })
      .tag([{ bytes: new Uint8Array(9) }], { signal: AbortSignal.timeout(10) }).catch(({ name }) => name)`;
    expect(await page.evaluate(code)).toBe('TimeoutError');
  });

  it('says the same of the pixels of a canvas', async () => {
    const [cover = ''] = imagesIn(inventedCovers);
    const png = await sharp(cover).png().toBuffer();
    const code = `(async () => {
      const bitmap = await createImageBitmap(new Blob([bytesOf('${png.toString('base64')}')]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      return spotitags.tagPixels(context.getImageData(0, 0, bitmap.width, bitmap.height));
    })()`;
    expect([await page.evaluate(code)]).toEqual(await tagAll([png.toString('base64')]));
  });

  it('makes a profile of files, which a model of palette@2 reads as such', async () => {
    const code = `(async () => {
      const fileOf = (name, base64) => new File([bytesOf(base64)], name);
      const files = [${imagesIn(inventedCovers, 2)
        .map((file, at) => `fileOf('Title ${at}.webp', '${base64Of(file)}')`)
        .join(', ')}];
      const profile = await spotitags.profileOfImages(files, { tagger: new spotitags.CanvasPaletteTagger(), artist: 'Me' });
      const background = await spotitags.paletteBackground();
      return [profile.tagger, profile.albums.map(({ title }) => title),
        spotitags.relevantTags(spotitags.asPaletteProfile(profile), background, 3).length];
    })()`;
    expect(await page.evaluate(code)).toEqual(['palette-canvas@2', ['Title 0', 'Title 1'], 3]);
  });

  it('has asked for nothing until here', () => {
    expect(requests).toEqual([]);
  });
});

describe('outside of a browser', () => {
  it('CanvasPaletteTagger says what to use in Node.js', () => {
    expect(() => new CanvasPaletteTagger()).toThrow(/In Node\.js, use PaletteTagger/u);
  });
});
