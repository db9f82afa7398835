import { join } from 'node:path';
import {
  type Example,
  type NumberExample,
  type NumberExamplesOptions,
  type Target,
  numberExamples,
  profilesOfAlbums,
  readNumberDataset,
  readTargets,
  writeDataset,
} from 'spotitags';
import { describe, expect, it } from 'vitest';
import { example, profile } from '../examples.ts';
import { folderOf } from '../files.ts';

async function targetsOf(name: string, text: string): Promise<readonly Target[]> {
  return readTargets(join(await folderOf({ [name]: text }), name));
}

const ofArtists = [
  { artist: 'Sleep', target: 1992 },
  { artist: 'Om', target: 2005.5 },
];
const ofAlbums = [
  { artist: 'Sleep', album: 'Dopesmoker', target: 2003 },
  { artist: 'Om', album: 'Pilgrimage', target: 2007 },
];

describe('a file of targets', () => {
  it.each([
    ['a.json', '{ "Sleep": 1992, "Om": 2005.5 }', ofArtists],
    ['a.json', JSON.stringify(ofArtists), ofArtists],
    ['a.csv', 'Sleep,1992\nOm,2005.5\n', ofArtists],
    ['a.CSV', 'sep=;\nartist;target\nSleep;1992\nOm; 2005.5\n', ofArtists],
    ['b.json', '{ "Sleep": { "Dopesmoker": 2003 }, "Om": { "Pilgrimage": 2007 } }', ofAlbums],
    ['b.csv', 'artist,album,year\nSleep,Dopesmoker,2003\nOm,Pilgrimage,2007', ofAlbums],
  ])('%s is read: %s', async (name, text, expected) => {
    expect(await targetsOf(name, text)).toEqual(expected);
  });

  it.each([
    ['a.json', '{ "Sleep": "1992" }', /Expected \{ "Sleep": 1992 \}/u],
    ['a.json', '{ "Sleep": ', /is not JSON: line 1/u],
    ['a.json', '[{ "artist": "Sleep", "target": null }]', /0\.target must be a number/u],
    ['a.json', '{}', /there are no targets/u],
    [
      'a.csv',
      'artist,target\nSleep,old\n',
      /row 2: got "Sleep,old"\. Expected an artist and a number, such as Sleep,1992/u,
    ],
    ['a.csv', 'Sleep,NaN\n', /row 1: got "Sleep,NaN"/u],
    ['a.csv', 'Sleep,"1992\n', /Quote Not Closed/u],
    ['a.csv', 'Sleep,1992\nSleep,1993\n', /"Sleep" has two targets/u],
    ['a.csv', 'Sleep,1992\nOm,Pilgrimage,2007\n', /some targets are of artists and some of albums/u],
  ])('%s is refused: %s', async (name, text, message) => {
    await expect(targetsOf(name, text)).rejects.toThrow(message);
  });

  it('is named if it does not exist', async () => {
    await expect(readTargets('no/such.json')).rejects.toThrow(
      'The file of targets no/such.json does not exist.',
    );
  });
});

function withYears(name: string, ...years: (number | undefined)[]): Example {
  const one = profile(
    name,
    years.map(() => ({ skull: 0.9 })),
  );
  const albums = one.albums.map((album, at) => ({ ...album, ...(years[at] && { year: years[at] }) }));
  return { genre: 'doom', profile: { ...one, albums } };
}

async function listOf(
  examples: readonly Example[],
  targets: readonly Target[] | 'year',
  options?: NumberExamplesOptions,
): Promise<[string, number][]> {
  const list: [string, number][] = [];
  for await (const { profile: one, target } of numberExamples(examples, targets, options))
    list.push([one.artist.name, target]);
  return list;
}

describe('numberExamples', () => {
  it('gives artists the mean year of their albums, each artist once, and leaves out those without', async () => {
    const sleep = withYears('Sleep', 1991, undefined, 1996);
    const examples = [sleep, withYears('Om', undefined), { ...sleep, genre: 'stoner' }];
    expect(await listOf(examples, 'year')).toEqual([['Sleep', 1993.5]]);
  });

  it('finds artists by name or id, in any case, and says which targets are of no artist', async () => {
    const examples = [example('doom', 'Sleep'), example('doom', 'Om'), example('pop', 'Twice')];
    const unmatched: (readonly Target[])[] = [];
    const targets = [
      { artist: 'SLEEP ', target: 1 },
      { artist: 'om', target: 2 },
      { artist: 'Slepe', target: 3 },
    ];
    const onUnmatched = (some: readonly Target[]) => unmatched.push(some);
    expect(await listOf(examples, targets, { onUnmatched })).toEqual([
      ['Sleep', 1],
      ['Om', 2],
    ]);
    expect(unmatched).toEqual([[targets[2]]]);
  });

  it('makes an example of each album that has a number', async () => {
    const sleep = example('doom', 'Sleep', { skull: 0.9 }, { fog: 0.8 }, { sun: 0.7 });
    const targets = [
      { artist: 'Sleep', album: 'title of sleep/0', target: 1 },
      { artist: 'Sleep', album: 'Sleep/2', target: 3 },
    ];
    const found: NumberExample[] = [];
    for await (const one of numberExamples([sleep], targets)) found.push(one);
    expect(
      found.map(({ target, profile: { albums, tags } }) => [target, albums.map(({ id }) => id), tags]),
    ).toEqual([
      [1, ['Sleep/0'], []],
      [3, ['Sleep/2'], []],
    ]);
  });

  it('refuses a name that two artists have, and targets of which none is found', async () => {
    const sleep = example('doom', 'Sleep');
    const renamed = (id: string) => ({
      ...sleep,
      profile: { ...sleep.profile, artist: { ...sleep.profile.artist, id } },
    });
    await expect(listOf([renamed('1'), renamed('2')], ofArtists)).rejects.toThrow(
      /two artists with the name "Sleep", with the ids 1 and 2\. Name the one of the target by its id/u,
    );
    await expect(listOf([example('pop', 'Twice')], ofArtists)).rejects.toThrow(
      /No artist of 1 has a target, such as that of "Sleep"/u,
    );
    await expect(listOf([example('doom', 'Sleep')], ofAlbums)).rejects.toThrow(
      /such as that of "Dopesmoker" of "Sleep"/u,
    );
    await expect(listOf([example('pop', 'Twice')], 'year')).rejects.toThrow(/has an album with a year/u);
  });
});

it('profiles of albums have the cover of the album that theirs repeats', () => {
  const whole = profile('Sleep', [{ skull: 0.9 }, { fog: 0.8 }]);
  const [first] = whole.albums;
  const repeated = { id: 'b', title: 'B', cover: { status: 'repeated', of: 'Sleep/0' } } as const;
  const [, , last] = profilesOfAlbums({ ...whole, albums: [...whole.albums, repeated] });
  expect(last?.albums).toEqual([{ ...repeated, cover: first?.cover }]);
});

it('a dataset of numbers is read by readNumberDataset, and one of genres is refused', async () => {
  const path = join(await folderOf({}), 'd.jsonl');
  const numbers = [{ target: 3, profile: profile('Sleep', [{ skull: 0.9 }]) }];
  await writeDataset(path, 'fake@1', numbers);
  const read: NumberExample[] = [];
  for await (const one of readNumberDataset(path)) read.push(one);
  expect(read).toEqual(numbers);
  await writeDataset(path, 'fake@1', [example('doom', 'Sleep')]);
  await expect(readNumberDataset(path).next()).rejects.toThrow(
    /line 2: .* this one has a genre\..*--target year/u,
  );
});
