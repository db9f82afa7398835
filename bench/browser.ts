/**
 * How far the palette in Chromium is from that of `sharp`, and what it does to predictions: `npm run bench:browser [folder]`. The
 * folder is as `FolderCatalog` reads it; without one, the invented covers.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderCatalog } from '../src/catalog/folder/folder-catalog.ts';
import { logisticRegression } from '../src/classifier/models/logistic-regression.ts';
import { assignFolds } from '../src/evaluation/folds.ts';
import type { ArtistProfile, Example, ProfileAlbum, Tag } from '../src/model.ts';
import { SpotiTags } from '../src/spotitags.ts';
import { PaletteTagger } from '../src/tagger/palette/index.ts';
import { tagFilter } from '../src/tags/filter.ts';
import { sumTags } from '../src/tags/sum.ts';
import { type Agreement, agreementOf } from '../test/browser/agreement.ts';
import { inventedCovers } from '../test/browser/covers.ts';
import { openPage } from '../test/browser/page.ts';

const [root = inventedCovers] = process.argv.slice(2);
const catalog = new FolderCatalog({ root });
await using spotiTags = new SpotiTags({ catalog, tagger: new PaletteTagger(), coversPerArtist: 20 });
const sources = (await catalog.genres()).map((genre) => [genre, [{ genre }]] as const);
const examples: Example[] = [];
for await (const result of spotiTags.tagGenres(Object.fromEntries(sources)))
  if (result.status === 'tagged') examples.push(result);

const { browser, page } = await openPage();
const pairs: (readonly [readonly Tag[], readonly Tag[]])[] = [];
const inBrowser: ArtistProfile[] = [];
let ms = 0;
for (const { profile } of examples) inBrowser.push(await ofBrowser(profile));
await browser.close();

const { covers, share, shareOfSure, meanDifference, largestDifference }: Agreement = agreementOf(pairs);
const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
console.log(`${covers} covers, ${(ms / covers).toFixed(0)} ms each in Chromium ${browser.version()}`);
console.log(`the same tags: ${percent(share)}; of those above 0.3: ${percent(shareOfSure)}`);
console.log(
  `difference of confidences: ${meanDifference.toFixed(4)} on average, ${largestDifference} at most`,
);

const folds = assignFolds(examples, { folds: 5 });
let same = 0;
let change = 0;
for (let fold = 0; fold < 5; fold++) {
  const model = await logisticRegression().train(examples.filter((_, at) => folds[at] !== fold));
  const held = [...examples.keys()].filter((at) => folds[at] === fold);
  const ofSharp = await model.classify(held.flatMap((at) => examples[at]?.profile ?? []));
  const ofPage = await model.classify(held.flatMap((at) => inBrowser[at] ?? []));
  for (const [at, { genre, scores }] of ofSharp.entries()) {
    if (ofPage[at]?.genre === genre) same += 1;
    const probability = ofPage[at]?.scores.find((score) => score.genre === genre)?.probability ?? 0;
    change += Math.abs((scores[0]?.probability ?? 0) - probability);
  }
}
console.log(
  `genres of ${examples.length} artists by models that have not seen them: ${same} the same, probabilities differ by ` +
    `${(change / examples.length).toFixed(4)} on average`,
);

/** The profile with the tags that the page gives. It says that it is of `palette@2`, as `asPaletteProfile` does. */
async function ofBrowser(profile: ArtistProfile): Promise<ArtistProfile> {
  const albums: ProfileAlbum[] = [];
  for (const album of profile.albums) {
    const { cover } = album;
    if (cover.status !== 'tagged' || cover.source?.path === undefined) {
      albums.push(album);
      continue;
    }
    const image = (await readFile(join(root, cover.source.path))).toString('base64');
    const started = performance.now();
    const [tags = []] = await page.evaluate<Tag[][]>(`tagAll([${JSON.stringify(image)}])`);
    ms += performance.now() - started;
    pairs.push([cover.tags, tags]);
    albums.push({ ...album, cover: { ...cover, tags } });
  }
  return { ...profile, albums, tags: sumTags(albums, { filter: tagFilter() }) };
}
