import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aggregateGenres,
  clusterArtists,
  type Example,
  loadClassifier,
  logisticRegression,
  naiveBayes,
  nearestCentroid,
  numberExamples,
  readDataset,
  relevantTags,
  ridgeRegression,
  similarArtists,
  tagBackground,
} from '../../src/index.ts';
import { artistMap, artistMapSvg, overlapSvg, tagBarsSvg } from '../../src/report/index.ts';
import { wordsOf } from '../../src/classifier/features/words.ts';
import { seededRandom } from '../../src/util/random.ts';
import { hasChromium } from '../../scripts/chromium.ts';
import { bundle, openPage } from './page.ts';

const dataset = new URL('../../examples/data/covers.jsonl', import.meta.url).pathname;

/** Where two values have another shape, another text, or numbers that differ by 1e-12 or more. Undefined if they are equal. */
function differenceOf(actual: unknown, expected: unknown, path = 'it'): string | undefined {
  if (typeof expected === 'number' && typeof actual === 'number')
    return Math.abs(actual - expected) < 1e-12 ? undefined : `${path}: ${actual}, expected ${expected}`;
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null)
    return actual === expected ? undefined : `${path}: ${String(actual)}, expected ${String(expected)}`;
  const members = new Map<string, unknown>(Object.entries(actual));
  if (members.size !== Object.keys(expected).length) return `${path} has ${[...members.keys()].join(', ')}`;
  for (const [key, value] of Object.entries(expected)) {
    const difference = differenceOf(members.get(key), value, `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function expectEqual(actual: unknown, expected: unknown): void {
  expect(differenceOf(actual, expected)).toBeUndefined();
}

describe.skipIf(!hasChromium)('in a browser', () => {
  let browser: Browser;
  let page: Page;
  const examples: Example[] = [];

  beforeAll(async () => {
    for await (const example of readDataset(dataset)) examples.push(example);
    ({ browser, page } = await openPage());
    await page.addScriptTag({ content: `globalThis.examples = ${JSON.stringify(examples)};` });
  });

  afterAll(async () => {
    await browser.close();
  });

  it.each([
    ['logistic regression', logisticRegression()],
    ['complement naive Bayes', naiveBayes()],
    ['multinomial naive Bayes', naiveBayes({ variant: 'multinomial' })],
    ['nearest centroid', nearestCentroid()],
  ])('%s predicts and explains as in Node.js', async (_, trainer) => {
    const model = JSON.stringify(await trainer.train(examples.filter((_one, at) => at % 3 > 0)));
    const profiles = examples.map(({ profile }) => profile);
    const expected = await loadClassifier(model).classify(profiles, { evidence: 10 });
    const actual = await page.evaluate(
      `spotitags.loadClassifier(${JSON.stringify(model)}).classify(examples.map(({ profile }) => profile), { evidence: 10 })`,
    );
    expect(expected.flatMap(({ evidence = [] }) => evidence).length).toBeGreaterThan(100);
    expectEqual(actual, expected);
  });

  it('a model file comes out as it went in, and a changed one is refused', async () => {
    const model = JSON.stringify(await nearestCentroid().train(examples));
    expect(await page.evaluate(`JSON.stringify(spotitags.loadClassifier(${JSON.stringify(model)}))`)).toBe(
      model,
    );
    const changed = model.replace('"minCovers":1', '"minCovers":2');
    await expect(page.evaluate(`spotitags.loadClassifier(${JSON.stringify(changed)})`)).rejects.toThrow(
      'it was changed after it was written',
    );
  });

  it('words of titles are those of Node.js, also where Chromium divides words in its own way', async () => {
    const { code } = await bundle('export { wordsOf } from "./src/classifier/features/words.ts"', {
      format: 'iife',
      globalName: 'features',
    });
    await page.addScriptTag({ content: code });
    const titles = [
      'GO:OD AM (10th)',
      'J.S. Bach: Op. 39',
      'L.A. 1.5',
      'don’t．stop',
      '葬儀.愛の',
      'לד:ל',
      'a‧b·c',
    ];
    const random = seededRandom(3);
    const characters = Array.from("abZ09.,:;'’-_·‧/&éßАБあカ漢한עعไ\u0301\u200d🎸 ");
    for (let i = 0; i < 5000; i++) {
      const pick = () => characters[Math.floor(random() * characters.length)] ?? '';
      titles.push(Array.from({ length: 12 }, pick).join(''));
    }
    const actual = await page.evaluate(
      `${JSON.stringify(titles)}.map((title) => features.wordsOf(title, ''))`,
    );
    expect(actual).toEqual(titles.map((title) => wordsOf(title, '')));
  });

  it('ridge regression estimates as in Node.js', async () => {
    const regressor = await ridgeRegression().train(numberExamples(examples, 'year'));
    const profiles = examples.map(({ profile }) => profile).slice(0, 30);
    const actual = await page.evaluate(
      `spotitags.loadRegressor(${JSON.stringify(JSON.stringify(regressor))}).estimate(${JSON.stringify(profiles)}, { evidence: 5 })`,
    );
    expectEqual(actual, await regressor.estimate(profiles, { evidence: 5 }));
  });

  it('genres, relevance, similar artists and clusters are those of Node.js', async () => {
    const genreTags = aggregateGenres(examples);
    const [first, ...others] = examples.map(({ profile }) => profile);
    if (!first) throw new Error('There are no examples.');
    const expected = {
      relevant: genreTags.relevant('metal', 10),
      keyness: genreTags.keyness('jazz'),
      background: relevantTags(first, tagBackground(others), 10),
      similar: similarArtists(first, others, { n: 5 }).map(({ profile, ...rest }) => [profile.artist, rest]),
      clusters: (await clusterArtists(examples)).map(({ tags, profiles }) => [tags, profiles.length]),
    };
    const actual = await page.evaluate(`(async () => {
      const genreTags = spotitags.aggregateGenres(examples);
      const [first, ...others] = examples.map(({ profile }) => profile);
      return {
        relevant: genreTags.relevant('metal', 10),
        keyness: genreTags.keyness('jazz'),
        background: spotitags.relevantTags(first, spotitags.tagBackground(others), 10),
        similar: spotitags.similarArtists(first, others, { n: 5 }).map(({ profile, ...rest }) => [profile.artist, rest]),
        clusters: (await spotitags.clusterArtists(examples)).map(({ tags, profiles }) => [tags, profiles.length]),
      };
    })()`);
    expectEqual(actual, expected);
  });

  it('charts are those of Node.js', async () => {
    const genreTags = aggregateGenres(examples);
    const actual = await page.evaluate(`(() => {
      const genreTags = spotitags.aggregateGenres(examples);
      return [
        spotitags.tagBarsSvg(genreTags.relevant('metal', 10), { measure: 'relevance' }),
        spotitags.overlapSvg(genreTags),
        spotitags.artistMapSvg(spotitags.artistMap(examples)),
      ];
    })()`);
    expect(actual).toEqual([
      tagBarsSvg(genreTags.relevant('metal', 10), { measure: 'relevance' }),
      overlapSvg(genreTags),
      artistMapSvg(artistMap(examples)),
    ]);
  });
});
