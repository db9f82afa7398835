/**
 * The script of 2015 with the services of today: an artist's albums from Spotify, tagged by Clarifai, and a
 * genre from a model on Vertex AI instead of Google Prediction.
 *
 * `npx tsx examples/original.ts "Electric Wizard"` uses simulated services on this machine, and needs `npm install msw
 * @google-cloud/aiplatform`. If SPOTIFY_CLIENT_ID, SPOTIFY_CLIENT_SECRET, CLARIFAI_PAT, GOOGLE_CLOUD_PROJECT,
 * GOOGLE_CLOUD_LOCATION and VERTEX_ENDPOINT are set, it uses the real ones, after `gcloud auth
 * application-default login`. Spotify's terms do not allow feeding
 * its content to a model without permission.
 */
import { ClarifaiTagger, SpotifyCatalog, SpotiTags } from 'spotitags';
import { VertexClassifier } from 'spotitags/google';

const [artist = 'Electric Wizard'] = process.argv.slice(2);
const isReal = process.env['SPOTIFY_CLIENT_ID'] !== undefined;
const local = isReal ? undefined : (await import('./local-services.ts')).localServices();
const {
  SPOTIFY_CLIENT_ID: clientId = '',
  SPOTIFY_CLIENT_SECRET: clientSecret = '',
  CLARIFAI_PAT: pat = '',
  GOOGLE_CLOUD_PROJECT: project = '',
  GOOGLE_CLOUD_LOCATION: location = '',
  VERTEX_ENDPOINT: endpoint = '',
}: Readonly<Record<string, string | undefined>> = local?.env ?? process.env;

const tagger = new ClarifaiTagger({ pat });
const classifier = new VertexClassifier({
  project,
  location,
  endpoint,
  // The genres that the model was trained on.
  genres: ['doom metal', 'k-pop'],
  tagger: tagger.id,
});
const spotiTags = new SpotiTags({ catalog: new SpotifyCatalog({ clientId, clientSecret }), tagger });
try {
  const profile = await spotiTags.tagArtist(artist);
  console.log(`${artist}: ${profile.tags.map(({ name }) => name).join(', ')}`);
  const { genre, scores } = await spotiTags.classify(profile, { classifier });
  console.log(`Genre: ${genre ?? 'cannot tell'}, ${Math.round(100 * (scores[0]?.probability ?? 0))} %`);
} finally {
  await spotiTags.close();
  await classifier.close();
  local?.close();
}
