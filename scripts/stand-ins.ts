/**
 * Stand-ins for the services, for the programs of the docs: `node --import` loads it before them. MusicBrainz has artists of two
 * genres, whose albums have the titles and the covers of `examples/covers`. The others are those of `examples/local-services.ts`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { HttpResponse, http } from 'msw';
import { FakeMusicBrainz } from 'spotitags/testing/msw';
import { localServices } from '../examples/local-services.ts';
import { projectFile } from './subpaths.ts';

/** Artists whom the docs ask for by name. Their genre is not tagged, so that models have not seen them. */
const asked = new Map([
  ['Hraskelv', 'Slayer'],
  ['Kiln of Morrow', 'Electric Wizard'],
]);
const genres = { 'basalt drone': 'doom metal', 'block pop': 'k-pop' };

const covers = new Map<string, string>();
const artists = Object.entries(genres).flatMap(([folder, genre]) =>
  namesIn(folder).map((artist) => ({
    id: idOf(artist),
    name: asked.get(artist) ?? artist,
    tags: asked.has(artist) ? [] : [{ name: genre, count: 9 }],
    releaseGroups: namesIn(`${folder}/${artist}`).map((file) => {
      const id = idOf(file);
      covers.set(id, projectFile(`examples/covers/${folder}/${artist}/${file}`));
      return { id, title: basename(file, '.webp') };
    }),
  })),
);

function namesIn(folder: string): string[] {
  return readdirSync(projectFile(`examples/covers/${folder}`)).sort();
}

/** The same on each run. */
function idOf(name: string): string {
  const text = Buffer.from(name.replace(/\W/gu, '')).toString('hex').padEnd(32, '0').slice(0, 32);
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}

const { env } = localServices([
  http.get('https://archive.org/download/:item/:file', ({ params }) => {
    const file = covers.get(String(params['item']).replace('mbid-', ''));
    const isImage = String(params['file']).endsWith('.jpg');
    return file !== undefined && isImage
      ? HttpResponse.arrayBuffer(new Uint8Array(readFileSync(file)).buffer)
      : undefined;
  }),
  ...new FakeMusicBrainz({ artists }).handlers,
]);
// A page exports keys without their values.
for (const [name, value] of Object.entries(env))
  if (process.env[name] !== undefined) process.env[name] = value;

// MusicBrainz is asked once a second: here, twenty seconds of the wait between requests take one.
const { setTimeout: wait } = globalThis;
const now = performance.now.bind(performance);
performance.now = () => 20 * now();
globalThis.setTimeout = Object.assign(
  (callback: () => void, ms = 0) => wait(callback, ms < 5000 ? ms / 20 : ms),
  wait,
);
