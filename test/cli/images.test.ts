import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { http, HttpResponse } from 'msw';
import sharp from 'sharp';
import { type Classification, writeDataset } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { beforeAll, describe, expect, it } from 'vitest';
import { separable } from '../examples.ts';
import { nats, shownEvidence } from '../../src/cli/terminal/shown-evidence.ts';
import { folderOf } from '../files.ts';
import { useServer } from '../msw/use-server.ts';
import { spotitags } from './run.ts';

const { server } = useServer();

const genres = { metal: { r: 180, g: 20, b: 20 }, pop: { r: 20, g: 60, b: 180 } };

async function imageOf(genre: keyof typeof genres, shade = 0): Promise<Buffer> {
  const { r, g, b } = genres[genre];
  const background = { r: r + shade, g, b: b + shade };
  return sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .png()
    .toBuffer();
}

let root: string;
let dataset: string;
let model: string;
const train = (out: string, ...more: string[]) => spotitags(['train', dataset, '--out', out, ...more]);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spotitags-'));
  const write = async (name: string, image: Buffer) => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), image);
  };
  for (const genre of ['metal', 'pop'] as const)
    for (let artist = 0; artist < 3; artist++)
      for (const album of [0, 1])
        await write(
          `${genre}/${genre} artist ${artist}/Album ${album}.png`,
          await imageOf(genre, 20 * artist + 10 * album),
        );
  [dataset, model] = [join(root, 'd.jsonl'), join(root, 'm.json')];
  await spotitags(['collect', '--root', root, '--out', dataset]);
  await train(model);
  for (const at of [0, 1]) await write(`own/Title ${at}.png`, await imageOf('pop', 5 + at));
  return () => rm(root, { recursive: true });
});

it('evidence that rounds to 0.00 is not shown', () => {
  const pieces = [0.0049, 0.005001, 1].map((contribution) => ({ contribution }));
  expect(shownEvidence(pieces).map(nats)).toEqual(['+0.01', '+1.00']);
});

describe('spotitags classify --image', () => {
  const classify = (...argv: string[]) => spotitags(['classify', '--model', model, ...argv]);

  it('takes images and folders as the covers of one artist, and needs no catalog', async () => {
    const own = join(root, 'own');
    const { code, stdout, stderr } = await classify('--image', own);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^2 images: pop\n[^]*Evidence[^]*Title 0, Title 1/u);
    // What rounds to nothing is in JSON only.
    const { evidence } = JSON.parse((await classify('--image', own, '--json')).stdout) as Classification;
    expect(stdout).not.toContain('+0.00');
    expect(stdout.match(/^ +\+\d/gmu)).toHaveLength(shownEvidence(evidence).length);
    const more = await classify('--image', own, join(root, 'pop/pop artist 0/Album 0.png'));
    expect(more.stdout).toMatch(/^3 images: pop\n/u);
  });

  it('names the images and their titles in JSON', async () => {
    const path = join(root, 'own/Title 0.png');
    const { stdout } = await classify('--json', '--image', path);
    const said = JSON.parse(stdout) as Classification;
    expect(said).toMatchObject({ images: [path], genre: 'pop' });
    expect(said.evidence[0]).toMatchObject({ albums: [path], titles: ['Title 0'] });
    expect(said).not.toHaveProperty('profile');
  });

  it('fails after the genre of the others if an image cannot be read', async () => {
    const broken = join(root, 'broken.png');
    await writeFile(broken, 'no image');
    const { code, stdout, stderr } = await classify('--image', join(root, 'own'), broken);
    expect({ code, stdout: stdout.split('\n')[0] }).toEqual({ code: 1, stdout: '2 images: pop' });
    expect(stderr).toMatch(/broken\.png: .+\n$/u);
    const alone = await classify('--image', broken);
    expect({ code: alone.code, stdout: alone.stdout }).toEqual({ code: 1, stdout: '' });
    const reason = 'The image cannot be decoded. Its content is not JPEG, PNG, WebP, AVIF, GIF or TIFF.';
    expect(alone.stderr).toBe(`${broken}: ${reason}\n`);
    const other = join(root, 'other.png');
    await writeFile(other, 'no image either');
    expect((await classify('--image', broken, other)).stderr).toBe(
      `${broken}: None of the 2 images could be tagged. The first error: ${reason}\n`,
    );
  });

  it.each([['tag'], ['classify', '--model', 'm.json'], ['estimate', '--model', 'm.json']])(
    'says what to type for a file in place of an artist: %s',
    async (command, ...options) => {
      const path = join(root, 'own/Title 0.png');
      const { code, stderr } = await spotitags([command, path, ...options, '--root', root]);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `"${path}" is a file. For images, type: spotitags ${command} --image "${path}"\n`,
      });
    },
  );

  it('counts no file names of images that failed as titles', async () => {
    const good = await imageOf('pop', 7);
    const named = async (files: Readonly<Record<string, Buffer | string>>) => {
      const { stdout } = await spotitags([
        'classify',
        '--model',
        titles,
        '--json',
        '--image',
        await folderOf(files),
      ]);
      return (JSON.parse(stdout) as Classification).scores;
    };
    const titled = separable(4).map(({ genre, profile }) => ({
      genre,
      profile: {
        ...profile,
        tagger: new PaletteTagger().id,
        albums: profile.albums.map((album) => ({ ...album, title: genre })),
      },
    }));
    const [titles, data] = [join(root, 'titles.json'), join(root, 'titles.jsonl')];
    await writeDataset(data, new PaletteTagger().id, titled);
    await spotitags(['train', data, '--out', titles, '--features', 'titles']);
    const alone = await named({ 'a.png': good });
    expect(await named({ 'a.png': good, 'k-pop.png': good })).not.toEqual(alone);
    expect(await named({ 'a.png': good, 'k-pop.png': 'no image' })).toEqual(alone);
  });

  it.each([['tag'], ['classify', '--model', 'm.json']])('says of %s what to type', async (...argv) => {
    const [command = ''] = argv;
    const neither = await spotitags(argv);
    const expected = new RegExp(`spotitags ${command} "Sleep".*spotitags ${command} --image a\\.jpg`, 'u');
    expect(neither).toMatchObject({ code: 2, stderr: expect.stringMatching(expected) as string });
    expect((await spotitags([...argv, 'Sleep', '--image', 'a.jpg'])).code).toBe(2);
    const empty = await spotitags([
      ...argv.slice(0, 1),
      ...(argv[1] ? ['--model', model] : []),
      '--image',
      await folderOf({}),
    ]);
    expect(empty.stderr).toMatch(/contains no images/u);
  });
});

