import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDataset } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';
import { VOCABULARY } from '../../../src/tagger/palette/tags.ts';
import { Said } from './images.ts';

const sample = fileURLToPath(new URL('../../../examples/data/covers.jsonl', import.meta.url));
const root = fileURLToPath(new URL('../../../../shared/covers', import.meta.url));

describe.skipIf(!existsSync(root))('real covers (skipped where ../shared/covers is absent)', () => {
  it('says between 5 and 60 things of each, and nothing of all', async () => {
    const genres = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const covers = await Promise.all(genres.map(({ name }) => someCovers(join(root, name))));
    const tagger = new PaletteTagger();
    const results = await Promise.all(covers.map((paths) => tagger.tag(paths.map((path) => ({ path })))));
    const said = results.flat().map((result) => new Said(result));
    for (const { names } of said) {
      expect(names.length).toBeGreaterThan(4);
      expect(names.length).toBeLessThan(60);
    }
    const [first, ...others] = said;
    const onAll = first?.names.filter((name) => others.every((other) => other.of(name) > 0)) ?? [];
    expect(onAll).toEqual([]);
  });
});

/** Up to eight covers of a genre, of as many artists. */
async function someCovers(folder: string): Promise<string[]> {
  const artists = (await readdir(folder)).sort().slice(0, 8);
  return Promise.all(
    artists.map(async (artist) => {
      const [first] = (await readdir(join(folder, artist))).sort();
      return join(folder, artist, first ?? '');
    }),
  );
}

it('says every tag of the sample data, as the data were made with this vocabulary', async () => {
  const known = new Set(VOCABULARY.map(({ name }) => name));
  const unknown = new Set<string>();
  for await (const { profile } of readDataset(sample)) {
    for (const { cover } of profile.albums) {
      if (cover.status !== 'tagged') continue;
      for (const { name } of cover.tags) if (!known.has(name)) unknown.add(name);
    }
  }
  expect([...unknown]).toEqual([]);
});
