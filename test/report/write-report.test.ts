import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { logisticRegression } from '../../src/classifier/models/logistic-regression.ts';
import { type ReportOptions, writeReport } from '../../src/report/index.ts';
import { pageScript } from '../../src/report/script.ts';
import { folderOf } from '../files.ts';
import { hostile, sampleExamples, samplePictures, samplePredictions } from './sample-report.ts';

async function reportOf(options: Partial<ReportOptions> = {}) {
  const folder = await folderOf({});
  const path = join(folder, 'report.html');
  const summary = await writeReport(path, { examples: sampleExamples(), ...options });
  return { summary, html: await readFile(path, 'utf8'), folder };
}

it('has a section for each genre and artist, the comparison, the model and the map, linked to each other', async () => {
  const examples = sampleExamples();
  const { html, summary } = await reportOf({ examples, predictions: samplePredictions(examples) });
  const ids = new Set(Array.from(html.matchAll(/ id="([^"]+)"/gu), ([, id]) => id));
  for (const id of [
    'overview',
    'g0',
    'g1',
    'compare',
    'model',
    'map',
    'artists',
    'a0',
    'a5',
    'c0',
    'c11',
    'm0-1',
  ])
    expect(ids, id).toContain(id);
  for (const [, target] of html.matchAll(/ href="#([^"]+)"/gu)) expect(ids, target).toContain(target);
  expect(ids.size).toBe(Array.from(html.matchAll(/ id="([^"]+)"/gu)).length);
  expect(summary).toMatchObject({ artists: 6, covers: 12, embedded: 0, linked: 0 });
  expect(summary.bytes).toBe(Buffer.byteLength(html));
});

it('says how many covers failed and why, and what was left out', async () => {
  const { html } = await reportOf();
  expect(html).toContain('<dt>covers that failed</dt>\n<dd>6</dd>');
  expect(html).toContain('6 covers could not be tagged: The image cannot be decoded.');
  expect(html).toContain('they are files, and their folder was not given (--root DIR)');
});

it('names the most and the least typical cover of a genre', async () => {
  const { html } = await reportOf();
  const genre = html.slice(html.indexOf('id="g0"'), html.indexOf('id="g1"'));
  const least = genre.slice(genre.indexOf('<b>Least typical</b>'));
  // The cover with a castle, which no other cover of the genre has.
  expect(least).toContain('typicality 0.00');
  expect(least).toMatch(/Album 1 of doom metal[^]*doom metal 0/u);
});

it('escapes every name from outside', async () => {
  const examples = sampleExamples({ artists: 6, name: (_, at) => hostile[at] ?? '' }).map((example) => ({
    genre: `${example.genre} ${hostile[1] ?? ''}`,
    profile: {
      ...example.profile,
      artist: { ...example.profile.artist, url: 'javascript:alert(1)', disambiguation: hostile[0] ?? '' },
      albums: example.profile.albums.map((album) => ({ ...album, title: hostile[2] ?? '' })),
    },
  }));
  const { html } = await reportOf({
    examples,
    predictions: samplePredictions(examples),
    title: hostile[0] ?? '',
  });
  expect(html).not.toMatch(/<img|onload=alert\(1\)>|' onmouseover|<b>bold|href="javascript|\u202e/u);
  expect(html.match(/<\/script>/gu)).toHaveLength(1);
  expect(html.match(/<\/style>/gu)).toHaveLength(1);
});

it('allows only the style and the script that are in the page, by their hashes', async () => {
  const { html } = await reportOf();
  const policy =
    /Content-Security-Policy" content="([^"]+)"/u.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? '';
  const hash = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy).toBe(
    [
      "default-src 'none'",
      'img-src data:',
      `style-src ${hash(/<style>([^]*?)<\/style>/u.exec(html)?.[1])}`,
      `script-src ${hash(/<script>([^]*?)<\/script>/u.exec(html)?.[1])}`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
  );
  expect(html).not.toMatch(/ style="| on[a-z]+="/u);
  expect(pageScript.length).toBeLessThan(3500);
});

it('embeds pictures of files, each once, and says that the page is for private use', async () => {
  const examples = sampleExamples();
  const root = await folderOf(await samplePictures(examples));
  const { html, summary } = await reportOf({ examples, root });
  expect(summary).toMatchObject({ embedded: 12, linked: 0, notes: [] });
  expect(html.match(/data:image\/webp;base64,/gu)).toHaveLength(12);
  expect(html).toContain('it is for private use');
});

it('links pictures that have a URL, without telling their server where they are shown', async () => {
  const examples = sampleExamples({ sourceOf: (id) => ({ url: `https://covers.test/${id}.jpg` }) });
  const { html, summary } = await reportOf({ examples });
  expect(summary).toMatchObject({ embedded: 0, linked: 12, notes: [] });
  expect(html).toContain('img-src data: https:;');
  const images = html.match(/<img [^>]*>/gu) ?? [];
  expect(images.length).toBeGreaterThan(12);
  for (const image of images) {
    expect(image).toContain('loading="lazy" referrerpolicy="no-referrer"');
    expect(image).toMatch(/ alt="[^"]+"/u);
  }
});

it('shows swatches where pictures cannot be shown, and says why', async () => {
  const noteOf = async (options: Partial<ReportOptions>) => (await reportOf(options)).summary.notes.join(' ');
  expect(await noteOf({ examples: sampleExamples({ sourceOf: () => undefined }) })).toContain(
    'The covers are shown as swatches of their colors: the dataset does not say where they are.',
  );
  expect(await noteOf({ thumbnails: 'link' })).toContain('a page can only link to addresses');
  expect(await noteOf({ thumbnails: 'none' })).toContain('no pictures were asked for');
  const insecure = sampleExamples({ sourceOf: () => ({ url: 'http://covers.test/a.jpg' }) });
  expect(await noteOf({ examples: insecure })).toContain('do not begin with https:');
  const outside = sampleExamples({ sourceOf: () => ({ path: '../secret.png' }) });
  expect(await noteOf({ examples: outside, root: '/tmp' })).toContain('not below the root');
  const root = await folderOf({ 'doom-metal-0-0.png': Uint8Array.of(1, 2, 3) });
  const note = await noteOf({ root });
  expect(note).toContain('1 cover of 12 is shown as swatches of their colors: The image cannot be decoded.');
  expect(note).toContain('11 covers of 12 are shown as swatches of their colors: The image does not exist.');
});

it('embeds up to a limit for all pictures together, of each artist first, and says when it is reached', async () => {
  const examples = sampleExamples();
  const root = await folderOf(await samplePictures(examples));
  const all = await reportOf({ examples, root });
  const sizes = Array.from(all.html.matchAll(/data:image\/webp[^"]+/gu), ([data]) => data.length);
  const { html, summary } = await reportOf({ examples, root, maxThumbnailBytes: 7 * Math.max(...sizes) });
  expect(summary.embedded).toBeLessThan(12);
  expect(summary.embedded).toBeGreaterThanOrEqual(6);
  const first = [0, 2, 4, 6, 8, 10].map((at) => `<image id="p${at}"`);
  for (const picture of first) expect(html).toContain(picture);
  expect(html).toContain('maxThumbnailBytes), and this is reached');
});

it('leaves out the tags of covers above 200 artists, and says so', async () => {
  const examples = sampleExamples({ artists: 101 });
  const { html } = await reportOf({ examples });
  expect(html).toContain('The tags of each cover are left out, because there are more than 200 artists.');
  expect(html).not.toContain('<ul class="covers">');
});

it('warns if the model was trained on the artists', async () => {
  const examples = sampleExamples({ artists: 6 });
  const classifier = await logisticRegression().train(examples);
  const { html } = await reportOf({ examples, classifier });
  expect(html).toContain('The model was trained on about 100\u00a0% of these artists');
});

it('says what evidence a prediction has, with links to its covers', async () => {
  const examples = sampleExamples();
  const { html } = await reportOf({ examples, predictions: samplePredictions(examples) });
  const artist = html.slice(html.indexOf('id="a5"'));
  expect(artist).toContain('The model says <b>doom metal</b> with 80\u00a0%: <b class="wrong">wrong</b>');
  expect(artist).toMatch(/<span>skull<\/span>[^]*\+1\.25[^]*<a class="c" href="#c10">/u);
  expect(html).toContain('The model cannot tell: <b class="wrong">not said</b>');
});

it('is the same for the same artists in another order', async () => {
  const examples = sampleExamples();
  const dateless = (html: string) => html.replace(/<time[^]*?<\/time>/u, '');
  const one = await reportOf({ examples });
  const other = await reportOf({ examples: [...examples].reverse() });
  expect(dateless(other.html)).toBe(dateless(one.html));
});

it('writes nothing if it is aborted, or if an option does not fit', async () => {
  const folder = await folderOf({});
  const path = join(folder, 'report.html');
  const examples = sampleExamples();
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(writeReport(path, { examples, signal })).rejects.toThrow('enough');
  const classifier = await logisticRegression().train(sampleExamples({ artists: 4 }));
  const wrong: readonly (readonly [object, string])[] = [
    [{ rot: '.' }, 'The option rot does not exist'],
    [{ thumbnails: 'big' }, 'thumbnails must be one of embed, link, none'],
    [{ examples: [] }, 'There are no artists to report on'],
    [{ predictions: [] }, 'there are 0 predictions and 6 examples'],
    [{ classifier, predictions: [] }, 'takes a classifier or predictions'],
    [{ predictions: samplePredictions(examples).reverse() }, 'their artists differ'],
  ];
  for (const [options, message] of wrong)
    await expect(writeReport(path, { examples, ...options }), message).rejects.toThrow(message);
  await expect(writeReport(folder, { examples })).rejects.toThrow('is a folder');
  expect(await readdir(folder)).toEqual([]);
});

it('stops while pictures are embedded, and leaves no file', async () => {
  const examples = sampleExamples({ artists: 30 });
  const root = await folderOf(await samplePictures(examples));
  const folder = await folderOf({});
  const abort = new AbortController();
  const written = writeReport(join(folder, 'report.html'), { examples, root, signal: abort.signal });
  setTimeout(() => {
    abort.abort(new Error('enough'));
  }, 20);
  await expect(written).rejects.toThrow('enough');
  expect(await readdir(folder)).toEqual([]);
});

it('calls tags of combined taggers without their tagger', async () => {
  const taggers = [{ id: 'fake@1', namespace: 'fake: ' }];
  const examples = sampleExamples().map(({ genre, profile }) => {
    const named = <T extends { readonly name: string }>(tags: readonly T[]) =>
      tags.map((tag) => ({ ...tag, name: `fake: ${tag.name}` }));
    const albums = profile.albums.map((album) =>
      album.cover.status === 'tagged'
        ? { ...album, cover: { ...album.cover, tags: named(album.cover.tags) } }
        : album,
    );
    return { genre, profile: { ...profile, taggers, albums, tags: named(profile.tags) } };
  });
  const { html } = await reportOf({ examples });
  expect(html).toContain('skull');
  expect(html).not.toContain('fake: ');
});

it('shows a cover that several artists share once beside a tag that it carries', async () => {
  const url = 'https://covers.test/shared.jpg';
  const { html } = await reportOf({
    examples: sampleExamples({ sourceOf: (_, at) => ({ url: at === 0 ? url : `${url}?${at}` }) }),
  });
  const rows = html.slice(
    html.indexOf('<dl class="tags">'),
    html.indexOf('</dl>', html.indexOf('<dl class="tags">')),
  );
  const [, row = ''] = rows.split('<dt>');
  expect(row.split(`src="${url}"`)).toHaveLength(2);
});

it('shows a cover that several artists share once among those of the genre', async () => {
  const url = 'https://covers.test/shared.jpg';
  const examples = sampleExamples({ sourceOf: (_, at) => ({ url: at === 0 ? url : `${url}?${at}` }) });
  const { html } = await reportOf({ examples });
  const genre = html.slice(html.indexOf('id="g0"'), html.indexOf('id="g1"'));
  const strip = genre.slice(genre.indexOf('<ul class="strip">'), genre.indexOf('</ul>'));
  expect(strip.split(`src="${url}"`)).toHaveLength(2);
  expect(genre).toContain('a cover that several share once');
});
