import { cp, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../files.ts';
import { spawnCommand } from './process.ts';
import { spotitags } from './run.ts';

const covers = fileURLToPath(new URL('../../examples/covers', import.meta.url));

/** Runs it in an empty folder, where it writes its report. */
async function demo(argv: readonly string[], before = '') {
  const folder = await folderOf({});
  const enter = `process.chdir(${JSON.stringify(folder)});${before}`;
  const { code, stdout, stderr } = await spawnCommand(['demo', ...argv], { before: enter }).ended;
  const report = await readFile(join(folder, 'demo-report.html'), 'utf8').catch(() => '');
  return { code, stdout, stderr, report };
}

describe('spotitags demo', () => {
  it('runs all steps on invented covers, then on the sample data, and writes a report with pictures', async () => {
    const { code, stdout, report } = await demo([]);
    expect(code).toBe(0);
    const [invented = '', sample = ''] = stdout.split('Sample data: ');
    expect(invented).toContain('45 invented covers of 15 artists in 3 genres');
    expect(invented).toMatch(/^ {2}basalt drone: .*dim light/mu);
    expect(invented.match(/^ {2}✓ /gmu)).toHaveLength(3);
    expect(sample).toMatch(/^the tags of 1,002 real covers of 71 artists/u);
    expect(sample.match(/^ {2}✓ /gmu)?.length).toBeGreaterThan(4);
    expect(sample).toMatch(/Over five folds of artists: \d\d % right/u);
    expect(stdout).toContain('Written: demo-report.html.');
    expect(report).toContain('data:image/webp;base64,');
    expect(report).toContain('Mopsy Vector');
  });

  it('runs on the tags of the package without sharp, and says what shows the pictures', async () => {
    const hook = `export const resolve = (name, context, next) => {
      if (name === 'sharp') throw Object.assign(new Error("Cannot find package 'sharp'"), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(name, context);
    };`;
    const before = `const { register } = await import('node:module'); register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});`;
    const { code, stdout, stderr, report } = await demo([], before);
    expect(code).toBe(0);
    expect(stderr).toContain('npm install sharp');
    expect(stderr).toContain('With sharp, it begins with pictures.');
    expect(stdout).toMatch(/^Sample data: /u);
    expect(report).toContain('Metallica');
  });

  it('says what images look like, and what the model of the sample data takes them for', async () => {
    const { code, stdout, report } = await demo(['--image', join(covers, 'basalt drone/Hraskelv')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}3 images: .*dim light/mu);
    expect(stdout).not.toContain('The sample data has');
    expect(stdout).toMatch(/^ {2}· 3 images: (?:metal|hiphop|jazz|country|classical|reggae), \d+ %$/mu);
    expect(report).toContain('data:image/webp;base64,');
  });

  it('asks about each artist of a folder, and compares with genres that the model knows', async () => {
    const root = await folderOf({});
    await cp(join(covers, 'basalt drone/Hraskelv'), join(root, 'Metal/Hraskelv'), { recursive: true });
    await cp(join(covers, 'haze folk/Hollin Drey'), join(root, 'hush/Hollin Drey'), { recursive: true });
    const { code, stdout, report } = await demo(['--root', root, '--json']);
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as {
      readonly training: number;
      readonly artists: readonly {
        readonly artist: string;
        readonly genre?: string;
        readonly tags: readonly object[];
      }[];
    };
    expect(result.training).toBe(71);
    expect(result.artists.map(({ artist, genre }) => [artist, genre])).toEqual([
      ['Hraskelv', 'metal'],
      ['Hollin Drey', undefined],
    ]);
    expect(result.artists.every(({ tags }) => tags.length > 3)).toBe(true);
    expect(report).toContain('Hollin Drey');
  });

  it('asks a model that was not trained on an artist about artists of the sample data', async () => {
    const root = await folderOf({});
    // Titles of Gojira's, from which a model that was trained on Gojira knows it.
    const [from, to] = [join(covers, 'basalt drone/Hraskelv'), join(root, 'Metal/Gojira')];
    const titles = ['Magma', 'Fortitude', 'From Mars To Sirius'];
    const files = (await readdir(from)).sort();
    for (const [at, title] of titles.entries())
      await cp(join(from, files[at] ?? ''), join(to, `${title}.png`));
    const folder = await demo(['--root', root]);
    expect(folder.stdout).toMatch(/^The sample data has Gojira\. No artist was judged by a model that was/mu);
    expect(folder.report).toContain('each predicted by a model that was not trained on this artist');
    // Images are of an artist whose name their folder has, or whose albums have their titles.
    const images = await demo(['--image', to]);
    expect(images.stdout).toContain('The sample data has Gojira.');
    const answer = (text: string) => /^ {2}. (?:3 images|Gojira.*): (.*)$/mu.exec(text)?.[1];
    expect(answer(images.stdout)).toBe(answer(folder.stdout));
  });

  it('names the images that cannot be tagged', async () => {
    const one = await demo(['--image', 'nope.jpg']);
    expect(one).toMatchObject({ code: 1, stderr: 'nope.jpg: The image does not exist.\n' });
    const two = await demo(['--image', 'nope.jpg', 'neither.jpg']);
    expect(two.stderr).toBe(
      'nope.jpg: None of the 2 images could be tagged. The first error: The image does not exist.\n',
    );
  });

  it('takes one kind of pictures, and --layout only for a folder', async () => {
    expect((await spotitags(['demo', '--image', 'a.jpg', '--root', '.'])).code).toBe(2);
    expect((await spotitags(['demo', '--layout', 'artist'])).code).toBe(2);
  });
});
