/**
 * All steps without a key: artists of two genres from MusicBrainz, covers from the Cover Art Archive, tags by
 * the palette, a model, and the genre of an artist that it has not seen. MusicBrainz needs a contact address
 * and allows one request per second, so it takes a few minutes. `MUSICBRAINZ_CONTACT=you@example.org npx tsx
 * examples/no-key.ts [artist] [genre] [other genre]`
 */
import { aggregateGenres, type Example, logisticRegression, MusicBrainzCatalog, SpotiTags } from 'spotitags';
import { PaletteTagger } from 'spotitags/palette';

const [name = 'Electric Wizard', ...given] = process.argv.slice(2);
const genres = given.length > 1 ? given : ['doom metal', 'k-pop'];

await using spotiTags = new SpotiTags({
  catalog: new MusicBrainzCatalog({ contact: process.env['MUSICBRAINZ_CONTACT'] ?? '' }),
  tagger: new PaletteTagger(),
});
const asked = await spotiTags.tagArtist(name);

const examples: Example[] = [];
const sources = genres.map((genre): [string, { genre: string; artists: number }[]] => [
  genre,
  [{ genre, artists: 20 }],
]);
for await (const result of spotiTags.tagGenres(sources)) {
  if (result.status === 'failed') {
    console.warn(`${result.artist?.name ?? result.genre}: ${result.error.message}`);
  } else if (result.profile.artist.id !== asked.artist.id) {
    examples.push(result);
  }
}

const genreTags = aggregateGenres(examples);
for (const genre of genres) {
  const apart = genreTags.relevant(genre, 5).map((tag) => tag.name);
  console.log(`${genre}: ${apart.join(', ')}`);
}
const classifier = await logisticRegression().train(examples);
const { genre, scores, evidence } = await spotiTags.classify(asked, { classifier });
const sure = Math.round(100 * (scores[0]?.probability ?? 0));
const reasons = evidence.slice(0, 3).map((item) => item.name);
console.log(`${asked.artist.name}: ${genre ?? 'cannot tell'}, ${sure} %, for ${reasons.join(', ')}`);
