/**
 * Says what the covers of a person's own music look like, genre by genre, from the tags and pictures of the music files. It
 * needs no key and no network, only files are read, and `npm install music-metadata sharp`. Run it with
 * `npx tsx examples/music-library.ts ~/Music`.
 */
import { SpotiTags, aggregateGenres, type Example } from 'spotitags';
import { MusicLibraryCatalog } from 'spotitags/library';
import { PaletteTagger } from 'spotitags/palette';

const [root = '.'] = process.argv.slice(2);
const catalog = new MusicLibraryCatalog({ root });
const { files, artists, albums, compilations, unreadable, untagged } = await catalog.scan();
console.log(
  `${files} files, ${artists} artists, ${albums} albums; ${compilations} compilations are left out.`,
);
for (const file of unreadable) console.log(`${file} could not be read.`);
for (const file of untagged) console.log(`${file} names no artist.`);

await using spotiTags = new SpotiTags({ catalog, tagger: new PaletteTagger() });
const genres = (await catalog.genres({ minArtists: 2 })).map(
  ({ name }) => [name, [{ genre: name }]] as const,
);
const examples: Example[] = [];
for await (const result of spotiTags.tagGenres(genres)) {
  if (result.status === 'failed')
    console.log(`${result.artist?.name ?? result.genre}: ${result.error.message}`);
  else examples.push(result);
}

const genreTags = aggregateGenres(examples);
for (const genre of genreTags.genres) {
  const names = genreTags.relevant(genre, 5).map(({ name }) => name);
  console.log(`${genre}: ${names.join(', ')}`);
}
