import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GenreExample, loadClassifier, readDataset, writeDataset } from 'spotitags';
import { expect, it } from 'vitest';
import { FakeMusicBrainz } from '../../src/testing/msw/musicbrainz.ts';
import { profile } from '../examples.ts';
import { folderOf } from '../files.ts';
import { mbidOf } from '../msw/use-musicbrainz.ts';
import { useServer } from '../msw/use-server.ts';
import { spotitags } from './run.ts';

const { server } = useServer();

const covers = {
  doom: [{ skull: 0.9, fog: 0.5 }, { skull: 0.8 }],
  pop: [{ smile: 0.9, pastel: 0.5 }, { smile: 0.8 }],
};
const doom = (at: number, ...genres: [string, ...string[]]): GenreExample => ({
  genres,
  profile: profile(`Doom ${at}`, covers.doom),
});
const pop = (at: number, genre: string): GenreExample => ({
  genre,
  profile: profile(`Pop ${at}`, covers.pop),
});
const messy: GenreExample[] = [
  doom(1, 'Doom Metal', 'sludge'),
  doom(2, 'doom-metal'),
  doom(3, 'Doom', 'doom metal'),
  doom(4, 'doom metl'),
  ...['K-Pop', 'kpop', 'k-pop', 'K-Pop'].map((genre, at) => pop(at, genre)),
];
const map = {
  format: 'spotitags-genres',
  version: 1,
  genres: [
    { name: 'metal' },
    { name: 'doom metal', parent: 'metal', synonyms: ['doom'] },
    { name: 'k-pop', synonyms: ['Korean pop'] },
  ],
};

async function open() {
  const root = await folderOf({ 'genres.json': JSON.stringify(map, undefined, 1) });
  const dataset = join(root, 'dataset.jsonl');
  await writeDataset(dataset, 'fake@1', messy);
  return { root, dataset, mapping: ['--genre-map', join(root, 'genres.json')] };
}

const said =
  'Genres counted under another name: "K-Pop" (3 artists) as "k-pop"; "Doom Metal" (2 artists) as "doom metal"; ' +
  '"Doom" (1 artist) as "doom metal"; "doom-metal" (1 artist) as "doom metal"; "kpop" (1 artist) as "k-pop".\n' +
  'Genres not in the genre map, and kept as they are: "doom metl" (1 artist, did you mean "doom metal"?); ' +
  '"sludge" (1 artist).\n';

