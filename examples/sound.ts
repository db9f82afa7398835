/**
 * Says what a person's own music sounds like, artist by artist, and which genre the first artist plays if a model has heard only
 * the others. It needs no key and no network. Files are only read. First
 * `npm install music-metadata sharp tinypool meyda mpg123-decoder @wasm-audio-decoders/flac @wasm-audio-decoders/ogg-vorbis`.
 * Run it with `npx tsx examples/sound.ts ~/Music`.
 */
import { SpotiTags, logisticRegression, soundTags, sumSound, titleWords, type Example } from 'spotitags';
import { MusicLibraryCatalog } from 'spotitags/library';
import { PaletteTagger } from 'spotitags/palette';
import { MeterTagger } from 'spotitags/sound';

const [root = '.'] = process.argv.slice(2);
const catalog = new MusicLibraryCatalog({ root });
await using spotiTags = new SpotiTags({ catalog, tagger: new PaletteTagger(), sound: new MeterTagger() });

const genres = (await catalog.genres({ minArtists: 2 })).map(
  ({ name }) => [name, [{ genre: name }]] as const,
);
const examples: Example[] = [];
for await (const result of spotiTags.tagGenres(genres)) {
  if (result.status === 'failed') {
    console.log(`${result.artist?.name ?? result.genre}: ${result.error.message}`);
    continue;
  }
  const { artist, albums } = result.profile;
  const heard = sumSound(albums).slice(0, 5);
  console.log(`${artist.name} (${result.genre}): ${heard.map(({ name }) => name).join(', ')}`);
  examples.push(result);
}

const [first, ...others] = examples;
if (first) {
  const model = await logisticRegression({ features: [titleWords(), soundTags()] }).train(others);
  const { genre, evidence } = await spotiTags.classify(first.profile, { classifier: model, evidence: 3 });
  const reasons = evidence.map(({ kind, name }) => `${name} (${kind})`).join(', ');
  console.log(`${first.profile.artist.name} plays ${genre ?? 'something else'}, for ${reasons}`);
}
