import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { http, HttpResponse } from 'msw';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { writeDataset } from 'spotitags';
import { cacheFolder } from '../../src/cli/options/stores.ts';
import { safeIo } from '../../src/cli/terminal/io.ts';
import { separable } from '../examples.ts';
import { folderOf } from '../files.ts';
import { useServer } from '../msw/use-server.ts';
import { spotitags } from './run.ts';

const { server } = useServer();
const nasty = '\u001b[2J\u009b31m\u202eevil';
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

const image = () =>
  sharp({ create: { width: 32, height: 32, channels: 3, background: '#a01010' } })
    .png()
    .toBuffer();

async function datasetOf(genres: readonly string[]): Promise<string> {
  const path = join(await folderOf({}), 'd.jsonl');
  const examples = separable(genres.length * 3).map((example, at) => ({
    ...example,
    genre: genres[at % genres.length] ?? '',
  }));
  await writeDataset(path, 'fake@1', examples);
  return path;
}

describe('control characters never reach the terminal', () => {
  it('from names of genres, in any format', async () => {
    const dataset = await datasetOf([nasty, 'a | b']);
    const experiment = ['experiment', dataset, '--n', '1', '--models', 'nearest-centroid', '--folds', '2'];
    for (const format of ['text', 'markdown', 'csv', 'json']) {
      const { code, stdout, stderr } = await spotitags([...experiment, '--format', format]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).not.toMatch(unsafe);
    }
    const json = await spotitags(['evaluate', dataset, '--folds', '2', '--json']);
    expect(json.stdout).not.toMatch(unsafe);
    expect(json.stdout).toContain('\\u009b31m\\u202eevil');
    expect(JSON.parse(json.stdout)).toMatchObject({
      confusion: { genres: expect.arrayContaining([expect.stringContaining('\u202eevil')]) as unknown },
    });
  });

  it('from arguments, in the errors of the parser', async () => {
    for (const argv of [
      [nasty],
      ['tag', `--${nasty}`],
      ['train', 'd', '--out', 'm', '--model-type', nasty],
    ]) {
      const { code, stdout, stderr } = await spotitags(argv);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toMatch(unsafe);
    }
  });
});

describe('the cache folder', () => {
  const folder = (env: Record<string, string>) => {
    const output = { write: () => true };
    const { signal } = new AbortController();
    return cacheFolder(safeIo({ stdout: output, stderr: output, env, cwd: '.', stop: signal, signal }));
  };

  it('is never below the working directory', () => {
    expect(folder({ XDG_CACHE_HOME: '', HOME: '/home/me' })).toBe('/home/me/.cache/spotitags');
    expect(folder({ XDG_CACHE_HOME: 'cache', HOME: '/home/me' })).toBe('/home/me/.cache/spotitags');
    expect(folder({ XDG_CACHE_HOME: '/cache', HOME: '' })).toBe('/cache/spotitags');
    expect(folder({ HOME: '' })).toBeUndefined();
    expect(folder({ XDG_CACHE_HOME: '.', LOCALAPPDATA: 'x', HOME: 'me' })).toBeUndefined();
  });
});

describe('tag --image', () => {
  it('takes all images of a folder, and says what to do about one without images', async () => {
    const root = await folderOf({ 'b.png': await image(), 'a.PNG': await image(), 'notes.txt': 'x' });
    const { code, stdout } = await spotitags(['tag', '--image', root]);
    expect(code).toBe(0);
    expect(stdout.match(/^\S.*png$/gimu)).toEqual([join(root, 'a.PNG'), join(root, 'b.png')]);
    await mkdir(join(root, 'none'));
    expect(await spotitags(['tag', '--image', join(root, 'none')])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/contains no images\. .*--root DIR/u) as unknown,
    });
  });
});

describe('collect', () => {
  it('says that single covers failed, and what to do', async () => {
    const root = await folderOf({ 'metal/Sleep/a.png': await image(), 'metal/Sleep/b.png': 'no image' });
    const out = join(root, 'out.jsonl');
    const collect = ['collect', '--root', root, '--out', out];
    expect(await spotitags(collect)).toEqual({
      code: 0,
      stdout: `${out}: 1 artist\n`,
      stderr:
        '1 cover could not be tagged; the dataset says why ("status":"failed"). ' +
        'To try again, run the same command: all other tags are kept.\n',
    });
    expect(JSON.parse((await spotitags([...collect, '--json'])).stdout)).toMatchObject({ failedCovers: 1 });
  });

  it('takes a genre for a genre, and says which were merged', async () => {
    const { code, stderr } = await spotitags(['collect', 'metal', '--out', 'x.jsonl']);
    expect(code).toBe(2);
    expect(stderr).toContain('type spotitags collect --genre "metal" --out');
    const root = await folderOf({ 'a/A/a.png': await image(), 'B/A/a.png': await image() });
    await writeFile(join(root, 'g.json'), '{"Metal":[{"folder":"a"}],"metal ":[{"folder":"B"}]}');
    const out = join(root, 'out.jsonl');
    const merged = await spotitags(['collect', join(root, 'g.json'), '--root', root, '--out', out]);
    expect(merged.stderr).toBe('Note: the genre "metal " is counted as "Metal".\n');
    expect((await readFile(out, 'utf8')).match(/"genre":"Metal"/gu)).toHaveLength(2);
  });

  it.each([
    [
      '{"a":[{"song":"x"}]}',
      /genre "a", source 0: the key song does not belong there\. A source is an artist/,
    ],
    ['{"a":["x",{"playlist":5}]}', /genre "a", source 1: playlist must be a text, got 5\./],
    ['{"a":"x"}', /genre "a": its sources must be a list/],
    ['{"a": ["x",]}', /is not JSON: line 1, column 12: unexpected "]"/],
  ])('says what is wrong with the file of genres %s', async (text, message) => {
    const root = await folderOf({ 'g.json': text });
    const { code, stderr } = await spotitags(['collect', join(root, 'g.json'), '--root', root, '--out', 'x']);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/Invalid|Expected \(/);
  });
});