it('genres lists genres, artists, other spellings and near duplicates, without a map', async () => {
  const { dataset } = await open();
  const { code, stdout, stderr } = await spotitags(['genres', dataset]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatchInlineSnapshot(`
    "7 genres of 8 artists, 2 of them with several
      genre       artists  also written as
      K-Pop             3  "k-pop"
      Doom Metal        2  "doom metal"
      Doom              1
      doom metl         1
      doom-metal        1
      kpop              1
      sludge            1

    May be one genre
      genre       like
      doom metl   Doom Metal
      doom-metal  Doom Metal
      kpop        K-Pop

    A genre map makes them one: docs/genres.md. One to begin with is in the package, examples/data/genres.json.
    "
  `);
});

it('genres says what a map makes of them', async () => {
  const { dataset, mapping } = await open();
  const { stdout } = await spotitags(['genres', dataset, ...mapping]);
  expect(stdout).toMatchInlineSnapshot(`
    "4 genres of 8 artists, 1 of them with several
      genre       artists  is a kind of  also written as
      k-pop             4                "K-Pop", "kpop"
      doom metal        3  metal         "Doom", "Doom Metal", "doom-metal"
      doom metl         1
      sludge            1

    Not in the genre map: 2 genres
      genre      artists  near
      doom metl        1  did you mean "doom metal"?
      sludge           1

    May be one genre
      genre      like
      doom metl  doom metal
    "
  `);
  const { stdout: json } = await spotitags(['genres', dataset, ...mapping, '--json']);
  expect(JSON.parse(json)).toMatchObject({
    artists: 8,
    genres: [
      { genre: 'k-pop', artists: 4, spellings: ['K-Pop', 'kpop'], parents: [] },
      { parents: ['metal'] },
      {},
      {},
    ],
    unknown: [{ name: 'doom metl', artists: 1, suggestions: ['doom metal'] }, { name: 'sludge' }],
    near: [{ name: 'doom metl', like: 'doom metal' }],
  });
});

it('compare, train and similar use the names of the map, and say once what they merged', async () => {
  const { root, dataset, mapping } = await open();
  const compared = await spotitags(['compare', dataset, ...mapping]);
  expect(compared.stderr).toBe(said);
  expect(compared.stdout).toContain('\ndoom metal (3 artists)\n');

  const out = join(root, 'model.json');
  const trained = await spotitags(['train', dataset, ...mapping, '--out', out]);
  expect(trained.stderr).toBe(said);
  expect(loadClassifier(await readFile(out, 'utf8')).genres).toEqual([
    'doom metal',
    'doom metl',
    'k-pop',
    'sludge',
  ]);

  const similar = await spotitags(['similar', 'Doom 2', dataset, ...mapping]);
  expect(similar.stdout).toContain('doom metal; sludge');
});

it('evaluate and experiment use the names of the map', async () => {
  const { root, mapping } = await open();
  const dataset = join(root, 'known.jsonl');
  await writeDataset(
    dataset,
    'fake@1',
    messy.filter(({ profile: { artist } }) => !['Doom 1', 'Doom 4'].includes(artist.name)),
  );
  const evaluated = await spotitags(['evaluate', dataset, ...mapping, '--folds', '2']);
  expect(evaluated.stdout).toMatch(
    /By genre\n {2}genre {7}artists .+\n {2}doom metal {8}2 .+\n {2}k-pop {13}4 /u,
  );
  expect(evaluated.stdout).toMatch(/\n\d mistakes?: \d among siblings, /u);
  const json = await spotitags(['evaluate', dataset, ...mapping, '--folds', '2', '--level', '1', '--json']);
  expect(JSON.parse(json.stdout)).toMatchObject({
    confusion: { genres: ['k-pop', 'metal'] },
    ranking: { artists: 6, genres: [{ genre: 'k-pop' }, { genre: 'metal' }] },
  });
  expect((await spotitags(['evaluate', dataset, '--level', '1'])).code).toBe(2);
  const without = await spotitags(['evaluate', dataset, '--folds', '2']);
  expect(without.stderr).toContain('a genre needs two or more');
  const grid = ['--folds', '2', '--n', '1', '--models', 'nearest-centroid'];
  const { stdout } = await spotitags(['experiment', dataset, ...mapping, ...grid]);
  expect(stdout).toMatch(/^ {2}6 artists; always k-pop: 66.7 %/u);
  expect(stdout).toContain(`--genre-map ${join(root, 'genres.json')}`);
});

it('evaluate judges the ranking of artists with several genres', async () => {
  const { root } = await open();
  const dataset = join(root, 'several.jsonl');
  const examples = [1, 2, 3, 4].flatMap((at) => [doom(at, 'doom metal', 'drone'), pop(at, 'k-pop')]);
  await writeDataset(dataset, 'fake@1', examples);
  const out = join(root, 'predictions.csv');
  const { stdout, stderr } = await spotitags(['evaluate', dataset, '--folds', '2', '--predictions', out]);
  expect(stderr).toBe('');
  expect(stdout).toMatch(
    /\nRanked genres\n {2}of the likeliest\s+1\s+2\s+3\n {2}precision\s+100.0 %\s+75.0 %/u,
  );
  expect(await readFile(out, 'utf8')).toContain(',doom metal; drone,');
});

it('collect asks MusicBrainz for all names of a genre, and takes each artist once', async () => {
  const { mapping } = await open();
  const artist = (n: number, ...tags: string[]) => ({
    id: mbidOf(n),
    name: `Artist ${n}`,
    tags: tags.map((name) => ({ name, count: 10 - n })),
    releaseGroups: [{ id: mbidOf(100 + n), title: `Album ${n}`, 'first-release-date': '1999' }],
  });
  const artists = [artist(1, 'doom metal', 'doom'), artist(2, 'doom'), artist(3, 'k-pop')];
  server.use(...new FakeMusicBrainz({ artists }).handlers);
  const collect = [
    'collect',
    '--catalog',
    'musicbrainz',
    '--genre',
    'Doom',
    'KPOP',
    'polka',
    '--plan',
    '--json',
  ];
  const { stdout, stderr } = await spotitags([...collect, ...mapping], {
    env: { MUSICBRAINZ_CONTACT: 'me@example.org' },
  });
  expect(stderr).toBe(
    'Genres counted under another name: "Doom" (1 source) as "doom metal"; "KPOP" (1 source) as "k-pop".\n' +
      'Genres not in the genre map, and kept as they are: "polka" (1 source).\n',
  );
  expect(JSON.parse(stdout)).toMatchObject({ artists: 3, failed: [{ genre: 'polka' }] });
});

it('collect merges folders of one genre, and says so', async () => {
  const { mapping } = await open();
  const image = (name: string) => readFile(`test/fixtures/images/${name}-srgb-8.png`);
  const root = await folderOf({
    'Doom/Sleep/Dopesmoker.png': await image('ff0000'),
    'doom-metal/Electric Wizard/Dopethrone.png': await image('00ff00'),
  });
  const out = join(await folderOf({}), 'out.jsonl');
  const { stderr } = await spotitags([
    'collect',
    '--catalog',
    'folder',
    '--root',
    root,
    ...mapping,
    '--out',
    out,
  ]);
  expect(stderr).toContain(
    'Genres counted under another name: "Doom" (1 source) as "doom metal"; "doom-metal" (1 source) as "doom metal".\n',
  );
  const genres: string[] = [];
  for await (const { genre } of readDataset(out)) genres.push(genre);
  expect(genres).toEqual(['doom metal', 'doom metal']);
});

it('classify says genres at a level of the tree that the model was trained with', async () => {
  const { mapping } = await open();
  const image = (name: string) => readFile(`test/fixtures/images/${name}-srgb-8.png`);
  const [red, green] = [await image('ff0000'), await image('00ff00')];
  const files = ['A', 'B', 'C'].flatMap((name): [string, Uint8Array][] => [
    [`doom/${name}/1.png`, red],
    [`metal/${name}/1.png`, red],
    [`kpop/${name}/1.png`, green],
  ]);
  const root = await folderOf(Object.fromEntries(files));
  const [dataset, model] = [join(root, 'colors.jsonl'), join(root, 'colors.json')];
  await spotitags(['collect', '--catalog', 'folder', '--root', root, ...mapping, '--out', dataset]);
  await spotitags(['train', dataset, ...mapping, '--features', 'tags', '--out', model]);
  const classify = ['classify', '--image', join(root, 'doom/A/1.png'), '--model', model, '--max-genres', '1'];
  const exact = await spotitags([...classify, '--min-probability', '0.6']);
  expect(exact.stdout).toMatch(/^1 image: cannot tell\n/u);
  const rooted = await spotitags([...classify, '--min-probability', '0.6', '--level', '1']);
  expect(rooted.stdout).toMatch(/^1 image: metal\n {2}probability {2}genre\n +\d+\.\d % {2}metal\n/u);
  expect(rooted.stdout).not.toContain('k-pop');
  expect((await spotitags([...classify, '--level', 'low'])).code).toBe(2);
});

it('a map that contradicts itself is refused with the line, before anything is done', async () => {
  const { root, dataset } = await open();
  const bad = { ...map, genres: [...map.genres, { name: 'Doom' }] };
  const folder = await folderOf({ 'bad.json': JSON.stringify(bad, undefined, 1) });
  const { code, stderr } = await spotitags(['compare', dataset, '--genre-map', join(folder, 'bad.json')]);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /bad\.json, line 12: "doom" cannot mean "doom metal", because it means "Doom" in .*line 22\./u,
  );
  const missing = await spotitags(['genres', dataset, '--genre-map', join(root, 'none.json')]);
  expect(missing.stderr).toMatch(/The genre map .* does not exist/u);
});
