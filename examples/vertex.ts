/**
 * Training as with Google Prediction: pass examples, get a classifier, trained by AutoML on Vertex AI.
 *
 * `npx tsx examples/vertex.ts` uses a simulated Vertex AI on this machine, in a checkout of the repository.
 * If GOOGLE_CLOUD_PROJECT, GOOGLE_CLOUD_LOCATION and SPOTITAGS_BUCKET are set, it uses Google's, after
 * `gcloud auth application-default login` and `npm install @google-cloud/aiplatform`. It then prints the plan
 * and what is billed. `npx tsx examples/vertex.ts train artists.jsonl` runs the plan, with a dataset of a
 * thousand artists or more. If it is stopped, the same command continues. At the end it undeploys the model.
 */
import { type Example, readDataset } from 'spotitags';
import { VertexTrainer, type VertexTrainerOptions } from 'spotitags/google';

const { GOOGLE_CLOUD_PROJECT, GOOGLE_CLOUD_LOCATION, SPOTITAGS_BUCKET } = process.env;
const [command, dataset] = process.argv.slice(2);

const google: VertexTrainerOptions | undefined =
  GOOGLE_CLOUD_PROJECT && GOOGLE_CLOUD_LOCATION && SPOTITAGS_BUCKET
    ? { project: GOOGLE_CLOUD_PROJECT, location: GOOGLE_CLOUD_LOCATION, bucket: SPOTITAGS_BUCKET }
    : undefined;
const local = google ? undefined : await simulated();
const options = google ?? local?.options;
if (!options) {
  console.log(
    'Set GOOGLE_CLOUD_PROJECT, GOOGLE_CLOUD_LOCATION and SPOTITAGS_BUCKET. Only a checkout of the repository has a simulated Vertex AI.',
  );
  process.exit(1);
}

const examples: Example[] = [];
for await (const one of dataset === undefined ? madeUp(1100) : readDataset(dataset)) examples.push(one);
// One artist in a hundred is held out for testing.
const training = examples.filter((_, at) => at % 100 !== 0);
const unseen = examples.filter((_, at) => at % 100 === 0);

const trainer = new VertexTrainer({
  ...options,
  onProgress: ({ step, state, resource = '' }) => {
    if (state !== 'running') console.log(`  ${step}: ${state} ${resource}`);
  },
});
try {
  const { rows, minRows, genres, steps } = await trainer.plan(training);
  console.log(`${rows} artists of ${genres.length} genres (at least ${minRows} are needed). The plan:`);
  for (const { what, costs = 'nothing' } of steps) console.log(`  ${what}. Billed: ${costs}.`);
  if (local || (command === 'train' && dataset !== undefined)) await trainAndAsk();
  else console.log('Nothing was done: run it with "train" and a dataset to do it.');
} finally {
  await local?.close();
}

/** Undefined outside of a checkout. */
async function simulated() {
  const { localVertex } = await import('../test/vertex/local-vertex.ts').catch(() => ({
    localVertex: undefined,
  }));
  return localVertex?.();
}

async function trainAndAsk(): Promise<void> {
  console.log('Training:');
  const classifier = await trainer.train(training);
  try {
    const predictions = await classifier.classify(unseen.map(({ profile }) => profile));
    console.log('Artists it has not seen:');
    for (const [at, { genre, profile }] of unseen.entries()) {
      const { genre: said = null, scores = [] } = predictions[at] ?? {};
      const verdict = `${said ?? 'cannot tell'}, ${Math.round(100 * (scores[0]?.probability ?? 0))} %`;
      console.log(`  ${said === genre ? '✓' : '✗'} ${profile.artist.name} (${genre}): ${verdict}`);
    }
  } finally {
    await classifier.close();
    const { undeployed, remains } = await trainer.undeploy();
    console.log(`Undeployed ${undeployed.join(', ')}. What remains, and costs storage at most:`);
    for (const { resource } of remains) console.log(`  ${resource}`);
  }
}

/** Artists whose covers show their genre most of the time. */
function madeUp(count: number): Example[] {
  const motifs = { 'doom metal': ['skull', 'fog', 'forest'], 'k-pop': ['smile', 'pastel', 'balloon'] };
  return Array.from({ length: count }, (_, at) => {
    const genre = at % 3 === 0 ? 'doom metal' : 'k-pop';
    const borrowed = at % 7 === 0 ? 'k-pop' : genre;
    const tags = [motifs[genre][at % 2], motifs[borrowed][at % 3], 'portrait'].map((name = '') => ({
      name,
      weight: 0.9,
      covers: 1,
    }));
    const artist = { catalog: 'made up', id: String(at), name: `Artist ${at}` };
    return { genre, profile: { artist, tagger: 'made-up@1', albums: [], tags } };
  });
}
