/**
 * Tags covers with your own image classifier and with the palette: a model in the ONNX format and its labels,
 * one per line. No key, no network. It needs `npm install onnxruntime-node sharp`. Run it with `npx tsx
 * examples/onnx.ts <model.onnx> <labels.txt> <images…>`; in a checkout, after `npm ci --prefix test/peers`,
 * with `npx tsx --tsconfig test/peers/tsconfig.json examples/onnx.ts …`.
 */
import { combineTaggers, FolderCatalog, SpotiTags } from 'spotitags';
import { OnnxTagger } from 'spotitags/onnx';
import { PaletteTagger } from 'spotitags/palette';

const [model, labels, ...images] = process.argv.slice(2);
if (model === undefined || labels === undefined || images.length === 0) {
  console.log('Type: npx tsx examples/onnx.ts <model.onnx> <labels.txt> <images…>');
} else {
  // The model states the size and layout of its input. Most models need ImageNet's mean and deviation, the
  // default, and return scores, which a softmax turns into probabilities. If a model returns probabilities,
  // set `activation: 'none'`.
  const classifier = await OnnxTagger.load({ model, labels, maxTags: 5 });
  await using spotiTags = new SpotiTags({
    catalog: new FolderCatalog({ root: '.' }),
    tagger: combineTaggers(classifier, new PaletteTagger()),
  });
  const results = await spotiTags.tagCovers(images.map((path) => ({ path })));
  for (const [at, { tags, error }] of results.entries()) {
    const seen = tags?.filter(({ name }) => name.startsWith('onnx: ')) ?? [];
    const words = seen.map(({ name, confidence }) => `${name} ${confidence.toFixed(2)}`);
    console.log(
      `${images[at] ?? ''}: ${error?.message ?? `${words.join(', ')}; ${(tags?.length ?? 0) - seen.length} tags of the palette`}`,
    );
  }
}
