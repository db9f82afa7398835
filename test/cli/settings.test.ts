import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { http, HttpResponse } from 'msw';
import sharp from 'sharp';
import { beforeEach, expect, it, vi } from 'vitest';
import { isTrusted } from '../../src/cli/options/settings-file.ts';
import { folderOf } from '../files.ts';
import { useServer } from '../msw/use-server.ts';
import { spotitags } from './run.ts';

const { server } = useServer();

let cwd = '';
const settings = (value: unknown, folder = cwd) =>
  writeFile(join(folder, 'spotitags.config.json'), JSON.stringify(value));
const tag = (env: Record<string, string> = {}, ...argv: string[]) =>
  spotitags(['tag', 'Sleep', '--store', join(cwd, 'store'), '--top', '1', ...argv], { cwd, env });

beforeEach(async () => {
  const image = (background: string) =>
    sharp({ create: { width: 32, height: 32, channels: 3, background } })
      .png()
      .toBuffer();
  const cover = await image('#a01010');
  cwd = await folderOf({
    'one/doom/Sleep/a.png': cover,
    'two/doom/Sleep/a.png': cover,
    'two/doom/Sleep/b.png': await image('#1010a0'),
    'flat/Sleep/a.png': cover,
  });
});

it('an option comes before a variable, and a variable before the file', async () => {
  expect((await tag()).code).toBe(1);
  await settings({ $schema: 'x', root: join(cwd, 'one') });
  expect((await tag()).stdout).toMatch(/^Sleep: 1 cover\n/u);
  const env = { SPOTITAGS_ROOT: join(cwd, 'two') };
  expect((await tag(env)).stdout).toMatch(/^Sleep: 2 covers\n/u);
  expect((await tag(env, '--root', join(cwd, 'one'))).stdout).toMatch(/^Sleep: 1 cover\n/u);
  expect((await tag({ SPOTITAGS_ROOT: '' })).stdout).toMatch(/^Sleep: 1 cover\n/u);
});

it('settings of folders above count, with paths that are relative to their file', async () => {
  await settings({ root: 'one' });
  await mkdir(join(cwd, 'a/b'), { recursive: true });
  await writeFile(join(cwd, 'a/package.json'), '{ "name": "without-settings" }');
  const below = () => spotitags(['tag', 'Sleep', '--store', join(cwd, 'store')], { cwd: join(cwd, 'a/b') });
  expect((await below()).stdout).toMatch(/^Sleep: 1 cover\n/u);
  await writeFile(join(cwd, 'a/package.json'), '{ "spotitags": { "root": "../flat", "layout": "artist" } }');
  expect((await below()).code).toBe(0);
  await settings({ root: 'one' }, join(cwd, 'a'));
  expect(await below()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Keep one of them.') as unknown,
  });
});

it.each([
  [
    { rooot: 'x' },
    /^The key "rooot" in \S+spotitags\.config\.json is not a setting\. Did you mean "root"\?/u,
  ],
  [{ clarifaiPat: 'abc' }, /^The key "clarifaiPat" in \S+ looks like a secret\./u],
  [{ root: 5 }, /^The setting "root" in \S+ is 5\. It must be a text that is not empty/u],
  [{ tagger: [] }, /^The setting "tagger" in \S+ is \[\]\. It must be a text, or a list/u],
  [{ catalog: 'spotfy' }, /^The setting "catalog" in \S+ is "spotfy"\. .*spotify/u],
  [{ layout: 'x' }, /^The setting "layout" in \S+ is "x"\. Allowed choices are genre, artist\.\n$/u],
  [[], /must be a JSON object/u],
])('refuses a file with %j, and shows no value of a secret', async (value, message) => {
  await settings(value);
  const { code, stderr } = await tag();
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('abc');
});

