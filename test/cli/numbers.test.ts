import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Example, type LabeledExample, loadRegressor, writeDataset } from 'spotitags';
import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/util/random.ts';
import { example } from '../examples.ts';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

/** Artists with two albums, the older the more sepia. */
function sepia(artists: number): Example[] {
  const random = seededRandom(7);
  return Array.from({ length: artists }, (_, at) => {
    const ages = [random(), random()];
    const one = example('rock', `Artist ${at}`, ...ages.map((age) => ({ sepia: age, neon: 1 - age })));
    const albums = one.profile.albums.map((album, n) => ({
      ...album,
      year: Math.round(2020 - 50 * (ages[n] ?? 0)),
    }));
    return { genre: 'rock', profile: { ...one.profile, albums } };
  });
}

const artists = sepia(30);
let [root, dataset, model] = ['', '', ''];

beforeEach(async () => {
  root = await folderOf({});
  dataset = join(root, 'd.jsonl');
  model = join(root, 'model.json');
  await writeDataset(dataset, 'fake@1', artists);
});

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(root, name);
  await writeFile(path, text);
  return path;
}

describe('train --target', () => {
  it('learns the mean year of an artist’s albums, and says that a catalog may have years of re-issues', async () => {
    const { code, stdout, stderr } = await spotitags(['train', dataset, '--target', 'year', '--out', model]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /model\.json: 30 artists; median (?:19|20)\d\d[\d.]*, intervals of ± [\d.]+\n.* evaluate .* --target year\.\n$/u,
    );
    expect(stderr).toMatch(/the years of fake may be those of re-issues\. .* --catalog musicbrainz/u);
    expect(loadRegressor(await readFile(model, 'utf8'))).toMatchObject({
      tagger: 'fake@1',
      isOfAlbums: false,
    });
  });

  it('learns numbers of a file, and names those of no artist', async () => {
    const rows = artists.map(({ profile }, at) => `${profile.artist.name},${at}`);
    const target = await fileOf('ratings.csv', ['artist,target', ...rows, 'Artest 1,5', ''].join('\n'));
    const argv = ['train', dataset, '--target', target, '--out', model, '--exclude', 'Artist 3', '--json'];
    const { code, stdout, stderr } = await spotitags(argv);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ out: model, artists: 29, examples: 29, median: 15 });
    expect(stderr).toBe(
      'Note: the dataset does not have 1 of 31 targets: "Artest 1". Name artists and albums as the dataset does, or by their ids.\n',
    );
  });

  it('learns the numbers that a dataset has by itself', async () => {
    const numbers = artists.map(({ profile }, at): LabeledExample => ({ target: at, profile }));
    await writeDataset(dataset, 'fake@1', numbers);
    const argv = ['train', dataset, '--target', 'dataset', '--out', model, '--exclude', 'Artist 3'];
    expect((await spotitags(argv)).stdout).toContain('29 artists');
    const { code, stderr } = await spotitags(['train', dataset, '--out', model]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'this one has a number. To learn numbers, use readNumberDataset, or type --target dataset.',
    );
  });

  it.each([
    [['--features', 'decades'], 2, /Decades are made of the years that are to be learned/u],
    [['--model-type', 'nearest-centroid'], 2, /--model-type is for genres, and --target is for numbers/u],
    [['--features', 'key:5'], 1, /choose tags by genre/u],
    [
      ['--target', 'no/such.csv'],
      1,
      /The file of targets no\/such\.csv does not exist\. Type --target year, --target dataset, or the name/u,
    ],
  ])('refuses %s', async (argv, expected, message) => {
    const { code, stderr } = await spotitags(['train', dataset, '--out', model, '--target', 'year', ...argv]);
    expect(code).toBe(expected);
    expect(stderr).toMatch(message);
  });
});

describe('evaluate --target', () => {
  it('says the errors in folds of artists, with those of the median beside them', async () => {
    const out = join(root, 'p.csv');
    const argv = ['evaluate', dataset, '--target', 'year', '--features', 'tags', '--predictions', out];
    const { code, stdout } = await spotitags(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^30 artists · ridge-regression · tags · 5 folds by artist\n +measure +model +always (?:19|20)\d\d, the median\n/u,
    );
    expect(stdout).toMatch(
      /mean absolute error +\d\.\d +\d\.\d\n[^]*\n +d² +0\.[6-9]\d\d +0, by definition\n/u,
    );
    expect(stdout).toMatch(/contain \d+\.\d % of the numbers .* made to contain 90\.0 %\.\n$/u);
    const [heading, first] = (await readFile(out, 'utf8')).split('\n');
    expect(heading).toBe('artist,id,target,estimate,low,high,evidence');
    expect(first).toMatch(
      /^Artist \d+,artist \d+,[\d.]+,[\d.]+,[\d.]+,[\d.]+,(?:neon|sepia) [+-]\d+\.\d\d; /u,
    );
  });

  it('says so if the numbers have nothing to do with the covers', async () => {
    const target = await fileOf(
      't.json',
      JSON.stringify(Object.fromEntries(artists.map((_, at) => [`Artist ${at}`, at % 2]))),
    );
    const { stdout } = await spotitags(['evaluate', dataset, '--target', target, '--features', 'tags']);
    expect(stdout).toContain('This is hardly better than always the median');
  });

  it('tests a model, and says if it was trained on these artists', async () => {
    await spotitags(['train', dataset, '--target', 'year', '--out', model]);
    const argv = ['evaluate', dataset, '--target', 'year', '--model', model, '--json'];
    const { stdout, stderr } = await spotitags(argv);
    expect(JSON.parse(stdout)).toMatchObject({ artists: 30, examples: 30, baseline: {} });
    expect(stderr).toMatch(
      /was trained on about 100\.0 % of these artists, so that the errors are too small/u,
    );
    expect((await spotitags([...argv, '--folds', '3'])).code).toBe(2);
    expect((await spotitags(['evaluate', dataset, '--target', 'year', '--svg', 'x.svg'])).stderr).toMatch(
      /--svg is for genres/u,
    );
  });
});

