import { expect, it } from 'vitest';
import { readDataset } from '../../src/dataset/dataset.ts';
import { nearestArtists } from '../../src/report/neighbors.ts';
import { similarArtists } from '../../src/tags/similar.ts';
import { listOf } from '../../src/util/iterables.ts';

it('finds the artists that similarArtists finds, for all artists at once', async () => {
  const profiles = (await listOf(readDataset('examples/data/covers.jsonl'))).map(({ profile }) => profile);
  const nearest = nearestArtists(profiles, 3);
  for (const at of [0, 20, 70]) {
    const profile = profiles[at];
    if (!profile) throw new Error('There are too few artists.');
    const expected = similarArtists(profile, profiles, { n: 3 });
    const found = nearest(at);
    expect(found.map((one) => profiles[one.at]?.artist.name)).toEqual(
      expected.map((one) => one.profile.artist.name),
    );
    for (const [place, { similarity }] of found.entries())
      expect(similarity).toBeCloseTo(expected[place]?.similarity ?? 0, 9);
  }
});
