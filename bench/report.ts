/** Size and time of reports: the sample data, and 2,000 artists with 10 covers each, which are linked. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../src/util/random.ts';
import { type Example, type ProfileAlbum, readDataset, sumTags, tagFilter } from '../src/index.ts';
import { writeReport } from '../src/report/index.ts';
import { listOf } from '../src/util/iterables.ts';

const artists = 2000;
const coversOfEach = 10;
const genres = 10;

/** Artists with covers of the sample data, mixed at random, and URLs as long as those of Spotify. */
function largeExamples(sample: readonly Example[]): Example[] {
  const random = seededRandom(1);
  const filter = tagFilter();
  const tagged = sample.flatMap(({ profile }) =>
    profile.albums.flatMap((album) =>
      album.cover.status === 'tagged' ? { ...album, cover: album.cover } : [],
    ),
  );
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(16 * random()).toString(16)).join('');
  return Array.from({ length: artists }, (_, at): Example => {
    const albums = Array.from({ length: coversOfEach }, (__, number): ProfileAlbum => {
      const album = tagged[Math.floor(random() * tagged.length)];
      if (!album) throw new Error('The sample data has no tagged covers.');
      const source = { url: `https://i.scdn.co/image/ab67616d0000b273${hex(24)}` };
      return { ...album, id: `${at}-${number}`, cover: { ...album.cover, source } };
    });
    const artist = { catalog: 'spotify', id: hex(22), name: `Artist ${at} of ${artists}` };
    const profile = { artist, tagger: 'palette@2', albums, tags: sumTags(albums, { filter }) };
    return { genre: `genre ${at % genres}`, profile };
  });
}

const sample = await listOf(readDataset('examples/data/covers.jsonl'));
const folder = await mkdtemp(join(tmpdir(), 'spotitags-'));
try {
  for (const [name, examples] of [
    ['sample data', sample],
    [`${artists} artists × ${coversOfEach} covers`, largeExamples(sample)],
  ] as const) {
    const start = performance.now();
    const { covers, linked, bytes } = await writeReport(join(folder, 'report.html'), { examples });
    const seconds = (performance.now() - start) / 1000;
    console.log(
      `${name}: ${covers} covers, ${linked} linked, ${(bytes / 1e6).toFixed(2)} MB, ${(bytes / covers).toFixed(0)} bytes per cover, ${seconds.toFixed(1)} s`,
    );
  }
} finally {
  await rm(folder, { recursive: true });
}
