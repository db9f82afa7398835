import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ArtistProfile } from 'spotitags';
import { expect, it } from 'vitest';
import { folderOf } from '../files.ts';
import { spotitags } from './run.ts';

/** An artist whose titles are given, and a store. */
async function library(titles: readonly string[]) {
  const create = (r: number) => ({
    width: 32,
    height: 32,
    channels: 3 as const,
    background: { r, g: 20, b: 20 },
  });
  const root = await folderOf(
    Object.fromEntries(
      await Promise.all(
        titles.map(async (title, at) => {
          const image = await sharp({ create: create(120 + 20 * at) })
            .png()
            .toBuffer();
          return [`doom metal/Sleep/${title}.png`, image] as const;
        }),
      ),
    ),
  );
  const where = ['--root', root, '--store', join(root, 'store')];
  return {
    root,
    image: (title: string) => join(root, `doom metal/Sleep/${title}.png`),
    feedback: (...argv: string[]) => spotitags(['feedback', ...argv, ...where]),
    tagged: async (...argv: string[]) => (await spotitags(['tag', ...argv, ...where, '--json'])).stdout,
  };
}

it('corrects the cover of an album, and adds to earlier corrections', async () => {
  const { feedback, tagged } = await library(['Dopesmoker', 'Holy Mountain']);
  expect(await feedback('Sleep', 'dopesmoker', '--add', 'weed', 'desert')).toEqual({
    code: 0,
    stdout: 'Sleep: Dopesmoker\n  the cover  tags\n  has        weed, desert\n',
    stderr: '',
  });
  const { stdout } = await feedback('Sleep', 'Dopesmoker', '--remove', 'desert');
  expect(stdout).toBe('Sleep: Dopesmoker\n  the cover  tags\n  has        weed\n  has not    desert\n');
  const { tags, albums } = JSON.parse(await tagged('Sleep')) as ArtistProfile;
  expect(tags.find(({ name }) => name === 'weed')).toEqual({ name: 'weed', weight: 1, covers: 1 });
  expect(albums[0]).toMatchObject({ title: 'Dopesmoker', cover: { corrections: { add: ['weed'] } } });
});

it('corrects an image, which tag --image then shows', async () => {
  const { image, feedback, tagged } = await library(['Dopesmoker']);
  const path = image('Dopesmoker');
  const [before] = JSON.parse(await tagged('--image', path)) as { tags: { name: string }[] }[];
  const wrong = before?.tags[0]?.name ?? '';
  const said = await feedback(path, '--add', 'weed', '--remove', wrong, '--json');
  expect(JSON.parse(said.stdout)).toEqual({
    cover: { path },
    corrections: { add: ['weed'], remove: [wrong] },
  });
  const [after] = JSON.parse(await tagged('--image', path)) as { tags: { name: string }[] }[];
  expect(after?.tags.map(({ name }) => name)).toEqual([
    ...(before?.tags ?? []).slice(1).map(({ name }) => name),
    'weed',
  ]);
  // The same image as a cover of the artist.
  expect(await tagged('Sleep')).toContain('"weed"');
});

it('corrects a cover by its URL', async () => {
  const { feedback } = await library([]);
  const { stdout } = await feedback('https://covers.test/a.jpg', '--add', 'weed');
  expect(stdout).toBe('https://covers.test/a.jpg\n  the cover  tags\n  has        weed\n');
});

it('says which artist and album it takes, and names titles if there is no such album', async () => {
  const { feedback } = await library(['Dopesmoker', 'Holy Mountain']);
  expect((await feedback('Sleeep', 'Dopesmokr', '--add', 'weed')).stderr).toBe(
    '"Sleeep" is taken as "Sleep".\n"Dopesmokr" is taken as "Dopesmoker".\n',
  );
  const refused = async (title: string) => {
    const { code, stderr } = await feedback('Sleep', title, '--add', 'weed');
    return { code, stderr };
  };
  expect(await refused('Mountain')).toEqual({
    code: 1,
    stderr: 'Sleep has no album "Mountain". Did you mean "Holy Mountain"?\n',
  });
  expect(await refused('Xyz')).toEqual({
    code: 1,
    stderr: 'Sleep has no album "Xyz". Its albums: Dopesmoker, Holy Mountain.\n',
  });
});

it('asks for an id if several covers have the title', async () => {
  const { root, feedback, tagged } = await library(['One', 'Two']);
  const entry = (file: string) => ({
    artist: 'Sleep',
    album: 'Dopesmoker',
    file: `doom metal/Sleep/${file}.png`,
  });
  await writeFile(join(root, 'manifest.json'), JSON.stringify([entry('One'), entry('Two')]));
  const { code, stderr } = await feedback('Sleep', 'Dopesmoker', '--add', 'weed');
  expect(code).toBe(1);
  expect(stderr).toBe(
    'Several albums of Sleep have this title. Type the id of one instead: doom metal/Sleep/One.png, doom metal/Sleep/Two.png.\n',
  );
  expect((await feedback('Sleep', 'doom metal/Sleep/Two.png', '--add', 'weed')).code).toBe(0);
  const { albums } = JSON.parse(await tagged('Sleep')) as ArtistProfile;
  expect(albums.map(({ cover }) => 'corrections' in cover)).toEqual([false, true]);
});

it('refuses what would be lost or says nothing', async () => {
  const { image, feedback } = await library(['Dopesmoker']);
  const path = image('Dopesmoker');
  const { code, stderr } = await spotitags(['feedback', path, '--add', 'weed']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'There is no cache folder for this user, so nothing would be kept. Type --store DIR.\n',
  });
  expect(await feedback(path)).toMatchObject({ code: 2, stderr: expect.stringMatching(/--add/u) as string });
  expect(await feedback('Sleep', '--add', 'weed')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/image Sleep does not exist.*"Sleep" "Dopesmoker"/u) as string,
  });
  expect((await feedback(path, '--add', 'weed', '--remove', 'Weeds')).stderr).toMatch(
    /both adds and removes/u,
  );
});

it('refuses a file that is not an image, and two images', async () => {
  const { root, image, feedback } = await library(['Dopesmoker', 'Holy Mountain']);
  const fake = join(root, 'fake.jpg');
  await writeFile(fake, 'text');
  expect(await feedback(fake, '--add', 'skull')).toEqual({
    code: 1,
    stdout: '',
    stderr: `${fake}: The image cannot be decoded. Its content is not JPEG, PNG, WebP, AVIF, GIF or TIFF.\n`,
  });
  const two = await feedback(image('Dopesmoker'), image('Holy Mountain'), '--add', 'skull');
  expect({ code: two.code, stdout: two.stdout }).toEqual({ code: 2, stdout: '' });
  expect(two.stderr).toMatch(/^feedback corrects one image at a time, and .* are two files\./u);
});

it('notes tags with a comma, and removed tags that the cover does not have', async () => {
  const { image, feedback, tagged } = await library(['Dopesmoker']);
  const path = image('Dopesmoker');
  const [one] = JSON.parse(await tagged('--image', path)) as { tags: { name: string }[] }[];
  const there = one?.tags[0]?.name ?? '';
  const { code, stderr } = await feedback(path, '--add', 'skull, moon', 'weed', '--remove', there, 'balloon');
  expect(code).toBe(0);
  expect(stderr).toBe(
    'Note: "skull, moon" is one tag. For several, type a space between them: --add skull "red moon".\n' +
      'Note: the cover does not have the tag "balloon". spotitags tag lists its tags.\n',
  );
  // A tag that was added by hand is there too.
  expect((await feedback(path, '--remove', 'weed')).stderr).toBe('');
});