describe('estimate', () => {
  const picture = (background: string) =>
    sharp({ create: { width: 40, height: 40, channels: 3, background } })
      .png()
      .toBuffer();

  /** Artists whose covers are red if their number is high, else blue. */
  async function trained(perAlbum = false): Promise<string> {
    const [red, blue] = [await picture('#d01010'), await picture('#1010d0')];
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [
        [`pop/Artist ${at}/a.png`, at % 2 === 0 ? red : blue],
        [`pop/Artist ${at}/b.png`, perAlbum ? (at % 2 === 0 ? blue : red) : at % 2 === 0 ? red : blue],
      ]).flat() as [string, Uint8Array][],
    );
    const images = await folderOf({ ...files, 'pop/New/a.png': red, 'pop/New/b.png': blue });
    await spotitags(['collect', '--root', images, '--tagger', 'palette', '--genre', 'pop', '--out', dataset]);
    const rows = Array.from({ length: 20 }, (_, at) => {
      const high = at % 2 === 0;
      const name = `Artist ${at}`;
      return perAlbum
        ? `${name},a,${high ? 9 : 1}\n${name},b,${high ? 1 : 9}`
        : `${name},${(high ? 9 : 1) + at / 100}`;
    });
    const target = await fileOf('t.csv', rows.join('\n'));
    const { code, stderr } = await spotitags([
      'train',
      dataset,
      '--target',
      target,
      '--features',
      'tags',
      '--out',
      model,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return images;
  }

  it('says the number of an artist, its interval, and what moved it', async () => {
    const images = await trained();
    const argv = ['estimate', 'Artist 0', '--root', images, '--tagger', 'palette', '--model', model];
    const { code, stdout, stderr } = await spotitags(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Artist 0: [89]\.\d+ \([\d.]+ to [\d.]+\)\nEvidence \(what it adds to the number\):\n +adds +evidence +albums\n +\+\d\.\d+ +\w+/u,
    );
    expect(stderr).toMatch(/the model was trained on "Artist 0", .* --exclude "Artist 0"/u);
    const json = JSON.parse((await spotitags([...argv, '--json'])).stdout) as Record<string, unknown>;
    expect(Object.keys(json)).toEqual(['artist', 'value', 'interval', 'evidence']);
    const image = join(images, 'pop/New/b.png');
    const ofImage = await spotitags(['estimate', '--image', image, '--tagger', 'palette', '--model', model]);
    expect(ofImage.stdout).toMatch(/^1 image: 1\.\d/u);
  });

  it('says the number of each album, if the model learned numbers of albums', async () => {
    const images = await trained(true);
    const argv = ['estimate', 'New', '--root', images, '--tagger', 'palette', '--model', model];
    const { stdout } = await spotitags(argv);
    expect(stdout).toMatch(/^New\n +estimate +album +because of\n +8\.9\d.* +a +\w.*\n +1\.0\d.* +b +\w/u);
    const { albums } = JSON.parse((await spotitags([...argv, '--json'])).stdout) as {
      albums: { title: string }[];
    };
    expect(albums.map(({ title }) => title)).toEqual(['a', 'b']);
  });

  it('refuses the model of a classifier, as classify refuses that of a regressor, and says what to type', async () => {
    await spotitags(['train', dataset, '--target', 'year', '--out', model]);
    const classify = await spotitags(['classify', 'x', '--root', root, '--model', model]);
    expect(classify.code).toBe(1);
    expect(classify.stderr).toMatch(
      /it is a regressor, which estimates a number, .* Type spotitags estimate\.\n$/u,
    );
    await spotitags(['train', dataset, '--out', model]);
    const estimate = await spotitags(['estimate', 'x', '--root', root, '--model', model]);
    expect(estimate.code).toBe(1);
    expect(estimate.stderr).toMatch(
      /it is a classifier, which says genres, .* Type spotitags classify\.\n$/u,
    );
  });

  it('refuses another tagger before anything is tagged', async () => {
    await spotitags(['train', dataset, '--target', 'year', '--out', model]);
    const { code, stderr } = await spotitags([
      'estimate',
      'x',
      '--root',
      root,
      '--tagger',
      'palette',
      '--model',
      model,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/The model knows the tags of fake@1, but the tagger is palette/u);
  });
});