describe('spotitags train --exclude', () => {
  const classify = async (file: string, artist: string) =>
    spotitags(['classify', artist, '--root', root, '--model', file]);

  it('leaves artists out, by name or id, so that they can be classified fairly', async () => {
    const known = await classify(model, 'pop artist 1');
    expect(known.stderr).toMatch(/trained on "pop artist 1".* train .* --exclude "pop artist 1"\./u);
    const fair = join(root, 'fair.json');
    const trained = await train(fair, '--exclude', 'POP artist 1', '--exclude', 'metal/metal artist 0');
    expect(trained).toMatchObject({ code: 0, stderr: '' });
    expect(trained.stdout).toContain('4 artists, 2 genres');
    expect(await classify(fair, 'pop artist 1')).toMatchObject({ code: 0, stderr: '' });
    expect((await classify(fair, 'metal artist 0')).stderr).toBe('');
    expect((await classify(fair, 'metal artist 1')).stderr).toContain('--exclude "metal artist 1"');
  });

  it('says if it takes another spelling, and names similar artists if there is none', async () => {
    const out = join(root, 'x.json');
    expect((await train(out, '--exclude', 'pop artis 1')).stderr).toBe(
      '"pop artis 1" is taken as "pop artist 1".\n',
    );
    const { code, stderr } = await train(out, '--exclude', 'pop');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /d\.jsonl has no artist "pop"\. Did you mean "pop artist 0", "pop artist 1" or "pop artist 2"\?/u,
      ) as string,
    });
  });
});

describe('--image', () => {
  it('takes the images of folders at any depth, sorted by path', async () => {
    const image = await imageOf('pop');
    const deep = await folderOf({ 'b/c/d.png': image, 'a.png': image, 'b/a.JPG': image, 'b/x.txt': 'x' });
    const { code, stdout } = await spotitags(['tag', '--json', '--image', deep]);
    const found = (JSON.parse(stdout) as { image: string }[]).map((one) => one.image);
    expect({ code, found }).toEqual({
      code: 0,
      found: ['a.png', 'b/a.JPG', 'b/c/d.png'].map((name) => join(deep, name)),
    });
  });

  it('takes URLs', async () => {
    const [url, gone] = ['https://covers.test/a.png', 'https://covers.test/gone.png'];
    const image = await imageOf('pop');
    server.use(
      http.get(url, () => new HttpResponse(new Uint8Array(image))),
      http.get(gone, () => new HttpResponse(null, { status: 404 })),
    );
    const { code, stdout } = await spotitags(['tag', '--json', '--image', url, gone]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { image: url, tags: expect.arrayContaining([{ name: 'mostly blue', confidence: 1 }]) as unknown },
      { image: gone, error: { message: 'The image cannot be fetched: the server answered 404.' } },
    ]);
    const said = await spotitags(['classify', '--model', model, '--image', url, '--json']);
    expect(JSON.parse(said.stdout)).toMatchObject({ images: [url], genre: 'pop' });
  });

  it('says that a file does not exist', async () => {
    const { code, stdout } = await spotitags(['tag', '--image', 'none.jpg']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'none.jpg\n  The image does not exist.\n' });
  });

  it.each([
    ['tag --image --json a.jpg', '--json'],
    ['tag Sleep --store --json', '--json'],
    ['train d.jsonl --out --json', '--json'],
    ['feedback a.jpg --add --remove skull', '--remove'],
  ])('and other options do not take an option as their value: %s', async (line, value) => {
    const { code, stderr } = await spotitags(line.split(' '));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `The option before ${value} has no value. Type its value first, or ./${value} for a file of that name.\n`,
    });
  });
});
