import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ArtistProfile,
  type Evaluation,
  type ModelFile,
  type Prediction,
  writeDataset,
} from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { folderOf } from '../files.ts';
import { separable } from '../examples.ts';
import { spotitags } from './run.ts';

/** Red covers for one genre and blue stripes for another: told apart at a glance. */
async function coversOf(genres: readonly string[], artists = 3): Promise<string> {
  const images: Record<string, Buffer> = {};
  for (const [genreAt, genre] of genres.entries()) {
    for (let artist = 0; artist < artists; artist++) {
      for (let album = 0; album < 2; album++) {
        const shade = 160 + 20 * artist + 10 * album;
        const background = genreAt === 0 ? { r: shade, g: 20, b: 20 } : { r: 20, g: 60, b: shade };
        const image = sharp({ create: { width: 64, height: 64, channels: 3, background } });
        images[`${genre}/${genre} artist ${artist}/Album ${album}.png`] = await image.png().toBuffer();
      }
    }
  }
  return folderOf(images);
}

describe('spotitags', () => {
  it('goes all the way from a folder of covers to a genre', async () => {
    const root = await coversOf(['metal', 'pop']);
    const dataset = join(root, 'dataset.jsonl');
    const model = join(root, 'model.json');

    const collected = await spotitags(['collect', '--catalog', 'folder', '--root', root, '--out', dataset]);
    expect(collected).toEqual({ code: 0, stdout: `${dataset}: 6 artists\n`, stderr: '' });
    const text = await readFile(dataset, 'utf8');
    expect(text.split('\n')[0]).toMatch(/^\{"format":"spotitags-dataset","version":2,"tagger":"palette@/);
    expect(text).not.toContain(root);

    const trained = await spotitags(['train', dataset, '--out', model]);
    expect(trained).toMatchObject({ code: 0, stderr: '' });
    expect(trained.stdout).toContain('6 artists, 2 genres (metal, pop)');
    expect(await readFile(model, 'utf8')).not.toContain(root);

    const classify = ['classify', 'pop artist 1', '--root', root, '--model', model];
    const said = await spotitags(classify);
    expect(said.code).toBe(0);
    expect(said.stdout).toMatch(/^pop artist 1: pop\n/);
    expect(said.stdout).toContain('Evidence (nats of log odds)');
    const prediction = JSON.parse((await spotitags([...classify, '--json'])).stdout) as Prediction;
    expect(prediction).toMatchObject({ genre: 'pop', artist: { catalog: 'folder', name: 'pop artist 1' } });
    expect(prediction.evidence?.[0]?.albums).toHaveLength(2);

    const evaluated = await spotitags(['evaluate', dataset, '--folds', '3', '--json']);
    expect(evaluated.code).toBe(0);
    const { accuracy, macroF1, logLoss, confusion } = JSON.parse(evaluated.stdout) as Evaluation;
    expect({ accuracy, macroF1 }).toEqual({ accuracy: 1, macroF1: 1 });
    expect(logLoss).toBeLessThan(0.7);
    expect(confusion.counts).toEqual([
      [3, 0],
      [0, 3],
    ]);
    const once = await spotitags(['evaluate', dataset, '--test-share', '0.25', '--json']);
    expect((JSON.parse(once.stdout) as Evaluation).artists).toBe(2);
    const ofModel = await spotitags(['evaluate', dataset, '--model', model]);
    expect(ofModel.stdout).toMatch(/accuracy +100\.0 %/);
    expect(ofModel.stdout).toContain('Confusion');
  });

  it('tags an artist, as text and as JSON', async () => {
    const root = await coversOf(['metal']);
    const tag = ['tag', 'metal artist 0', '--catalog', 'folder', '--root', root];
    expect((await spotitags(tag)).stdout).toMatch(/^metal artist 0: 2 covers\n.* red/s);
    const profile = JSON.parse(
      (await spotitags([...tag, '--json', '--covers', '1'])).stdout,
    ) as ArtistProfile;
    expect(profile.albums).toHaveLength(1);
    expect(profile.albums[0]).toMatchObject({ title: 'Album 0', cover: { status: 'tagged' } });
  });

  it('says so if it takes a name with typing errors as another name', async () => {
    const root = await coversOf(['metal']);
    const near = await spotitags(['tag', 'mettal artist 0', '--root', root]);
    expect(near).toMatchObject({ code: 0, stderr: '"mettal artist 0" is taken as "metal artist 0".\n' });
    for (const query of ['METAL artist 0', 'metal/metal artist 0'])
      expect((await spotitags(['tag', query, '--root', root])).stderr).toBe('');
  });

  it('tags images, and fails where one cannot be read, after all others', async () => {
    const root = await coversOf(['metal'], 1);
    const image = join(root, 'metal/metal artist 0/Album 0.png');
    const good = await spotitags(['tag', '--image', image]);
    expect(good.code).toBe(0);
    expect(good.stdout).toContain('red');
    const broken = join(root, 'broken.jpg');
    await writeFile(broken, 'no image');
    const mixed = await spotitags(['tag', '--json', '--image', broken, image]);
    expect(mixed.code).toBe(1);
    expect(JSON.parse(mixed.stdout)).toMatchObject([
      { image: broken, error: { code: 'cover' } },
      { image, tags: expect.anything() as unknown },
    ]);
  });

  it('collects what a file says, tells what failed, and keeps the rest', async () => {
    const root = await coversOf(['metal', 'pop'], 2);
    const genres = join(root, 'genres.json');
    const out = join(root, 'out.jsonl');
    await writeFile(genres, '{"__proto__":["metal artist 0",{"artist":"Stranger"}],"b":[{"folder":"pop"}]}');
    const collect = ['collect', genres, '--root', root, '--out', out];
    const { code, stdout, stderr } = await spotitags(collect);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${out}: 3 artists\n` });
    expect(stderr).toMatch(
      /Failed: 1\n {2}genre +artist or list +why\n {2}__proto__ +Stranger +The folder has no artist "Stranger"/,
    );
    const summary = JSON.parse((await spotitags([...collect, '--json'])).stdout) as { failed: unknown[] };
    expect(summary).toMatchObject({
      artists: 3,
      failed: [{ genre: '__proto__', error: { code: 'not-found' } }],
    });
  });

  it('compares features and models, as text, Markdown, CSV and JSON', async () => {
    const root = await folderOf({});
    const dataset = join(root, 'd.jsonl');
    await writeDataset(dataset, 'fake@1', separable(4));
    const experiment = ['experiment', dataset, '--n', '1', '--models', 'nearest-centroid', '--folds', '2'];
    const text = await spotitags(experiment);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^ {2}8 artists; always doom metal: 50\.0 %\n {2}features +model +accuracy/);
    const lines = async (format: string) =>
      (await spotitags([...experiment, '--format', format])).stdout.split('\n');
    expect(await lines('markdown')).toContain(
      '| features | model | accuracy | interval | macro F1 | log loss | calibration error | by chance | overconfidence |',
    );
    const [headings, ...rows] = await lines('csv');
    expect(headings).toBe(
      'features,equal features,model,accuracy,accuracy low,accuracy high,macro F1,log loss,calibration error,calibration error by chance,overconfidence',
    );
    expect(rows[0]).toMatch(/^[^ ]+,[^%]*,nearest-centroid(?:,-?\d\.\d{4}){8}$/);
    const results = JSON.parse((await spotitags([...experiment, '--json'])).stdout) as {
      evaluation: Evaluation;
      features: string;
      equalFeatures: string[];
    }[];
    expect(results.flatMap(({ features, equalFeatures }) => [features, ...equalFeatures])).toHaveLength(9);
    expect(Object.keys(results[0] ?? {})).toEqual(['features', 'equalFeatures', 'model', 'evaluation']);
    expect(results[0]?.evaluation.accuracy).toBe(1);
  });

  it('turns a dataset into CSV and back', async () => {
    const root = await folderOf({});
    const [dataset, csv, back] = [join(root, 'd.jsonl'), join(root, 'd.csv'), join(root, 'back.jsonl')];
    await writeDataset(dataset, 'fake@1', separable(4));
    expect(await spotitags(['convert', dataset, csv])).toEqual({
      code: 0,
      stdout: `${csv}: 8 artists\n`,
      stderr: '',
    });
    expect(await readFile(csv, 'utf8')).toMatch(/^"doom metal","skull skull dark dark fog"\n/);
    expect((await spotitags(['convert', csv, back, '--by', 'fake@1', '--json'])).stdout).toContain(
      '"artists": 8',
    );
    expect((await spotitags(['evaluate', back, '--folds', '2'])).stdout).toMatch(/accuracy +100\.0 %/);
  });

  it('trains with the model type, features and filter it is told', async () => {
    const filter = JSON.stringify({ stopTags: ['skull'], minConfidence: 0.1 });
    const root = await folderOf({ 'filter.json': filter, 'bad.json': '{"stopWords":[]}' });
    const [dataset, model] = [join(root, 'd.jsonl'), join(root, 'm.json')];
    await writeDataset(dataset, 'fake@1', separable(4));
    const train = [
      'train',
      dataset,
      '--out',
      model,
      '--model-type',
      'nearest-centroid',
      '--features',
      'tags,decades',
    ];
    expect(await spotitags([...train, '--filter', join(root, 'filter.json')])).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Note: decades often do harm, .*\n$/u) as string,
    });
    const { model: trained } = JSON.parse(await readFile(model, 'utf8')) as ModelFile;
    expect(trained).toMatchObject({
      kind: 'nearest-centroid',
      features: [{ kind: 'tag', take: 'all' }, { kind: 'decade' }],
    });
    expect(trained.vocabulary).not.toContain('tag:skull');
    expect(trained.vocabulary).toContain('tag:fog');
    const bad = await spotitags([...train, '--filter', join(root, 'bad.json')]);
    expect(bad).toMatchObject({ code: 1, stderr: expect.stringContaining('stopWords') as string });
    expect(
      (await spotitags(['evaluate', dataset, '--model', model, '--filter', join(root, 'filter.json')])).code,
    ).toBe(0);
  });

  it('writes nothing where nothing could be tagged', async () => {
    const root = await coversOf(['metal'], 1);
    const out = join(root, 'out.jsonl');
    await writeFile(join(root, 'genres.json'), '{"a":["Stranger"]}');
    const { code, stderr } = await spotitags([
      'collect',
      join(root, 'genres.json'),
      '--root',
      root,
      '--out',
      out,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('Stranger');
    expect(await readdir(root)).toEqual(['genres.json', 'metal']);
  });

  it('shows how far it is where there is a terminal, and clears the line', async () => {
    const root = await coversOf(['metal']);
    const out = join(root, 'out.jsonl');
    const { stderr } = await spotitags(['collect', '--root', root, '--out', out], { tty: true });
    expect(stderr).toMatch(/^\r\[-+\] 0\/3 artists/);
    expect(stderr).toMatch(/\r\u001b\[K[^\r]*Next, [^\r]*\n$/u);
    const tagged = await spotitags(['tag', 'metal artist 0', '--root', root], { tty: true });
    expect(tagged.stderr).toMatch(/^\rTagging metal artist 0 …\u001b\[K\r\u001b\[K\S*Next, .*\n$/u);
    await writeDataset(out, 'fake@1', separable(4));
    const evaluated = await spotitags(['evaluate', out, '--folds', '2', '--json'], { tty: true });
    expect(evaluated.stderr).toMatch(/^\r\[-+\] folds 0\/2/);
    const trained = await spotitags(['train', out, '--out', join(root, 'm.json')], { tty: true });
    expect(trained.stderr).toMatch(/^\rartists 1/);
  });

  it('stops when interrupted, and leaves nothing half-written', async () => {
    const root = await coversOf(['metal']);
    const signal = AbortSignal.abort(new Error('Interrupted.'));
    const { code, stderr } = await spotitags(['collect', '--root', root, '--out', join(root, 'out.jsonl')], {
      signal,
    });
    expect({ code, stderr }).toEqual({
      code: 130,
      // There is no cache folder, and no --store.
      stderr: 'Interrupted. No tags are kept, because there is no store. Type --store DIR.\n',
    });
    expect(await readdir(root)).toEqual(['metal']);
  });

  it('refuses a model that is far too large before it is read', async () => {
    const root = await coversOf(['metal'], 1);
    const path = join(root, 'huge.json');
    await writeFile(path, '');
    await truncate(path, 500_000_000);
    const { code, stderr } = await spotitags(['classify', 'x', '--root', root, '--model', path]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `The model ${path} is larger than 400 MB, which is the limit.\n`,
    });
  });

  it('does not let names move the cursor', async () => {
    const root = await folderOf({});
    const name = 'Evil\u001b[2J\u0007Name';
    const dataset = join(root, 'd.jsonl');
    await writeDataset(
      dataset,
      'fake@1',
      separable(2).map((example, at) => ({ ...example, genre: at % 2 === 0 ? name : 'pop' })),
    );
    const { stdout } = await spotitags(['evaluate', dataset, '--folds', '2']);
    expect(stdout).toContain('Evil [2J Name');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('spotitags says what went wrong:', () => {
  let root: string;
  beforeAll(async () => {
    const { mkdtemp } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    root = await mkdtemp(join(tmpdir(), 'spotitags-'));
    await writeDataset(join(root, 'ok.jsonl'), 'fake@1', separable(2));
    await writeDataset(join(root, 'few.jsonl'), 'fake@1', separable(1));
    await writeFile(join(root, 'cut.jsonl'), (await readFile(join(root, 'ok.jsonl'), 'utf8')).slice(0, -30));
    await writeFile(join(root, 'genres.json'), '{"a":[{"song":"x"}]}');
    await writeFile(join(root, 'empty.json'), '{"a":[]}');
    await writeFile(join(root, 'model.json'), '{"format":"spotitags-model","version":7}');
  });

  const cases: [title: string, argv: string[], code: number, message: RegExp][] = [
    ['an unknown command', ['tagg', 'x'], 2, /unknown command 'tagg'[^]*tag/],
    ['an unknown option', ['tag', 'x', '--catalg', 'folder'], 2, /Did you mean --catalog/],
    [
      'an option without its value',
      ['train', 'd.jsonl', '--out'],
      2,
      /argument missing[^]*Type: spotitags train/,
    ],
    [
      'a missing option',
      ['train', 'd.jsonl'],
      2,
      /--out[^]*Type: spotitags train <dataset.jsonl> --out <model.json>/,
    ],
    [
      'a value that is none of the choices',
      ['tag', 'x', '--tagger', 'magic'],
      2,
      /palette, onnx, clip, lettering, clarifai/,
    ],
    ['a number that is none', ['evaluate', 'd', '--folds', 'five'], 2, /whole number/],
    [
      'files that cannot be converted',
      ['convert', 'a.txt', 'b.csv'],
      2,
      /spotitags convert dataset\.jsonl file\.csv/,
    ],
    [
      'a CSV without its tagger',
      ['convert', 'a.csv', 'b.jsonl'],
      2,
      new RegExp(`--by ${new PaletteTagger().id}, `, 'u'),
    ],
    [
      'a feature that is none',
      ['train', 'd', '--out', 'm', '--features', 'tags,mood'],
      2,
      /"mood".*tags, top:N/,
    ],
    [
      'a model type that is none',
      ['train', 'd', '--out', 'm', '--model-type', 'oracle'],
      2,
      /logistic-regression/,
    ],
    ['a model that is none', ['experiment', 'ROOT/ok.jsonl', '--models', 'oracle'], 2, /logistic-regression/],
    ['neither artist nor images', ['tag'], 2, /spotitags tag "Sleep"/],
    ['a folder catalog without a folder', ['tag', 'x', '--catalog', 'folder'], 2, /--root DIR/],
    ['collect without artists', ['collect', '--out', 'x'], 2, /spotitags collect genres\.json/],
    ['both a model and folds', ['evaluate', 'd', '--model', 'm', '--folds', '3'], 2, /--model alone/],
    ['no Spotify keys', ['tag', 'Sleep', '--catalog', 'spotify'], 1, /SPOTIFY_CLIENT_ID/],
    ['no contact address', ['tag', 'Sleep'], 1, /MUSICBRAINZ_CONTACT/],
    ['genres twice', ['collect', 'g.json', '--genre', 'a', '--out', 'x'], 2, /one of them/],
    ['artists of nothing', ['collect', 'g.json', '--artists', '3', '--out', 'x'], 2, /--genre/],
    ['no Clarifai key', ['tag', 'x', '--root', '.', '--tagger', 'clarifai'], 1, /CLARIFAI_PAT/],
    ['a folder that is not there', ['tag', 'x', '--root', 'nowhere'], 1, /folder "nowhere" does not exist/],
    ['a dataset that is not there', ['train', 'ROOT/none.jsonl', '--out', 'ROOT/m'], 1, /no dataset at/],
    ['a dataset that is cut', ['train', 'ROOT/cut.jsonl', '--out', 'ROOT/m'], 1, /line 5: this is not JSON/],
    [
      'a model that is not there',
      ['classify', 'x', '--root', '.', '--model', 'ROOT/none'],
      1,
      /^The model .* does not exist/,
    ],
    [
      'a model of another version',
      ['classify', 'x', '--root', '.', '--model', 'ROOT/model.json'],
      1,
      /version 7/,
    ],
    ['too few artists for folds', ['evaluate', 'ROOT/few.jsonl'], 1, /"doom metal", "k-pop"/],
    [
      'a genres file of another form',
      ['collect', 'ROOT/genres.json', '--root', '.', '--out', 'x'],
      1,
      /genre "a", source 0/,
    ],
    [
      'a genre without artists',
      ['collect', 'ROOT/empty.json', '--root', '.', '--out', 'x'],
      1,
      /"a" has no artists/,
    ],
    [
      'a genres file that is not there',
      ['collect', 'ROOT/none.json', '--root', '.', '--out', 'x'],
      1,
      /none\.json/,
    ],
    ['a folder as the output', ['train', 'ROOT/ok.jsonl', '--out', 'ROOT'], 1, /is a folder/],
    ['a share above one', ['evaluate', 'd', '--test-share', '1.5'], 2, /between 0 and 1/],
    [
      'folds and a share',
      ['evaluate', 'd', '--folds', '3', '--test-share', '.5'],
      2,
      /only one of --folds and --test-share/,
    ],
    ['one fold', ['evaluate', 'ROOT/ok.jsonl', '--folds', '1'], 2, /whole number from 2/],
    [
      'collect without genres',
      ['collect', '--root', '.', '--layout', 'artist', '--out', 'x'],
      2,
      /--layout genre/,
    ],
    [
      'an output folder that is not there',
      ['train', 'ROOT/none.jsonl', '--out', 'ROOT/no/m'],
      1,
      /no\/m cannot be written: the folder .*no does not exist/,
    ],
    ['an empty output', ['collect', '--root', '.', '--out', ''], 2, /name of a file to write/],
    [
      'the standard output as a file',
      ['train', 'ROOT/none.jsonl', '--out', '-'],
      2,
      /name of a file to write/,
    ],
    ['a device as the output', ['collect', '--root', '.', '--out', '/dev/null'], 1, /not a regular file/],
  ];
  for (const [title, argv, code, message] of cases) {
    it(title, async () => {
      const ran = await spotitags(argv.map((arg) => arg.replace('ROOT', root)));
      expect(ran.stderr).toMatch(message);
      expect(ran.code).toBe(code);
      expect(ran.stdout).toBe('');
    });
  }

  it('and helps when asked', async () => {
    for (const argv of [['--help'], ['tag', '--help'], ['help', 'collect']]) {
      const { code, stdout } = await spotitags(argv);
      expect(code).toBe(0);
      expect(stdout).toContain('Usage: spotitags');
    }
  });
});
