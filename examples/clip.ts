/**
 * Finds your own words on covers with CLIP: no training, no key. It needs `npm install
 * @huggingface/transformers sharp`, and downloads a model of 150 MB at the first run. Set CLIP_FOLDER to use
 * a folder with a model instead. Run it with `npx tsx examples/clip.ts <images…>`; in a checkout, after `npm
 * ci --prefix test/peers`, with `npx tsx --tsconfig test/peers/tsconfig.json examples/clip.ts …`.
 */
import { diskStore } from 'spotitags';
import { ClipTagger } from 'spotitags/clip';

const { CLIP_FOLDER: folder, STORE: storeFolder = '.tags' } = process.env;
const images = process.argv.slice(2);

// The concepts of a group share the confidence. Without `vocabulary`, 300 concepts for album covers are used.
const vocabulary = [
  { name: 'scenes', concepts: ['red desert', 'green forest', 'blue ocean'] },
  { name: 'styles', concepts: ['cartoon in red', 'painting in green', 'photograph in blue'] },
];

await using store = await diskStore(storeFolder);
const tagger = await ClipTagger.load({
  vocabulary,
  // The store keeps the embeddings of the vocabulary, so that the next start is fast.
  store,
  ...(folder !== undefined && { folder }),
  onProgress: ({ file, loaded, total }) => {
    if (loaded === total) console.log(`${file}: ${Math.round(total / 1e6)} MB`);
  },
});
try {
  const results = await tagger.tag(images.map((path) => ({ path })));
  for (const [at, { tags, error }] of results.entries()) {
    const words = tags?.slice(0, 5).map(({ name, confidence }) => `${name} ${confidence.toFixed(2)}`);
    console.log(`${images[at] ?? ''}: ${words?.join(', ') ?? error?.message ?? ''}`);
  }
} finally {
  await tagger.close();
}
