import { expect, it } from 'vitest';
import { ArtistSketch, shareSeen } from '../../../src/classifier/features/artist-sketch.ts';

const artist = (name: string, catalog = 'folder') => ({ catalog, id: `${catalog}/${name}`, name });

it('knows an artist by its name, whichever catalog it is from', () => {
  const sketch = new ArtistSketch();
  for (const name of ['Slayer', 'Sleep']) sketch.add(artist(name));
  const seen = sketch.toJSON();
  expect(shareSeen(seen, [artist('SLAYER', 'musicbrainz'), artist('Low')])).toBe(0.5);
});

it('estimates the share from a part of many artists', () => {
  const sketch = new ArtistSketch();
  for (let at = 0; at < 3000; at++) sketch.add(artist(`Artist ${at}`));
  const asked = Array.from({ length: 3000 }, (_, at) => artist(`Artist ${2 * at}`));
  expect(sketch.toJSON()).toHaveLength(256);
  expect(shareSeen(sketch.toJSON(), asked)).toBeCloseTo(0.5, 1);
});