describe('evaluate', () => {
  it('says that the model has seen the artists, or that there is one genre', async () => {
    const dataset = await datasetOf(['a', 'b']);
    const model = `${dataset}.model`;
    expect((await spotitags(['train', dataset, '--out', model])).code).toBe(0);
    const seen = await spotitags(['evaluate', dataset, '--model', model]);
    expect(seen.stderr).toMatch(/^Note: the model was trained on about 100\.0 % of these artists/);
    const others = `${dataset}.others`;
    const renamed = (await readFile(dataset, 'utf8'))
      .replaceAll('"name":"Doom', '"name":"Dooom')
      .replaceAll('"name":"Pop', '"name":"Popp');
    await writeFile(others, renamed);
    expect((await spotitags(['evaluate', others, '--model', model])).stderr).toBe('');
    const one = await spotitags(['evaluate', await datasetOf(['a']), '--folds', '2']);
    expect(one.stderr).toBe(
      'Note: all artists have the genre "a". The accuracy says nothing about other genres.\n',
    );
  });
});

describe('notes', () => {
  it('say at once why a request is repeated, and doctor repeats none', async () => {
    let asked = 0;
    server.use(
      http.get('https://musicbrainz.org/*', () => {
        asked += 1;
        return HttpResponse.error();
      }),
    );
    const env = { MUSICBRAINZ_CONTACT: 'me@example.org' };
    const doctor = await spotitags(['doctor'], { env });
    expect(doctor.stdout).toMatch(/✗ --catalog musicbrainz .*failed/);
    expect(asked).toBe(1);
    const stop = new AbortController();
    const tagging = spotitags(['tag', 'Sleep', '--catalog', 'musicbrainz'], { env, stop: stop.signal });
    await expect.poll(() => asked).toBeGreaterThan(2);
    stop.abort(new Error('Interrupted.'));
    expect((await tagging).stderr).toMatch(/^Trying again in \d+ s: MusicBrainz: GET .* failed/);
  });

  it('say soon that a service does not answer', async () => {
    const env = { MUSICBRAINZ_CONTACT: 'me@example.org' };
    const argv = ['tag', 'Sleep', '--catalog', 'musicbrainz'];
    server.use(http.get('https://musicbrainz.org/*', () => new Promise<never>(() => undefined)));
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort(new Error('Interrupted.'));
    }, 5000);
    const { stderr } = await spotitags(argv, { env, stop: stop.signal });
    expect(stderr).toMatch(/Waiting for an answer of MusicBrainz\./);
  });

  it('say that a text was damaged before it was converted', async () => {
    const root = await folderOf({ 'a.csv': '"m\ufffdtal","x"\n' });
    const argv = ['convert', join(root, 'a.csv'), join(root, 'a.jsonl'), '--by', 'x@1'];
    expect(await spotitags(argv)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^Note: 1 artist with the replacement character/u) as unknown,
    });
  });

  it('name the key of a filter or an options file that is wrong', async () => {
    const root = await folderOf({ 'f.json': '{"minConfidence":"high"}', 'g.json': '{\n"stopTags": [}' });
    const train = ['train', await datasetOf(['a', 'b']), '--out', join(root, 'm.json'), '--filter'];
    expect((await spotitags([...train, join(root, 'f.json')])).stderr).toMatch(
      /minConfidence must be a number, got "high"\. Its keys are stopTags, minConfidence, aliases\.\n$/,
    );
    expect((await spotitags([...train, join(root, 'g.json')])).stderr).toMatch(
      /line 2, column 14: unexpected "}"/,
    );
  });
});

it('says which artists of a collection have another name than was typed', async () => {
  const cover = await image();
  const root = await folderOf({
    'metal/Motorhead/Ace.png': cover,
    'metal/Sleep/Dopesmoker.png': cover,
    'genres.json': JSON.stringify({ metal: ['Motorhaed', 'sleep'] }),
  });
  const providers = ['--root', root, '--store', join(root, 'store'), '--out', join(root, 'a.jsonl')];
  const { code, stderr, stdout } = await spotitags([
    'collect',
    join(root, 'genres.json'),
    ...providers,
    '--json',
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '"Motorhaed" is taken as "Motorhead".\n' });
  expect(JSON.parse(stdout)).toMatchObject({ near: [{ query: 'Motorhaed', artist: { name: 'Motorhead' } }] });
});