it('a variable that is wrong is wrong usage, and one that is nearly right is noted', async () => {
  expect(await tag({ SPOTITAGS_LAYOUT: 'flat' })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^The variable SPOTITAGS_LAYOUT is "flat"\. Allowed choices are genre, artist\.\n$/u,
    ) as unknown,
  });
  expect((await tag({ SPOTITAGS_TAGGER: 'palette,x' })).stderr).toMatch(
    /^The variable SPOTITAGS_TAGGER is "palette,x"\. .*palette, /u,
  );
  expect((await tag({ SPOTITAGS_ROTO: 'one', SPOTITAGS_BUCKET: 'x' })).stderr).toMatch(
    /^Note: the variable SPOTITAGS_ROTO is not a setting\. Did you mean SPOTITAGS_ROOT\?\n(?!Note: the variable)/u,
  );
});

it('a typed option puts aside the setting of another provider', async () => {
  await settings({ catalog: 'spotify', tagger: ['clip', 'palette'], clip: 'missing.json' });
  expect((await tag({}, '--root', join(cwd, 'one'), '--tagger', 'palette')).stdout).toMatch(
    /^Sleep: 1 cover/u,
  );
  expect((await tag({}, '--root', join(cwd, 'one'))).stderr).toMatch(
    /missing\.json does not exist\. The clip missing\.json comes from \S*spotitags\.config\.json\.\n$/u,
  );
  await settings({ onnx: 'missing.json', root: 'one' });
  expect((await tag({ SPOTITAGS_ROOT: join(cwd, 'one'), SPOTITAGS_TAGGER: 'palette' })).code).toBe(0);
});

it('an error about a value says where the value comes from', async () => {
  expect((await tag({ SPOTITAGS_ROOT: 'nowhere' })).stderr).toBe(
    'The folder "nowhere" does not exist. The root nowhere comes from the variable SPOTITAGS_ROOT.\n',
  );
});

it('doctor shows the settings that count, and commands without such options do not read them', async () => {
  await settings({ root: 'one', tagger: ['palette', 'lettering'] });
  const env = { SPOTITAGS_ROOT: 'two' };
  server.use(http.get('https://musicbrainz.org/*', () => HttpResponse.error()));
  const { stdout } = await spotitags(['doctor'], { cwd, env });
  expect(stdout).toMatch(/setting root +two, from the variable SPOTITAGS_ROOT\n/u);
  expect(stdout).toMatch(/setting tagger +palette, lettering, from \S+spotitags\.config\.json\n/u);
  expect(stdout).not.toContain('one, from');
  await settings({ wrong: 1 });
  expect((await spotitags(['genres', 'missing.jsonl'], { cwd })).stderr).not.toContain('wrong');
});

it('a file of another user is not trusted, except that of the administrator', () => {
  expect(isTrusted(1000, 1000)).toBe(true);
  expect(isTrusted(0, 1000)).toBe(true);
  expect(isTrusted(1001, 1000)).toBe(false);
  expect(isTrusted(1001, 0)).toBe(true);
});

it('a file that is cut is wrong usage, as all that is wrong with settings', async () => {
  await writeFile(join(cwd, 'spotitags.config.json'), '{ "root": ');
  expect(await tag()).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^The file of settings \S+ is not JSON: .*\n$/u) as unknown,
  });
});

it.skipIf(process.platform === 'win32').each([
  ['spotitags.config.json', '{ "root": '],
  ['spotitags.config.json', '{ "root": 5 }'],
  ['package.json', '{ "spotitags": 5 }'],
])('a file %s of another user is noted, and does no harm: %s', async (name, text) => {
  const path = join(cwd, name);
  await writeFile(path, text);
  if (process.getuid?.() === 0) await chown(path, 4321, 4321);
  vi.spyOn(process, 'getuid').mockReturnValue(54321);
  const { code, stderr } = await tag({}, '--root', join(cwd, 'one')).finally(() => {
    vi.restoreAllMocks();
  });
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `Note: the settings of ${path} are not used, because the file belongs to another user. Copy it to use them.\n`,
  });
});
