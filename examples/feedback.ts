/**
 * Corrects a tag: the correction stays in the store, and every later profile uses it. `npx tsx
 * examples/feedback.ts` uses simulated services on this machine, and needs `npm install msw`. If
 * SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET and CLARIFAI_PAT are set, it uses the real ones. `new
 * ClarifaiTagger({ pat, feedbackApp })` would also add the corrected cover to your own application.
 */
import { ClarifaiTagger, SpotifyCatalog, SpotiTags, takeAlbums } from 'spotitags';

const isReal = process.env['SPOTIFY_CLIENT_ID'] !== undefined;
const local = isReal ? undefined : (await import('./local-services.ts')).localServices();
const {
  SPOTIFY_CLIENT_ID: clientId = '',
  SPOTIFY_CLIENT_SECRET: clientSecret = '',
  CLARIFAI_PAT: pat = '',
}: Readonly<Record<string, string | undefined>> = local?.env ?? process.env;

const catalog = new SpotifyCatalog({ clientId, clientSecret });
const spotiTags = new SpotiTags({ catalog, tagger: new ClarifaiTagger({ pat }) });
const tell = async (when: string) => {
  const { tags } = await spotiTags.tagArtist('Electric Wizard');
  console.log(`${when}: ${tags.map(({ name, covers }) => `${name} (${covers})`).join(', ')}`);
};
try {
  await tell('Before');
  const { artist } = await catalog.findArtist('Electric Wizard');
  const [album] = await takeAlbums(catalog, artist, 1);
  if (album?.cover) {
    const { add, remove } = await spotiTags.feedback(album.cover, { add: ['goat'], remove: ['skull'] });
    console.log(`${album.title}: + ${add.join(', ')}, - ${remove.join(', ')}`);
  }
  await tell('After');
} finally {
  await spotiTags.close();
  local?.close();
}
