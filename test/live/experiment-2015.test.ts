import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { http, HttpResponse } from 'msw';
import sharp from 'sharp';
import { memoryStore } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { expect, it } from 'vitest';
import { experiment2015, firstGenres, furtherGenres } from '../../scripts/experiment-2015/experiment.ts';
import { folderOf } from '../files.ts';
import { mbidOf, useMusicBrainz } from '../msw/use-musicbrainz.ts';

const { server, start, requests } = useMusicBrainz();
const genres = [...firstGenres, ...furtherGenres];
const artistsPerGenre = 6;

/** Each genre has covers of a color. One artist is of a genre of each collection. */
async function services() {
  const artists = genres.flatMap((genre, g) =>
    Array.from({ length: artistsPerGenre }, (_, n) => ({
      id: mbidOf(100 * g + n + 1),
      name: `${genre} artist ${n}`,
      tags: [{ name: genre, count: 5 }, ...(g === 0 && n === 0 ? [{ name: 'jazz', count: 9 }] : [])],
      releaseGroups: [{ id: mbidOf(10_000 + 100 * g + n), title: `Album ${n}` }],
    })),
  );
  const images = await Promise.all(
    genres.map(async (_, g) => {
      const background = `hsl(${g * 36}, ${g % 2 === 0 ? 90 : 40}%, ${20 + 6 * g}%)`;
      const png = await sharp({ create: { width: 48, height: 48, channels: 3, background } })
        .png()
        .toBuffer();
      return new Uint8Array(png).buffer;
    }),
  );
  const { catalog } = start(artists);
  server.use(
    http.get(/archive\.org\/download\/.*\.jpg$/u, ({ request }) => {
      const release = Number(/(\d{5})-1_thumb/u.exec(request.url)?.[1]);
      return HttpResponse.arrayBuffer(images[Math.floor((release - 10_000) / 100)] ?? new ArrayBuffer(0));
    }),
  );
  return catalog;
}

it('goes on where it was stopped, and ends with tables and reports', async () => {
  const catalog = await services();
  const folder = await folderOf({});
  const said: string[] = [];
  const options = {
    ...{ catalog, tagger: new PaletteTagger(), store: memoryStore(), artistsPerGenre, folder },
    log: (line: string) => said.push(line),
  };
  const stop = new AbortController();
  const running = experiment2015({
    ...options,
    log: (line) => {
      if (line.startsWith('first: ')) stop.abort(new Error('Stopped.'));
    },
    signal: stop.signal,
  });
  await expect(running).rejects.toThrow('Stopped.');
  await experiment2015(options);

  const images = requests.filter(({ url }) => url.endsWith('.jpg')).map(({ url }) => url);
  expect(images.length).toBeGreaterThanOrEqual(genres.length * artistsPerGenre - 1);
  // What was on its way at the stop is fetched again, and nothing else: more than ten artists were done.
  expect(images.length - new Set(images).size).toBeLessThan(10);
  const tables = await readFile(join(folder, 'ten-genres.md'), 'utf8');
  // The artist of two genres is left out.
  expect(tables).toContain('# ten genres: 58 artists');
  expect(tables).toMatch(/\| doom metal \| 5 \| \w/u);
  expect(tables).toMatch(/\| top 25 distinct tags of each genre \|(?: \d+ % \(\d+ % to \d+ %\) \|){3}/u);
  expect(await readFile(join(folder, 'three-genres.md'), 'utf8')).toContain('# three genres: 18 artists');
  expect(await readFile(join(folder, 'ten-genres.html'), 'utf8')).toContain('punk rock artist 2');
  expect(said.join('\n')).toContain('right, with 95 % interval');
});
