/**
 * The experiment of 2015: an artist's albums from Spotify, tagged by Clarifai. It needs SPOTIFY_CLIENT_ID,
 * SPOTIFY_CLIENT_SECRET and CLARIFAI_PAT. Spotify's terms do not allow training a model on the result. Run it
 * with `npx tsx examples/spotify-clarifai.ts "Electric Wizard"`.
 */
import { ClarifaiTagger, SpotifyCatalog, SpotiTags } from 'spotitags';

const [artist = 'Electric Wizard'] = process.argv.slice(2);
const {
  SPOTIFY_CLIENT_ID: clientId = '',
  SPOTIFY_CLIENT_SECRET: clientSecret = '',
  CLARIFAI_PAT: pat = '',
} = process.env;

await using spotiTags = new SpotiTags({
  catalog: new SpotifyCatalog({ clientId, clientSecret }),
  tagger: new ClarifaiTagger({ pat }),
});
const { albums, tags, alternatives = [] } = await spotiTags.tagArtist(artist);
console.log(`${artist}: ${albums.length} albums`);
for (const { name, weight, covers } of tags.slice(0, 10))
  console.log(`  ${weight.toFixed(2)} ${name} (${covers} covers)`);
for (const { name, url } of alternatives) console.log(`  Also called ${name}: ${url ?? ''}`);
