/**
 * Chooses a genre from a list, without training: Gemini gets the palette tagger's tags of an artist's covers
 * and the titles of the albums, but not the artist's name.
 *
 * `npx tsx examples/gemini.ts` uses a simulated service on this machine, and needs `npm install msw
 * @google-cloud/aiplatform`. If GOOGLE_CLOUD_PROJECT and GOOGLE_CLOUD_LOCATION are set, it uses Google's, after `gcloud auth
 * application-default login`. Each artist is one billed request.
 */
import type { ArtistProfile } from 'spotitags';
import { GeminiClassifier } from 'spotitags/google';

const isReal = process.env['GOOGLE_CLOUD_PROJECT'] !== undefined;
const local = isReal ? undefined : (await import('./local-services.ts')).localServices();
const {
  GOOGLE_CLOUD_PROJECT: project = '',
  GOOGLE_CLOUD_LOCATION: location = '',
}: Readonly<Record<string, string | undefined>> = local?.env ?? process.env;

/** Tags without covers, as in a profile that was summed elsewhere. */
function madeUp(name: string, title: string, tags: readonly string[]): ArtistProfile {
  return {
    artist: { catalog: 'made up', id: name, name },
    tagger: 'made-up@1',
    albums: [{ id: title, title, cover: { status: 'missing' } }],
    tags: tags.map((tag) => ({ name: tag, weight: 1, covers: 1 })),
  };
}

const artists = [
  madeUp('A', 'Return Trip', ['skull', 'fog', 'forest', 'purple']),
  madeUp('B', 'Feel Special', ['smile', 'pastel', 'balloon', 'pink']),
];
const classifier = new GeminiClassifier({ project, location, genres: ['doom metal', 'k-pop'] });
try {
  const predictions = await classifier.classify(artists);
  for (const [at, { artist }] of artists.entries()) {
    const { genre = null, scores = [] } = predictions[at] ?? {};
    console.log(
      `${artist.name}: ${genre ?? 'cannot tell'}, ${Math.round(100 * (scores[0]?.probability ?? 0))} %`,
    );
  }
} finally {
  await classifier.close();
  local?.close();
}
