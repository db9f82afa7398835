import { readFile } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportData } from '../../src/report/report-data.ts';
import { artistMap } from '../../src/report/artist-map.ts';
import { writeReport } from '../../src/report/index.ts';
import { profile, separable } from '../examples.ts';

const both = {
  genres: ['k-pop', 'doom metal'] as const,
  profile: profile('Both', [{ skull: 0.9, smile: 0.8 }]),
};
const examples = [both, ...separable(3)];

describe('an artist with several genres', () => {
  it('is in each of them, and once among the artists', () => {
    const { genres, artists, covers } = reportData(examples, []);
    expect(genres.map((genre) => genre.artists.map(({ artist }) => artist.name))).toEqual([
      ['Both', 'Doom 0', 'Doom 1', 'Doom 2'],
      ['Both', 'Pop 0', 'Pop 1', 'Pop 2'],
    ]);
    expect(artists).toHaveLength(7);
    expect(artists[0]?.genres.map(({ name }) => name)).toEqual(['doom metal', 'k-pop']);
    expect(covers).toHaveLength(13);
  });

  it('has the color of its first genre on the map', () => {
    expect(artistMap(examples).points[0]).toMatchObject({ name: 'Both', genre: 'k-pop' });
  });

  it('is right with each of them', async () => {
    const scores = [
      { genre: 'k-pop', probability: 0.6 },
      { genre: 'doom metal', probability: 0.4 },
    ];
    const predictions = examples.map((example) => ({
      artist: example.profile.artist,
      genre: 'k-pop',
      prediction: { genre: 'k-pop', scores, calibrated: true },
    }));
    const path = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.html');
    await writeReport(path, { examples, predictions });
    const page = await readFile(path, 'utf8');
    const section = page.slice(page.indexOf('id="a0"'), page.indexOf('id="a1"'));
    expect(section).toContain('data-g="0 1"');
    expect(section).toContain('<b class="right">');
  });
});
