import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { ArtistProfile } from 'spotitags';
import { folderOf } from '../files.ts';
import { FakeClarifai } from '../../src/testing/msw/clarifai.ts';
import { spotifyId, useSpotify } from '../msw/use-spotify.ts';
import { spotitags } from './run.ts';

const { server, start } = await useSpotify();

const covers = (n: number) => `https://i.scdn.co/image/cover${n}`;
const artist = (n: number, name: string) => ({
  id: spotifyId(n),
  name,
  albums: [0, 1].map((album) => ({
    id: spotifyId(100 * n + album),
    name: `${name} ${album}`,
    release_date: `197${album}`,
    images: [{ url: covers(10 * n + album), width: 640, height: 640 }],
  })),
});

const playlist = {
  id: spotifyId(7),
  entries: [{ item: { type: 'track', artists: [{ id: spotifyId(2), name: 'Om', type: 'artist' }] } }],
};

/** Spotify and Clarifai, and an environment with the keys they take. */
function services() {
  const userToken = `user-${Math.random().toString(36).slice(2)}`;
  const { credentials } = start({
    artists: [artist(1, 'Sleep'), artist(2, 'Om')],
    playlists: [playlist],
    userToken,
  });
  const pat = `pat-${userToken}`;
  const images = new Map(
    [10, 11, 20, 21].map((n) => [
      covers(n),
      [
        { name: 'Skulls', value: 0.9 },
        { name: 'art', value: 0.99 },
      ],
    ]),
  );
  server.use(...new FakeClarifai({ pat, images }).handlers);
  const keys = { SPOTIFY_CLIENT_ID: credentials.clientId, SPOTIFY_CLIENT_SECRET: credentials.clientSecret };
  return {
    keys,
    pat,
    user: { SPOTIFY_ACCESS_TOKEN: userToken, CLARIFAI_PAT: pat },
    env: { ...keys, CLARIFAI_PAT: pat },
  };
}

it('tags an artist of Spotify’s with Clarifai, by keys from the environment', async () => {
  const { env } = services();
  const { code, stdout, stderr } = await spotitags(
    ['tag', 'Sleep', '--catalog', 'spotify', '--tagger', 'clarifai', '--json'],
    { env },
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const profile = JSON.parse(stdout) as ArtistProfile;
  expect(profile.tags).toEqual([{ name: 'skull', weight: 1.8, covers: 2 }]);
  expect(profile.albums.map(({ title, year }) => [title, year])).toEqual([
    ['Sleep 0', 1970],
    ['Sleep 1', 1971],
  ]);
});

it('gives a cover the tags of several taggers, each with entries of its own in the store', async () => {
  const { env, pat } = services();
  const image = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c01010' } })
    .png()
    .toBuffer();
  const clarifai = new FakeClarifai({
    pat,
    images: new Map([[image.toString('base64'), [{ name: 'Skulls', value: 0.9 }]]]),
  });
  server.use(...clarifai.handlers);
  const root = await folderOf({ 'Sleep/Dopesmoker.png': image });
  const providers = ['--root', root, '--layout', 'artist', '--store', join(root, 'store'), '--json'];
  const tag = async (...taggers: string[]) => {
    const named = taggers.flatMap((name) => ['--tagger', name]);
    const { stdout } = await spotitags(['tag', 'Sleep', ...named, ...providers], { env });
    return (JSON.parse(stdout) as ArtistProfile).tags.map(({ name }) => name);
  };
  const palette = await tag('palette');
  const namespaced = palette.map((name) => `palette: ${name}`);
  expect(new Set(await tag('palette', 'clarifai'))).toEqual(new Set([...namespaced, 'clarifai: skull']));
  expect(await tag('clarifai')).toEqual(['skull']);
  expect(clarifai.batches).toHaveLength(1);
});

it('collects the artists of a playlist, with a user’s token', async () => {
  const { user } = services();
  const root = await folderOf({});
  const genres = join(root, 'genres.json');
  await writeFile(
    genres,
    JSON.stringify({ doom: ['Sleep', { playlist: `https://open.spotify.com/playlist/${playlist.id}` }] }),
  );
  const out = join(root, 'out.jsonl');
  const { code, stdout } = await spotitags(['collect', genres, '--tagger', 'clarifai', '--out', out], {
    env: user,
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${out}: 2 artists\n` });
});

it('keeps the rest where a playlist is closed', async () => {
  const { env } = services();
  const genres = { doom: [{ playlist: `https://open.spotify.com/playlist/${playlist.id}` }, 'Sleep'] };
  const root = await folderOf({ 'genres.json': JSON.stringify(genres) });
  const collect = [
    'collect',
    join(root, 'genres.json'),
    '--tagger',
    'clarifai',
    '--out',
    join(root, 'out.jsonl'),
  ];
  const { code, stdout, stderr } = await spotitags(collect, { env });
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${join(root, 'out.jsonl')}: 1 artist\n` });
  expect(stderr).toMatch(/Failed: 1\n.*\n.*playlist.*403/);
});

it('stops a collection at a key that is refused, and shows no key', async () => {
  const { keys } = services();
  const root = await folderOf({ 'genres.json': '{"doom":["Sleep","Om"]}' });
  const env = { ...keys, CLARIFAI_PAT: 'planted-secret' };
  const { code, stderr, stdout } = await spotitags(
    ['collect', join(root, 'genres.json'), '--tagger', 'clarifai', '--out', join(root, 'out.jsonl')],
    { env },
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('CLARIFAI_PAT');
  expect(stderr).not.toContain('planted-secret');
});
